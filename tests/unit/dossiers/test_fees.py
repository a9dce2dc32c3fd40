"""Fees: explained to the đồng, never negative, never free by mistake."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.form import Form, FormField, FormSection
from motcua.definitions.policy import Policy
from motcua.definitions.procedure import Channel, CollectAt, Exemption, Fee, FeeKind, FeeTier, Procedure
from motcua.definitions.process import Process
from motcua.dossiers.fees import fees

FORM = Form(
    "f",
    "F",
    (
        FormSection(
            "s",
            "S",
            (
                FormField("so_ban", "integer", "Số bản"),
                FormField("dien_tich", "decimal", "Diện tích"),
                FormField("ngay", "date", "Ngày"),
            ),
        ),
    ),
)
POOR = Exemption("ho-ngheo", "Người thuộc hộ nghèo", "applicant.poor_household", 100, "giay-ho-ngheo")
HALF = Exemption("tre-em", "Trẻ em", "applicant.child", 50)


def sheet(*items, answers=None, applicant=None, channel=Channel.COUNTER, variant=""):
    bundle = ProcedureBundle(
        Procedure("1.000001", "Thử", fees=items), FORM, Process("p", "P"), Policy("c", "C")
    )
    env = {
        "form": answers or {},
        "applicant": applicant or {},
        "dossier": {"received_date": "2026-11-23", "channel": channel},
    }
    return fees(bundle, env, channel, variant)


def line(fee, **given):
    (only,) = sheet(fee, **given).lines
    return only


def test_amount_times_quantity__is_explained():
    got = line(Fee("a", "Lệ phí", amount=15000, times="form.so_ban", unit="bản"), answers={"so_ban": 2})
    assert (got.amount, got.quantity, got.unit_amount) == (30000, 2, 15000)
    assert got.explanation == ("15.000 đ × 2 bản = 30.000 đ",)
    assert got.amount_words == "30.000 đ"


def test_channel_price__replaces_the_amount_there_only():
    fee = Fee("a", "Lệ phí", amount=15000, channels={"online": 7500})
    assert line(fee, channel=Channel.ONLINE).amount == 7500
    assert line(fee, channel=Channel.ONLINE).explanation == ("7.500 đ, mức nộp trực tuyến",)
    assert line(fee).amount == 15000


def test_amount_expression__rounds_half_up_and_is_capped():
    fee = Fee("a", "Phí", FeeKind.CHARGE, amount="form.dien_tich * 50", maximum=1000)
    assert line(fee, answers={"dien_tich": 1.15}).amount == 58
    capped = line(fee, answers={"dien_tich": 100})
    assert (capped.amount, capped.explanation[-1]) == (1000, "Không quá 1.000 đ")


def test_tiers__price_each_unit_in_its_band():
    tiers = (FeeTier(2, 2000), FeeTier(None, 1000))
    got = line(Fee("a", "Phí", tiers=tiers, times="form.so_ban", unit="trang"), answers={"so_ban": 5})
    assert got.amount == 7000
    assert got.explanation == ("2.000 đ × 2 trang = 4.000 đ", "1.000 đ × 3 trang = 3.000 đ")
    assert got.unit_amount is None


def test_quantity_beyond_the_last_tier__is_not_known():
    got = line(Fee("a", "Phí", tiers=(FeeTier(2, 2000),), times="form.so_ban"), answers={"so_ban": 5})
    assert got.amount is None
    assert "chỉ đến 2" in got.explanation[0]


def test_greatest_exemption__counts_alone_and_names_its_proof():
    fee = Fee("a", "Lệ phí cấp giấy", amount=15001, exemptions=(HALF, POOR))
    assert line(fee).exemption is None
    half = line(fee, applicant={"child": True})
    assert (half.amount, half.exemption.reduction) == (7500, 7501)
    assert half.explanation[-1] == "Giảm 50%: Trẻ em, −7.501 đ"
    both = sheet(fee, applicant={"child": True, "poor_household": True})
    assert (both.total, both.total_words) == (0, "Không thu")
    assert both.lines[0].amount_words == "Miễn lệ phí"
    assert both.proofs() == {"giay-ho-ngheo": "Lệ phí cấp giấy"}


def test_exemption_that_cannot_be_judged__is_not_granted():
    broken = (Exemption("x", "X", ""), Exemption("y", "Y", "form.khong_co"), Exemption("z", "Z", "1 / 0 > 0"))
    late = Exemption("t", "Đúng hạn", "days_between(form.ngay, dossier.received_date) <= 60")
    fee = Fee("a", "A", amount=1000, exemptions=(*broken, late))
    assert line(fee).amount == 1000
    assert line(fee, answers={"ngay": "2026-11-01"}).amount == 0


@pytest.mark.parametrize(
    ("fee", "says"),
    [
        (Fee("a", "A", amount=15000, certain=False, source_text="Miễn phí"), "Nguồn ghi: “Miễn phí”."),
        (Fee("a", "A"), "chưa có mức thu"),
        (Fee("a", "A", amount=0, certain=False), "chưa được xác nhận"),
        (Fee("a", "A", amount="form.khong_co * 2"), "báo quản trị thủ tục"),
        (Fee("a", "A", amount="1000 / form.so_ban"), "chưa đủ thông tin"),
        (Fee("a", "A", amount="form.so_ban - 5"), "số tiền âm"),
        (Fee("a", "A", amount=1000, times="form.so_ban - 5"), "số âm"),
        (Fee("a", "A", amount=1000, times="age(form.ngay, dossier.received_date)"), "tính số lượng"),
        (Fee("a", "A", amount=1000, when="age(form.ngay, dossier.received_date) > 1"), "có phải thu không"),
        (Fee("a", "A", amount=10**14, times="1000"), "quá lớn"),
    ],
)
def test_what_is_not_certain__has_no_amount_and_no_total(fee, says):
    got = sheet(fee, Fee("b", "B", amount=1000))
    assert got.lines[0].amount is None
    assert got.lines[0].amount_words == "Chưa rõ"
    assert got.lines[0].explanation[0].startswith("Chưa rõ: ")
    assert says in got.lines[0].explanation[0]
    assert (got.total, got.total_words) == (None, "Chưa rõ")


def test_fee_of_another_case__is_not_listed():
    items = (
        Fee("a", "A", amount=1, when="form.so_ban > 0"),
        Fee("b", "B", amount=2, variants=("x",)),
        Fee("c", "C", amount=4, collect=CollectAt.AT_RETURN),
        Fee("d", "D", amount=0),
    )
    got = sheet(*items)
    assert [item.id for item in got.lines] == ["c", "d"]
    assert (got.total, got.total_at(CollectAt.AT_INTAKE), got.total_at(CollectAt.AT_RETURN)) == (4, 0, 4)
    assert got.lines[1].amount_words == "Không thu"
    assert sheet(*items, variant="x", answers={"so_ban": 1}).total == 7


AMOUNTS = st.integers(0, 10**7)
BANDS = st.lists(st.tuples(st.integers(1, 50), AMOUNTS), min_size=1, max_size=5)


@given(BANDS, AMOUNTS, st.decimals(0, 300, places=2), st.decimals(0, 300, places=2))
def test_tiers__are_monotone_in_the_quantity_and_agree_with_counting_one_by_one(bands, last, first, second):
    ends, tiers = 0, []
    for width, amount in bands:
        ends += width
        tiers.append(FeeTier(ends, amount))
    fee = Fee("a", "A", tiers=(*tiers, FeeTier(None, last)), times="form.dien_tich")

    def total(quantity):
        return line(fee, answers={"dien_tich": float(quantity)}).amount

    small, large = sorted((first, second))
    assert 0 <= total(small) <= total(large)
    whole = int(small)
    prices = [next((t.amount for t in tiers if unit <= t.up_to), last) for unit in range(1, whole + 1)]
    assert total(whole) == sum(prices)


@given(
    AMOUNTS,
    st.integers(0, 1000),
    st.lists(st.tuples(st.integers(-10, 150), st.booleans()), max_size=4),
    st.none() | AMOUNTS,
)
def test_exempted_amount__lies_between_nothing_and_the_price(amount, count, exemptions, maximum):
    reductions = tuple(
        Exemption(f"e{index}", "E", "applicant.child" if holds else "applicant.disabled", percent)
        for index, (percent, holds) in enumerate(exemptions)
    )
    fee = Fee("a", "A", amount=amount, times="form.so_ban", maximum=maximum, exemptions=reductions)
    got = line(fee, answers={"so_ban": count}, applicant={"child": True})
    price = min(amount * count, maximum) if maximum is not None else amount * count
    assert 0 <= got.amount <= price
    if got.exemption is not None:
        assert got.amount + got.exemption.reduction == price
    assert got.quantity == Decimal(count)
