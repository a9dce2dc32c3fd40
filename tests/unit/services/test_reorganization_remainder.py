"""What a reorganization must not leave behind: lists on their way, drafts, applicants, archives. Both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Text, func, select
from sqlalchemy.orm import Session
from tests.unit.services.proving import business
from tests.unit.services.received import actor_of, receive_for
from tests.unit.services.test_reorganization import (
    ALL,
    MERGED,
    NEW,
    TAN_AN,
    TAN_HOA,
    TODAY,
    forward,
    order,
    row_of,
)

from motcua.dossiers.actor import Actor
from motcua.dossiers.commands import Act
from motcua.dossiers.record_commands import FileAway
from motcua.services.acting import act
from motcua.services.customers import learn_all
from motcua.services.dossier_lists import ListKind, NewList, candidates, confirm, make_batch, make_list
from motcua.services.intake_drafts import DraftText, draft_pairs, save_draft
from motcua.services.integrity import examine
from motcua.services.reorganization_plan import (
    ReorganizationKind,
    ReorganizationPlan,
    RuleBy,
    SplitRule,
    Successor,
)
from motcua.services.reorganization_tables import FATES, Fate
from motcua.services.reorganization_work import carry_out
from motcua.services.runtime import Platform
from motcua.storage.declaration import Base, JsonText
from motcua.storage.scope import Scope
from motcua.storage.tables import (
    CustomerRow,
    DefinitionDraftRow,
    DefinitionGrantRow,
    DossierListItemRow,
    DossierListRow,
    DossierRow,
    IntakeDraftRow,
)

SMALLER = "H88.901"
DIVIDED = ReorganizationPlan(
    ReorganizationKind.SPLIT,
    (TAN_HOA,),
    (
        Successor(NEW, "Ủy ban nhân dân phường Hòa An"),
        Successor(SMALLER, "Ủy ban nhân dân xã Hòa Thắng"),
    ),
    "13/NQ-HĐND",
    TODAY,
    rules=(
        SplitRule(RuleBy.PROCEDURE, "1.001612", SMALLER),
        SplitRule(RuleBy.PLACE, "thôn Thắng Lợi", SMALLER),
    ),
    officers={"thuly": SMALLER},
)


def handed_over(platform: Platform, *numbers: str) -> int:
    """A list of dossiers on its way from the counter to who settles them."""
    desk = actor_of(platform, "motcua")
    for number in numbers:
        forward(platform, number, "motcua")
    with platform.database.read(ALL) as session:
        waiting = {one.number: one for one in candidates(session, ListKind.TO_DEPARTMENT, TAN_HOA)}
    to = waiting[numbers[0]]
    return make_list(
        platform, desk, NewList(ListKind.TO_DEPARTMENT, to.to_agency, to.to_unit, numbers, "chuyển đi")
    )


def lists(session: Session) -> list[tuple[str, str, set[str]]]:
    found = []
    for row in session.scalars(select(DossierListRow).order_by(DossierListRow.id)):
        items = select(DossierListItemRow.number).where(DossierListItemRow.list_id == row.id)
        found.append((row.agency_code, row.owner_agency, set(session.scalars(items))))
    return found


def known_at(session: Session, number: str) -> set[str]:
    return set(session.scalars(select(CustomerRow.agency_code).where(CustomerRow.identity_number == number)))


def test_every_column_with_an_agency__is_decided_upon() -> None:
    named = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if "agency" in column.name or column.name == "issuer"
    }
    assert named - set(FATES) == set(), "decide in services/reorganization_tables what becomes of it"
    known = {f"{one.name}.{column.name}" for one in Base.metadata.tables.values() for column in one.columns}
    assert set(FATES) <= known


def test_merger__leaves_the_code_of_an_ended_agency_only_where_it_is_history(province: Platform) -> None:
    number = receive_for(province, "Mai Thị Nhung")
    handed_over(province, receive_for(province, "Trần Bình", identity="001196012346"))
    desk = actor_of(province, "motcua")
    make_batch(province, desk, [number], "Mai Thị Nhung", "Nhiều hồ sơ")
    pairs = [("agency", TAN_HOA), ("applicant.full_name", "Lê Thị Dở")]
    mine = DraftText("nhap-do-dang-1", TAN_HOA, "1.004873", "Xác nhận", "Lê Thị Dở", "counter", pairs)
    save_draft(province, desk, mine)
    citizen = Actor("portal:abc", "Người dân", "portal")
    save_draft(province, citizen, replace(mine, key="nhap-do-dang-2", agency="portal"))
    learn_all(province)
    with province.database.write(ALL) as session:
        session.add_all(_texts_begun(province))
    carry_out(province, order(province, MERGED))
    with province.database.read(ALL) as session:
        undecided = {name for name in _columns_with(session, TAN_HOA) if name not in FATES}
        assert undecided == set()
        carried = {name for name, fate in FATES.items() if fate is Fate.CARRIED}
        # the dossier's own log says where it was; nothing that is still to be done does
        kept = _columns_with(session, TAN_HOA) & carried
        assert kept <= {"holding.agency_code", "dossier.state"}
        drafts = {row.draft_key: row for row in session.scalars(select(IntakeDraftRow))}
    assert drafts["nhap-do-dang-1"].agency_code == NEW
    with province.database.read(Scope.of({"portal"}, "kiểm thử")) as session:
        assert draft_pairs(session, citizen, "nhap-do-dang-2") == (
            ("agency", NEW),
            ("applicant.full_name", "Lê Thị Dở"),
        )
    assert examine(province).findings == ()


def _texts_begun(platform: Platform) -> list[Base]:
    now = platform.now()
    own = "kind: overlay\nof: procedure/1.004873\nagency: H88.31\nname: Tên riêng\n"
    draft = DefinitionDraftRow(
        kind="procedure", code="1.004873", agency_code=TAN_HOA, layer="agency", text=own, base_number=3
    )
    draft.created_by, draft.created_at, draft.version = "quantri", now, 1
    grant = DefinitionGrantRow(username="motcua", duty="edit", agency_code=TAN_HOA, granted_by="quantri")
    grant.granted_at = now
    return [draft, grant]


def _columns_with(session: Session, code: str) -> set[str]:
    """Every column some row of which says the code."""
    found = set()
    for table in Base.metadata.tables.values():
        for column in table.columns:
            textual = hasattr(column.type, "length") or isinstance(column.type, JsonText)
            if not textual or column.name == "username":
                continue
            words = column.cast(Text)
            says = select(func.count()).select_from(table).where(words.contains(code, autoescape=True))
            if session.execute(says).scalar():
                found.add(f"{table.name}.{column.name}")
    return found


def test_split__divides_a_list_on_its_way_by_where_its_dossiers_go(province: Platform) -> None:
    certificate, other, trade = (
        receive_for(province, name) for name in ("Mai Thị Nhung", "Trần Bình", "Lê An")
    )
    handed = handed_over(province, certificate, other, trade)
    goes_off = (SplitRule(RuleBy.DOSSIER, trade, SMALLER),)
    carry_out(province, order(province, replace(DIVIDED, rules=goes_off)))
    with province.database.read(ALL) as session:
        assert lists(session) == [(NEW, NEW, {certificate, other}), (SMALLER, NEW, {trade})]
        first, second = session.scalars(select(DossierListRow).order_by(DossierListRow.id)).all()
    assert first.id == handed
    assert first.number != second.number
    assert first.number.partition("/")[0] in second.note
    taker = actor_of(province, "thuly")
    assert taker.agency == SMALLER
    assert confirm(province, taker, second.id, {trade}, {}) == 0
    assert examine(province).findings == ()


def test_split__makes_applicants_known_where_their_dossiers_lie(province: Platform) -> None:
    receive_for(province, "Người Ở Lại", identity="001196000001")
    receive_for(province, "Người Hai Nơi", identity="001196000002")
    learn_all(province)
    trade = business(province)
    with province.database.write(ALL) as session:
        session.scalars(
            select(DossierRow).where(DossierRow.number == trade)
        ).one().applicant_identity = "001196000002"
        model = session.scalars(select(CustomerRow).limit(1)).one()
        session.add(
            CustomerRow(
                agency_code=TAN_HOA,
                identity_type="identity",
                identity_number="001196000003",
                full_name="Chưa Có Hồ Sơ",
                data={"full_name": "Chưa Có Hồ Sơ", "address": "Thôn Thắng Lợi, xã Tân Hòa"},
                updated_at=model.updated_at,
            )
        )
    row_id = order(province, DIVIDED)
    carry_out(province, row_id)
    with province.database.read(ALL) as session:
        assert known_at(session, "001196000001") == {NEW}
        assert known_at(session, "001196000002") == {NEW, SMALLER}
        assert known_at(session, "001196000003") == {SMALLER}
        before = session.scalar(select(func.count(CustomerRow.id)))
    carry_out(province, row_id)
    with province.database.read(ALL) as session:
        assert session.scalar(select(func.count(CustomerRow.id))) == before


def test_merger__keeps_what_is_newer_of_an_applicant_both_knew(province: Platform) -> None:
    receive_for(province, "Mai Thị Nhung", phone="0912000001")
    province.clock.set("2026-11-20T14:00:00+07:00")
    receive_for(province, "Mai Thị Nhung", phone="0912000002", user="motcua2")
    learn_all(province)
    into_standing = replace(MERGED, sources=(TAN_AN,), successors=(Successor(TAN_HOA),))
    carry_out(province, order(province, replace(into_standing, sources=(TAN_AN, TAN_HOA))))
    with province.database.read(ALL) as session:
        kept = session.scalars(select(CustomerRow)).all()
    assert [(one.agency_code, one.phone) for one in kept] == [(TAN_HOA, "0912000002")]


@pytest.mark.parametrize("plan", [MERGED, DIVIDED], ids=["merger", "split"])
def test_successor__answers_for_what_the_ended_agency_closed(
    province: Platform, plan: ReorganizationPlan
) -> None:
    ended = receive_for(province, "Lê Văn Cũ")
    act(province, actor_of(province, "motcua"), ended, Act("withdraw", reason="đổi ý"))
    carry_out(province, order(province, plan))
    act(province, actor_of(province, "motcua"), ended, FileAway("Kho 1, giá 2", "10 năm"))
    assert row_of(province, ended).state["filing"]["location"] == "Kho 1, giá 2"
    assert row_of(province, ended).agency_code == TAN_HOA
