"""What a person has to settle on a procedure, and the health that follows from it."""

from __future__ import annotations

from collections.abc import Iterator

from motcua.compiler.judge.fee_rules import is_unknown
from motcua.compiler.nodes import join_pointer
from motcua.definitions.procedure import Health, Procedure, ReviewItem

_SETTLED_BY_VALUE = frozenset({"fee", "limit"})


def review_items(procedure: Procedure) -> tuple[ReviewItem, ...]:
    """The items stated by the importer and those that follow from unknown fees and missing limits.

    An item that is stated for a place is not derived again; one about a fee or a limit that a later layer has
    settled or taken away is gone.
    """
    unsettled = {item.path for item in _derived(procedure)}
    stated = tuple(
        item for item in procedure.review if item.kind not in _SETTLED_BY_VALUE or item.path in unsettled
    )
    ids = {item.id for item in stated}
    paths = {item.path for item in stated if item.path}
    derived = (item for item in _derived(procedure) if item.id not in ids and item.path not in paths)
    return (*stated, *derived)


def _derived(procedure: Procedure) -> Iterator[ReviewItem]:
    for fee in procedure.fees:
        if is_unknown(fee):
            message = f"Chưa rõ mức thu “{fee.name}”. Xác nhận số tiền, hoặc xác nhận là không thu."
            path = join_pointer(("fees", fee.id))
            yield ReviewItem(f"fee-{fee.id}", "fee", message, path, fee.source_text)
    if not procedure.offers:
        message = "Chưa rõ thời hạn giải quyết. Khi tiếp nhận phải ghi hạn trả kèm lý do."
        yield ReviewItem("limit", "limit", message, "/offers")
    for offer in procedure.offers:
        if offer.time_limit is None:
            message = "Chưa rõ thời hạn giải quyết của một trường hợp. Ghi số và đơn vị."
            path = join_pointer(("offers", offer.id))
            yield ReviewItem(f"limit-{offer.id}", "limit", message, path, offer.source_text)


def health_of(procedure: Procedure, items: tuple[ReviewItem, ...]) -> Health:
    """Outside the province's competence (and offered nowhere), to be reviewed, or ready."""
    if procedure.outside_competence and not procedure.offered_by:
        return Health.OUTSIDE
    return Health.NEEDS_REVIEW if items else Health.READY
