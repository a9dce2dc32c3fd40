"""What can be changed on many procedures at once: baseline, process, agencies that offer, fee, publishing of drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.compiler.edits import Act, Edit
from motcua.definitions.directory import Directory
from motcua.definitions.procedure import Fee, Procedure
from motcua.kernel.text import clean
from motcua.services.catalog_lines import load_procedures
from motcua.services.catalog_rows import chunks
from motcua.services.catalog_view import CatalogQuery, catalog_conditions
from motcua.services.definition_store import StoredLibrary
from motcua.services.mass_edit import MOST, Wanted
from motcua.storage.tables import CatalogEntryRow

FEE_ID = "phi-le-phi"


class BulkKind(StrEnum):
    """What is done to the chosen procedures."""

    BASELINE = "baseline"
    PROCESS = "process"
    AGENCIES = "agencies"
    FEE = "fee"
    PUBLISH = "publish"


class BulkOrderError(ValueError):
    """The order cannot be carried out; the text says what to choose."""


@dataclass(frozen=True, slots=True)
class BulkOrder:
    """What is wanted: ``code`` of a baseline or process, ``agencies``, or a fee with its amount in đồng.

    ``only_unclear`` leaves fees alone that are known.
    """

    kind: BulkKind
    code: str = ""
    agencies: tuple[str, ...] = ()
    fee_name: str = ""
    fee_kind: str = "levy"
    amount: int = 0
    only_unclear: bool = True


def found_codes(session: Session, query: CatalogQuery) -> tuple[str, ...]:
    """Codes of everything a search of the catalog finds, in order, one more than can be changed at most."""
    everything = replace(query, cursor="", before="")
    return tuple(
        session.scalars(
            select(CatalogEntryRow.code)
            .where(*catalog_conditions(everything))
            .order_by(CatalogEntryRow.code)
            .limit(MOST + 1)
        )
    )


def wanted_of(
    session: Session, directory: Directory, codes: Sequence[str], order: BulkOrder
) -> tuple[Wanted, ...]:
    """The changes of an order for each procedure. Raises :class:`BulkOrderError`."""
    if not codes:
        raise BulkOrderError(
            "Chưa chọn thủ tục nào. Đánh dấu các dòng cần đổi, hoặc chọn tất cả thủ tục tìm thấy."
        )
    if len(codes) > MOST:
        raise BulkOrderError(f"Mỗi lần đổi được nhiều nhất {MOST} thủ tục. Lọc bớt rồi làm từng phần.")
    _check(session, directory, order)
    match order.kind:
        case BulkKind.BASELINE:
            return _each(codes, "extends", order.code)
        case BulkKind.PROCESS:
            return _each(codes, "process", order.code)
        case BulkKind.AGENCIES:
            return _each(codes, "offered_by", list(order.agencies))
        case BulkKind.PUBLISH:
            return tuple(Wanted(code) for code in codes)
        case BulkKind.FEE:
            known = _procedures(session, codes)
            return tuple(_fee_wanted(code, known.get(code), order) for code in codes)


def _check(session: Session, directory: Directory, order: BulkOrder) -> None:
    library = StoredLibrary(session)
    if order.kind is BulkKind.BASELINE and order.code not in library.codes("baseline"):
        raise BulkOrderError("Chọn một mẫu chung trong danh sách.")
    if order.kind is BulkKind.PROCESS and order.code not in library.codes("process"):
        raise BulkOrderError("Chọn một quy trình trong danh sách.")
    if order.kind is BulkKind.AGENCIES:
        if not order.agencies:
            raise BulkOrderError("Chọn ít nhất một cơ quan hoặc một nhóm cơ quan.")
        strangers = [
            one for one in order.agencies if ":" not in one and one != "field" and not directory.knows(one)
        ]
        if strangers:
            raise BulkOrderError(f"Không có cơ quan “{strangers[0]}”. Chọn lại trong danh sách.")
    if order.kind is BulkKind.FEE and order.amount < 0:
        raise BulkOrderError("Số tiền không được âm. Ghi 0 nếu không thu.")


def _each(codes: Sequence[str], name: str, value: object) -> tuple[Wanted, ...]:
    edit = Edit(Act.SET, (name,), value)
    return tuple(Wanted(code, (edit,)) for code in codes)


def _procedures(session: Session, codes: Sequence[str]) -> Mapping[str, Procedure]:
    revisions: list[int] = []
    for part in chunks(codes):
        rows = session.scalars(select(CatalogEntryRow.revision_id).where(CatalogEntryRow.code.in_(part)))
        revisions += [row for row in rows if row]
    return {one.code: one for part in chunks(revisions) for one in load_procedures(session, part).values()}


def _fee_wanted(code: str, procedure: Procedure | None, order: BulkOrder) -> Wanted:
    if procedure is None:
        return Wanted(code, refused="Danh mục không có thủ tục mang mã này.")
    unclear = [fee for fee in procedure.fees if not fee.certain or _without_amount(fee)]
    chosen = unclear if order.only_unclear else list(procedure.fees)
    if order.only_unclear and not chosen:
        return Wanted(code, refused="Không có khoản thu nào chưa rõ.")
    if len(chosen) > 1:
        return Wanted(
            code, refused=f"Có {len(chosen)} khoản thu, không rõ đổi khoản nào. Sửa riêng thủ tục này."
        )
    if not chosen:
        name = clean(order.fee_name) or "Lệ phí"
        fresh = {"id": FEE_ID, "name": name, "kind": order.fee_kind, "amount": order.amount}
        return Wanted(code, (Edit(Act.SET, ("fees", FEE_ID), fresh),))
    fee = chosen[0]
    if fee.tiers:
        return Wanted(code, refused=f"“{fee.name}” có nhiều mức. Sửa riêng thủ tục này.")
    values: dict[str, object] = {"amount": order.amount, "certain": True}
    if clean(order.fee_name):
        values |= {"name": clean(order.fee_name), "kind": order.fee_kind}
    return Wanted(code, tuple(Edit(Act.SET, ("fees", fee.id, name), one) for name, one in values.items()))


def _without_amount(fee: Fee) -> bool:
    return fee.amount is None and not fee.tiers
