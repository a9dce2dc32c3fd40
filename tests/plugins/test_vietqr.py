"""The payment QR: the format to the digit, and what it does on the slip of a dossier."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.conftest import post_form

from motcua.dossiers.actor import Actor
from motcua.dossiers.commands import Pay
from motcua.extension.loading import load_plugins
from motcua.extension.points import PAYMENT_CODES, Payment, Refused
from motcua.extension.registry import Registrar, Registry
from motcua.services.acting import act, find_dossier
from motcua.services.intake_requests import DossierRequest
from motcua.services.officers import identity_by_name
from motcua.services.papers import Printing, compose, dossier_file, render
from motcua.services.payment_codes import code_for, payment_code, payment_image
from motcua.services.receiving import receive
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.surfaces.paper import Codes
from motcua.web.application import create_application

PROJECT = Path(__file__).resolve().parents[2]
ALL = Scope.everything("kiểm thử")


@pytest.fixture(scope="module")
def registry() -> Registry:
    loaded, problems = load_plugins([PROJECT / "plugins"])
    assert problems == ()
    return loaded


@pytest.fixture(scope="module")
def vietqr(registry: Registry):
    return registry.get(PAYMENT_CODES, "vietqr")


def fields(text: str) -> dict[str, str]:
    """A code taken apart: tag to value."""
    found, at = {}, 0
    while at < len(text):
        length = int(text[at + 2 : at + 4])
        found[text[at : at + 2]] = text[at + 4 : at + 4 + length]
        at += 4 + length
    return found


# both from the specification of NAPAS
WITHOUT_AMOUNT = (
    "00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN63049E6F"
)
WITH_AMOUNT = (
    "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN"
    "62340107NPS68690819thanh toan don hang63042E2E"
)


def test_example_without_an_amount__is_met_to_the_digit(vietqr) -> None:
    assert vietqr.payload({}, Payment(0, "", "0011012345678", "970403")) == WITHOUT_AMOUNT


def test_example_with_an_amount__is_met_field_by_field(vietqr) -> None:
    found = fields(vietqr.payload({}, Payment(180_000, "thanh toan don hang", "0011012345678", "970403")))
    wanted = fields(WITH_AMOUNT)
    assert {**found, "62": "", "63": ""} == {**wanted, "62": "", "63": ""}
    # the example has a bill number besides, which ours leaves to the purpose
    assert fields(found["62"])["08"] == fields(wanted["62"])["08"]


def test_checksum__is_the_one_of_the_specification(vietqr) -> None:
    from motcua_plugins.vietqr.payload import checksum

    assert checksum("123456789") == "29B1"
    assert checksum(WITH_AMOUNT[:-4]) == WITH_AMOUNT[-4:]


@given(
    amount=st.integers(0, 10**12),
    number=st.text(max_size=40),
    account=st.from_regex(r"[0-9A-Z]{4,19}", fullmatch=True),
)
def test_any_payment__can_be_taken_apart_again(amount: int, number: str, account: str) -> None:
    from motcua_plugins.vietqr.payload import VietQr, checksum

    text = VietQr().payload({"purpose": "LP {number}"}, Payment(amount, number, account, "970436"))
    assert text.isascii()
    assert text[-4:] == checksum(text[:-4])
    found = fields(text)
    beneficiary = fields(fields(found["38"])["01"])
    assert (beneficiary["00"], beneficiary["01"]) == ("970436", account)
    assert found.get("54", "0") == str(amount)
    assert len(fields(found.get("62", "")).get("08", "")) <= 25


def test_dossier_number__stands_in_the_purpose_as_banks_pass_it_on(vietqr) -> None:
    payment = Payment(30_000, "H88.31-261120-0001", "5500201088031", "970405")
    purpose = fields(fields(vietqr.payload({"purpose": "Lệ phí {number}"}, payment))["62"])["08"]
    assert purpose == "Le phi H88.31-261120-0001"


@pytest.mark.parametrize(
    "payment",
    [
        Payment(1, "x", "0011012345678", "123456"),
        Payment(1, "x", "", "970403"),
        Payment(1, "x", "0011 0123", "970403"),
        Payment(-1, "x", "0011012345678", "970403"),
        Payment(10**13, "x", "0011012345678", "970403"),
    ],
)
def test_account_or_amount_that_cannot_be_coded__is_refused_in_words(vietqr, payment: Payment) -> None:
    with pytest.raises(Refused, match=r"NAPAS|tài khoản|Số tiền"):
        vietqr.payload({}, payment)


def test_wrong_options__keep_the_plugin_out_with_place_and_remedy(tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "plugins/vietqr", tmp_path / "vietqr")
    manifest = tmp_path / "vietqr/plugin.yaml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"970415"', '"12"'), encoding="utf-8")
    loaded, (problem,) = load_plugins([tmp_path])
    assert loaded.names(PAYMENT_CODES) == ()
    assert problem.code == "PLUGIN-001"
    assert "accounts/0/bank" in problem.message
    assert "9704" in problem.message


# ---- on the slip


def clerk(platform: Platform) -> Actor:
    with platform.database.read() as session:
        identity = identity_by_name(session, "motcua")
    assert identity is not None
    return identity.actor(platform.now())


@pytest.fixture
def number(sqlite_platform: Platform) -> str:
    request = DossierRequest(
        procedure="2.000815",
        agency="H88.31",
        applicant={"full_name": "Trần Thị Hoa", "phone": "0912345678"},
        answers={
            "ten_giay_to": "Bằng tốt nghiệp",
            "so_trang": 5,
            "so_ban": 3,
            "song_ngu": False,
            "nguoi_ngoai_cap": False,
        },
        documents={"ban-chinh": {"received": True}},
    )
    return receive(sqlite_platform, clerk(sqlite_platform), request)


def slip(platform: Platform, number: str):
    with platform.database.read(ALL) as session:
        return compose(platform, session, find_dossier(session, number), Printing(number, "receipt"))


def codes_on(paper) -> list[str]:
    """What the QR codes of a paper say."""
    return [text for block in paper.blocks if isinstance(block, Codes) for text, _caption in block.qr]


def test_slip_with_fees_owed__carries_the_payment_code_until_they_are_paid(
    sqlite_platform: Platform, number: str
) -> None:
    _tracking, payment = codes_on(slip(sqlite_platform, number))
    found = fields(payment)
    assert found["54"] == "21000"
    assert fields(fields(found["38"])["01"])["01"] == "5500201088031"
    assert number in fields(found["62"])["08"]

    act(sqlite_platform, clerk(sqlite_platform), number, Pay())
    assert len(codes_on(slip(sqlite_platform, number))) == 1


def test_screen__gets_the_same_code_as_a_picture(sqlite_platform: Platform, number: str) -> None:
    with sqlite_platform.database.read(ALL) as session:
        file = dossier_file(session, sqlite_platform.rules, find_dossier(session, number))
    assert payment_image(sqlite_platform, file).startswith("<svg")


def test_counter__shows_the_code_once_received_and_no_more_once_paid(
    sqlite_platform: Platform, number: str
) -> None:
    browser = create_application(sqlite_platform).test_client()
    signed_in = post_form(browser, "/login/", {"username": "motcua", "password": "Motcua@2026"})
    assert signed_in.status_code == 302
    assert "Quét bằng ứng dụng ngân hàng" in browser.get(f"/tiep-nhan/xong/{number}").text
    act(sqlite_platform, clerk(sqlite_platform), number, Pay())
    page = browser.get(f"/tiep-nhan/xong/{number}")
    assert page.status_code == 200
    assert "Quét bằng ứng dụng ngân hàng" not in page.text


def test_agency_without_an_account__uses_the_one_of_the_agency_above(sqlite_platform: Platform) -> None:
    text = code_for(sqlite_platform, "H88.32", 5_000, "H88.32-261120-0001")
    assert fields(fields(fields(text)["38"])["01"])["01"] == "118000088888"


def test_agency_nobody_has_an_account_for__gets_no_code(sqlite_platform: Platform) -> None:
    platform = replace(sqlite_platform, registry=Registrar().build())
    assert code_for(platform, "H88.31", 5_000, "x") == ""


class Broken:
    """An extension that fails in its own way."""

    def payload(self, options: object, payment: object) -> str:
        raise ZeroDivisionError


def test_extension_that_fails__leaves_the_slip_without_a_code(sqlite_platform: Platform, number: str) -> None:
    registrar = Registrar("hong", {"accounts": [{"agency": "H88", "bank": "970415", "account": "1"}]})
    registrar.add(PAYMENT_CODES, "hong", Broken())
    platform = replace(sqlite_platform, registry=registrar.build())
    paper = slip(platform, number)
    assert len(codes_on(paper)) == 1
    assert render(paper, "pdf")[0].startswith(b"%PDF")
    with platform.database.read(ALL) as session:
        file = dossier_file(session, platform.rules, find_dossier(session, number))
    assert payment_code(platform, file) == ""
