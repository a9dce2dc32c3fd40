"""Customers on both databases: one row a number and agency, newer over older, names kept, learned once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from tests.unit.services.received import actor_of, receive_for

from motcua.services.customer_file import CustomerMissingError, customer_file
from motcua.services.customer_merging import (
    MergeRefusedError,
    likely_twins,
    merge_customers,
    part_customers,
)
from motcua.services.customers import customer_page, learn_all, number_of, recall
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import AuditEntryRow, CustomerRow

EVERYTHING = Scope.everything("kiểm thử")


def test_number__is_of_the_paper_first_and_without_blanks() -> None:
    assert number_of({"identity_number": "001 196 012345", "tax_code": "0101234567"}) == "001196012345"
    assert number_of({"tax_code": "0101234567-001"}) == "0101234567-001"
    assert number_of({"identity_number": "123"}) == ""


def test_second_dossier__updates_the_one_customer_and_keeps_the_other_name(province: Platform) -> None:
    receive_for(province, "Mai Thị Nhung", phone="0912345678")
    assert "1 hồ sơ" in learn_all(province)
    province.clock.set((province.now() + timedelta(hours=1)).isoformat())
    receive_for(province, "Mai Thị Hồng Nhung", phone="0987654321")
    learn_all(province)
    assert "0 hồ sơ" in learn_all(province)
    with province.database.read(EVERYTHING) as session:
        assert session.scalar(select(func.count(CustomerRow.id))) == 1
        found = recall(session, "001196012345", "1.004873", "H88.31")
    assert found.parts["full_name"] == "Mai Thị Hồng Nhung"
    assert "0987" in found.parts["phone"]
    assert found.earlier_names == ("Mai Thị Nhung",)
    assert len(found.duplicates) == 2


def test_dossier_not_learned_yet__is_recalled_from_itself(province: Platform) -> None:
    receive_for(province, "Mai Thị Nhung")
    with province.database.read(Scope.of(["H88.31"], "quầy")) as session:
        assert recall(session, "001196012345").parts["full_name"] == "Mai Thị Nhung"
    with province.database.read(Scope.of(["H88.32"], "xã khác")) as session:
        assert recall(session, "001196012345").parts == {}


def test_pages_by_name__neither_repeat_nor_leave_out(province: Platform) -> None:
    for index in range(5):
        receive_for(province, f"Lê Văn {'ABCDE'[index]}", identity=f"00109601234{index}")
    learn_all(province)
    names, cursor = [], ""
    with province.database.read(EVERYTHING) as session:
        while True:
            page = customer_page(session, "le van", cursor, 2)
            names += [row.full_name for row in page.rows]
            cursor = page.next_cursor
            if not cursor:
                break
    assert names == [f"Lê Văn {letter}" for letter in "ABCDE"]


def test_one_person_under_two_numbers__is_put_together_and_taken_apart_again(province: Platform) -> None:
    desk = actor_of(province, "motcua")
    old = receive_for(province, "Mai Thị Nhung", identity="001196054321", phone="0912345678")
    new = receive_for(province, "Mai Thị Nhung", identity="001196012345", phone="0912345678")
    learn_all(province)
    with province.database.read(EVERYTHING) as session:
        kept, twin = (
            session.scalars(select(CustomerRow).where(CustomerRow.identity_number == one)).one()
            for one in ("001196012345", "001196054321")
        )
        assert [one.id for one in likely_twins(session, kept)] == [twin.id]
    with pytest.raises(MergeRefusedError, match="căn cứ"):
        merge_customers(province, desk, kept.id, twin.id, " ")
    with pytest.raises(CustomerMissingError):
        merge_customers(province, actor_of(province, "motcua2"), kept.id, twin.id, "cùng người")
    merge_customers(province, desk, kept.id, twin.id, "Số chứng minh cũ ghi trên thẻ căn cước")
    with province.database.read(EVERYTHING) as session:
        assert [one.id for one in customer_page(session, "nhung", "", 10).rows] == [kept.id]
        assert [one.id for one in customer_page(session, "001196054321", "", 10).rows] == [kept.id]
        found = customer_file(session, twin.id)
        assert found.row.id == kept.id, "the address of the other leads here"
        assert {one.number for one in found.dossiers} == {old, new}
        assert recall(session, "001196054321").customer_id == kept.id
        assert not likely_twins(session, found.row)
    with pytest.raises(MergeRefusedError, match="đã được gộp"):
        merge_customers(province, desk, kept.id, twin.id, "lần nữa")
    assert part_customers(province, desk, twin.id, "Nhầm, hai chị em") == kept.id
    with province.database.read(EVERYTHING) as session:
        assert len(customer_page(session, "nhung", "", 10).rows) == 2
        assert {one.number for one in customer_file(session, kept.id).dossiers} == {new}
        acts = session.scalars(
            select(AuditEntryRow.action)
            .where(AuditEntryRow.action.like("customer.%"))
            .order_by(AuditEntryRow.id)
        ).all()
    assert list(acts) == ["customer.merge", "customer.part"]
