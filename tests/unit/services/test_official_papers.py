"""Official papers of a dossier as it is worked on: which form, which words, whose name, an agency's own layout."""

from datetime import date, timedelta

import pytest
from tests.unit.services.received import actor_of, receive_for
from tests.unit.services.test_child_dossiers import publish

from motcua.documents.docx_paper import docx
from motcua.documents.pdf import pdf
from motcua.dossiers.commands import Act, CorrectReceipt, Extend
from motcua.kernel.date_words import official_date
from motcua.services.access import scope_of
from motcua.services.acting import act, find_dossier
from motcua.services.papers import Printing, compose
from motcua.services.runtime import Platform
from motcua.surfaces.paper import Codes, Line, Paper, Signatures, Table

OVERLAY = """
kind: overlay
of: print/mau-01
agency: H88.31
reason: xã in khổ A5 theo máy in tại quầy
paper: A5
copies: [lưu]
"""
OWN_PAPER = """
kind: print
code: mau-01-dat-dai
name: Giấy tiếp nhận của văn phòng đăng ký đất đai
role: receipt
agencies: [H88.32]
effective_from: 2025-07-01
blocks:
  - {is: title, text: GIẤY TIẾP NHẬN HỒ SƠ ĐẤT ĐAI}
"""


def paper(platform: Platform, number: str, code: str, who: str = "motcua") -> Paper:
    actor = actor_of(platform, who)
    with platform.database.read(scope_of(actor)) as session:
        made = compose(
            platform, session, find_dossier(session, number), Printing(number, code, actor.full_name)
        )
    assert pdf(made).startswith(b"%PDF")
    assert docx(made).startswith(b"PK")
    return made


def lines(made: Paper) -> dict[str, str]:
    return {one.label: one.text for one in made.blocks if isinstance(one, Line)}


def signers(made: Paper) -> list[tuple[str, str]]:
    block = next(one for one in made.blocks if isinstance(one, Signatures))
    return [(one.title, one.name) for one in block.columns]


@pytest.mark.parametrize(
    ("day", "ending"), [(date(2025, 6, 30), "-2018"), (date(2025, 7, 1), ""), (date(2018, 11, 23), "-2018")]
)
def test_day_of_receipt__chooses_the_set_of_forms(sqlite_platform: Platform, day: date, ending: str) -> None:
    rules = sqlite_platform.rules
    rules.refresh()
    found = {
        role: template.code
        for role in ("receipt", "supplement", "refusal", "apology", "stop", "control_slip")
        if (template := rules.print_for(role, day)) is not None
    }
    control, stop = ("mau-05-2018", {}) if ending else ("mau-06", {"stop": "mau-05"})
    assert found == {
        "receipt": f"mau-01{ending}",
        "supplement": f"mau-02{ending}",
        "refusal": f"mau-03{ending}",
        "apology": f"mau-04{ending}",
        "control_slip": control,
        **stop,
    }


def test_agency_with_its_own_layout__uses_it_and_others_the_general_one(sqlite_platform: Platform) -> None:
    publish(sqlite_platform, f"{OVERLAY}---{OWN_PAPER}")
    rules, today = sqlite_platform.rules, sqlite_platform.today()
    rules.refresh()
    own, land, other = (rules.print_for("receipt", today, code) for code in ("H88.31", "H88.32", "H88.33"))
    assert None not in (own, land, other)
    assert (own.code, own.paper, own.copies) == ("mau-01", "A5", ("lưu",))
    assert land.code == "mau-01-dat-dai"
    assert (other.code, other.paper) == ("mau-01", "A4")
    assert rules.print_for("supplement", today, "H88.31").code == "mau-02", "the rest falls back"
    assert rules.print_for("receipt", date(2025, 6, 1), "H88.31").code == "mau-01-2018"
    number = receive_for(sqlite_platform, "Mai Thị Nhung")
    assert paper(sqlite_platform, number, "receipt").paper == "A5"


def test_receipt_printed_again__stays_as_it_was_issued(province: Platform) -> None:
    number = receive_for(province, "Mai Thị Nhung")
    first = paper(province, number, "receipt")
    due = lines(first)["Thời gian trả kết quả giải quyết hồ sơ"]
    desk, handler = actor_of(province, "motcua"), actor_of(province, "thuly")
    act(province, desk, number, Act("forward"))
    later = province.now() + timedelta(days=20)
    act(province, handler, number, Extend(later, "Chờ xác minh nơi ở cũ", "12/UBND-TP"))
    again = paper(province, number, "mau-01", "thuly")
    assert lines(again)["Thời gian trả kết quả giải quyết hồ sơ"] == due
    assert signers(again) == [("NGƯỜI NỘP HỒ SƠ", "Mai Thị Nhung"), ("NGƯỜI TIẾP NHẬN HỒ SƠ", desk.full_name)]
    codes = next(one for one in again.blocks if isinstance(one, Codes))
    assert codes.code128 == number
    assert codes.qr[0][0] == f"https://motcua.example/tra-cuu/{number}"

    apology = paper(province, number, "apology")
    told = lines(apology)
    assert told["Lý do"] == "Chờ xác minh nơi ở cũ"
    assert told["Văn bản kèm theo"] == "12/UBND-TP"
    assert told["Thời gian hẹn trả kết quả hiện tại"] == due
    assert official_date(later.date()) in told["Thời gian trả kết quả đề nghị"]
    assert "Số: 01/VBXL" in str(apology)


def test_control_slip__tells_who_gave_and_who_took(sqlite_platform: Platform) -> None:
    number = receive_for(sqlite_platform, "Mai Thị Nhung")
    desk, handler = actor_of(sqlite_platform, "motcua"), actor_of(sqlite_platform, "thuly")
    act(sqlite_platform, desk, number, Act("forward"))
    open_rows = next(
        one for one in paper(sqlite_platform, number, "control_slip").blocks if isinstance(one, Table)
    ).rows
    assert [row[2:4] for row in open_rows[:2]] == [
        ("Mai Thị Nhung", desk.full_name),
        (desk.full_name, ""),
    ], "the last line is to be signed by who takes it"
    assert len(open_rows) == 5, "empty lines to go on by hand"
    act(
        sqlite_platform, handler, number, Act("request_supplement", reason="Thiếu bản án", items=("to-khai",))
    )
    rows = next(
        one for one in paper(sqlite_platform, number, "history").blocks if isinstance(one, Table)
    ).rows
    assert rows[1][2:5] == (desk.full_name, "Chuyển thụ lý", handler.full_name)
    assert [row[3] for row in rows][-1] == "Yêu cầu bổ sung"


def test_withdrawal__the_notice_says_who_asked_why_and_what_of_the_money(sqlite_platform: Platform) -> None:
    number = receive_for(sqlite_platform, "Mai Thị Nhung")
    desk = actor_of(sqlite_platform, "motcua")
    act(sqlite_platform, desk, number, Act("withdraw", reason="Không còn nhu cầu"))
    told = lines(notice := paper(sqlite_platform, number, "stop"))
    assert told["Căn cứ dừng"] == "Người nộp đề nghị rút hồ sơ"
    assert told["Lý do"] == "Không còn nhu cầu"
    assert told["Phí, lệ phí"] == "không phát sinh"
    assert "Số: 01/TBDHS" in str(notice)


def test_slip_corrected__says_that_it_replaces_the_first(sqlite_platform: Platform) -> None:
    number = receive_for(sqlite_platform, "Mai Thị Nhung")
    act(
        sqlite_platform,
        actor_of(sqlite_platform, "motcua"),
        number,
        CorrectReceipt("ghi sai tên", {"full_name": "Mai Thị Hồng"}),
    )
    made = paper(sqlite_platform, number, "receipt")
    assert "Cấp lại lần 1" in str(made)
    assert "Mai Thị Hồng" in lines(made)["Tiếp nhận hồ sơ của"]
