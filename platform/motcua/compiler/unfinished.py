"""What a definition with errors would say as far as it can be put together: to compare and to show, never to run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.compiler.completing import complete
from motcua.compiler.linking import Linked, beside_own_text
from motcua.compiler.merging import Merged, lay_over
from motcua.compiler.shapes import shape_of


def unfinished(linked: Linked) -> Mapping[str, Any]:
    """The layers of a broken definition laid over each other all the same; a layer that does not fit is left out."""
    shape = shape_of(linked.kind)
    merged = Merged(dict(linked.content), dict(linked.merged.origins))
    for draft in linked.drafts:
        try:
            data = beside_own_text(draft, linked.drafts)
            laid = lay_over(merged, data, draft.unset, shape, draft.layer.value)
            merged = Merged(complete(linked.kind, laid.content), laid.origins)
        except (AttributeError, KeyError, TypeError, ValueError):
            # what stands where a list or a group belongs cannot be merged; its problem is reported
            continue
    return merged.content
