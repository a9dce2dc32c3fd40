"""What a text of one layer stands on: the merged content of every layer below it, with origins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.compiler.drafts import draft_of
from motcua.compiler.kinds import OVERLAY
from motcua.compiler.library import Library
from motcua.compiler.linking import SUBSTANCE, Linker
from motcua.compiler.merging import Merged
from motcua.compiler.sources import Layer, SourceDocument

_HEAD = ("kind", "code", "extends", "of", "agency")


def inherited(kind: str, code: str, agency: str, own: Mapping[str, Any], library: Library) -> Merged:
    """The content a definition would have without what `own` says, and where each value comes from.

    `own` is the plain content of the edited text; only what it extends, and whether it says the substance of a
    procedure itself, matters. Empty when nothing stands below.
    """
    if agency:
        linked = Linker((), library).link(kind, code)
        return linked.merged if linked is not None else Merged({}, {})
    head: dict[str, Any] = {name: own[name] for name in _HEAD if isinstance(own.get(name), str)}
    overlay = head.get("kind") == OVERLAY
    if overlay:
        head |= {"of": f"{kind}/{code}"}
    else:
        head |= {"kind": kind, "code": code}
        if kind == "procedure" and SUBSTANCE & own.keys():
            head["review"] = []
    draft, _problems = draft_of(SourceDocument("", Layer.PROVINCE, data=head))
    if draft is None:
        return Merged({}, {})
    draft.broken = False
    linked = Linker([draft], library).link(kind, code)
    if linked is None:
        return Merged({}, {})
    said = {name for name in head if name in linked.merged.content and not overlay}
    content = {
        name: value
        for name, value in linked.merged.content.items()
        if name not in said or (name == "review" and value)
    }
    return Merged(content, dict(linked.merged.origins))
