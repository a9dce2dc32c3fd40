"""Customers on both databases: one row a number and agency, newer over older, names kept, learned once."""

from datetime import timedelta

from sqlalchemy import func, select
from tests.unit.services.received import receive_for

from motcua.services.customers import customer_page, learn_all, number_of, recall
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import CustomerRow

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
