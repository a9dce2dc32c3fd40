"""What is known of a procedure beside its catalog row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from motcua.catalog.parsers.channel_lines import ChannelLine
from motcua.catalog.parsers.paper_lines import PaperLine


@dataclass(frozen=True, slots=True)
class DetailRecord:
    """What is known of a procedure beside its catalog row. `values` are texts by the ids of the mapping."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[ChannelLine, ...] = ()
    papers: tuple[PaperLine, ...] = ()
