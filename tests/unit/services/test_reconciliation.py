"""Day sheets and bank statements on both databases."""

import io
from datetime import date

import pytest
import xlsxwriter
from tests.unit.services.received import actor_of, receive_for

from motcua.dossiers.commands import Pay, Refund
from motcua.services.access import scope_of
from motcua.services.acting import act
from motcua.services.bank_statement import BankLine, StatementRefusedError, read_statement
from motcua.services.day_sheet import SheetQuery, day_sheet
from motcua.services.reconciliation import CreditToBook, Match, book_credits, number_in, reconcile
from motcua.services.runtime import Platform

DAY = date(2026, 11, 20)
AGENCY = "H88.31"


def statement(*rows: tuple[object, ...]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    head = ("Ngày giao dịch", "Số bút toán", "Ghi nợ", "Ghi có", "Nội dung giao dịch")
    for index, row in enumerate((("SAO KÊ TÀI KHOẢN",), (), head, *rows)):
        for column, value in enumerate(row):
            sheet.write(index, column, value)
    book.close()
    return target.getvalue()


@pytest.mark.parametrize(
    "text",
    ["H88.31-261120-0001 nop le phi", "CT DEN:123 H8831 261120 0001 MAI THI", "nop phi h88 31-2611200001 ck"],
)
def test_number__is_found_however_the_bank_writes_it(text: str) -> None:
    assert number_in(text, ["H88", "H88.31"]) == "H88.31-261120-0001"


def test_text_without_a_number_of_the_agency__names_nothing() -> None:
    assert number_in("H88.32-261120-0001", ["H88.31"]) == ""
    assert number_in("chuyen tien mua hang", ["H88.31"]) == ""


def test_statement__takes_credits_only_and_says_what_is_missing() -> None:
    data = statement(
        ("20/11/2026", "FT1", "", 30000, "H88.31-261120-0001"),
        ("20/11/2026", "FT2", 50000, "", "rut tien"),
        ("", "", "", "Tổng", ""),
    )
    assert read_statement(data, "sao-ke.xlsx") == (BankLine(4, DAY, 30000, "H88.31-261120-0001", "FT1"),)
    text = 'Ngày,Mã giao dịch,Số tiền,Diễn giải\n2026-11-20,X1,"30.000",H88.31-261120-0001\n'
    assert read_statement(text.encode(), "sao-ke.csv")[0].amount == 30000
    with pytest.raises(StatementRefusedError, match="Ghi có"):
        read_statement(b"a,b\n1,2\n", "khac.csv")


def test_credits__are_matched_booked_once_and_leftovers_named(province: Platform) -> None:
    cashier = actor_of(province, "motcua")
    owing = receive_for(province, "Mai Thị Nhung")
    paid = receive_for(province, "Lê Văn An")
    partly = receive_for(province, "Trần Bình")
    forgotten = receive_for(province, "Hoàng Yến")
    act(province, cashier, paid, Pay(method="transfer", reference="FT2"))
    act(province, cashier, forgotten, Pay(method="transfer", reference="FT9"))
    lines = [
        BankLine(2, DAY, 30000, f"{owing} nop phi", "FT1"),
        BankLine(3, DAY, 30000, f"{paid}", "FT2"),
        BankLine(4, DAY, 20000, f"{partly}", "FT3"),
        BankLine(5, DAY, 99000, "khong ro", "FT4"),
        BankLine(6, DAY, 30000, f"{paid} lan hai", "FT5"),
    ]
    with province.database.read(scope_of(cashier)) as session:
        found = reconcile(session, lines, AGENCY, [AGENCY])
    assert [one.match for one in found.lines] == [
        Match.TO_BOOK,
        Match.BOOKED,
        Match.DIFFERS,
        Match.UNKNOWN,
        Match.DIFFERS,
    ], "one entry answers for one credit"
    assert [one.number for one in found.booked_only] == [forgotten]
    chosen = [CreditToBook(owing, 30000, "FT1"), CreditToBook(partly, 20000, "FT3")]
    done, failed = book_credits(province, cashier, chosen)
    assert done == (owing,)
    assert "còn phải nộp 30.000 đ" in failed[partly]
    assert book_credits(province, cashier, chosen[:1])[0] == ()
    with province.database.read(scope_of(cashier)) as session:
        again = reconcile(session, lines[:1], AGENCY, [AGENCY])
    assert again.lines[0].match is Match.BOOKED


def test_day_sheet__adds_up_by_kind_and_method_with_money_given_back(province: Platform) -> None:
    cashier = actor_of(province, "motcua")
    first, second = receive_for(province, "Mai Thị Nhung"), receive_for(province, "Lê Văn An")
    fee = act(province, cashier, first, Pay(issue_receipt=True)).fees[0].fee
    act(province, cashier, second, Pay(method="transfer", reference="FT1", issue_receipt=True))
    act(province, cashier, first, Refund(fee, 10_000, "thu thừa"))
    with province.database.read(scope_of(cashier)) as session:
        sheet = day_sheet(session, SheetQuery(AGENCY, DAY, DAY))
        other = day_sheet(session, SheetQuery(AGENCY, date(2026, 11, 19), date(2026, 11, 19)))
        nobody = day_sheet(session, SheetQuery(AGENCY, DAY, DAY, "khac"))
    assert (sheet.total("amount"), sheet.total("levy"), sheet.total("charge")) == (50_000, 50_000, 0)
    assert (sheet.total_by("cash"), sheet.total_by("transfer")) == (20_000, 30_000)
    assert [line.receipt for line in sheet.lines] == ["BL-26E/0000001", "BL-26E/0000002", ""]
    assert sheet.cashiers == [("motcua", "Nguyễn Thu Hà")]
    assert not other.lines
    assert not nobody.lines
