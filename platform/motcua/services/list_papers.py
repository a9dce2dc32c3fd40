"""Papers about several dossiers at once (the data contract ``list``): hand-over lists, batch receipts, day sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from motcua.documents.words import amount_words_filter
from motcua.services.papers import PaperMissingError
from motcua.services.print_data import agency_data
from motcua.services.runtime import Platform
from motcua.surfaces.paper import Paper
from motcua.surfaces.print_composer import Composer
from motcua.surfaces.print_conditions import truth_for
from motcua.surfaces.print_filters import WORDS_FILTER


@dataclass(frozen=True, slots=True)
class ListOnPaper:
    """What one list paper says: the role of its print, whose list, when, the head (``list``) and the rows."""

    role: str
    agency: str
    at: datetime
    head: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    officer: str = ""


def list_paper(platform: Platform, content: ListOnPaper) -> Paper:
    """The paper by the print in force on the day of the list. Raises ``PaperMissingError`` when there is none."""
    directory = platform.directory()
    template = platform.rules.print_for(content.role, content.at.date(), content.agency)
    if template is None:
        raise PaperMissingError(f"Chưa có mẫu in “{content.role}” nào đang áp dụng. Báo quản trị mẫu in.")
    data = {
        "agency": agency_data(directory.agency(content.agency), directory),
        "province": {"name": directory.province_name},
        "list": dict(content.head),
        "rows": [dict(row) for row in content.rows],
        "officer": {"name": content.officer, "title": ""},
        "now": content.at,
    }
    return Composer(truth_for(template.data), {WORDS_FILTER: amount_words_filter}).compose(template, data)
