"""Words of lists and public pages: limits, fees, conditions, and every kind of review item named."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from motcua.definitions.form import Form, FormField, FormSection, Option
from motcua.definitions.procedure import DocumentRequirement, Fee, FeeTier, Offer, Procedure
from motcua.kernel.time_limit import LimitUnit, TimeLimit
from motcua.surfaces.condition_words import condition_words
from motcua.surfaces.procedure_words import (
    REVIEW_NAMES,
    amount_words,
    fee_summary,
    limit_summary,
    quantity_words,
)

FORM = Form(
    "f",
    "Tờ khai",
    (
        FormSection(
            "s",
            "Mục",
            (
                FormField("da_o", "yes_no", "Đã ở nơi khác"),
                FormField(
                    "loai",
                    "choice",
                    "Loại việc",
                    options=(Option("moi", "Cấp mới"), Option("lai", "Cấp lại")),
                ),
                FormField("so_tang", "integer", "Số tầng"),
                FormField("ngay", "date", "Ngày chết"),
            ),
        ),
    ),
)
THREE_DAYS = TimeLimit(Decimal(3), LimitUnit.WORKING_DAYS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("form.da_o", "“Đã ở nơi khác” là Có"),
        ("!form.da_o", "“Đã ở nơi khác” là Không"),
        ("form.loai == 'moi'", "“Loại việc” là “Cấp mới”"),
        ("form.loai != 'lai'", "“Loại việc” không phải là “Cấp lại”"),
        ("form.loai in ['moi', 'lai']", "“Loại việc” là “Cấp mới”, “Cấp lại”"),
        ("form.so_tang >= 7", "“Số tầng” từ 7"),
        ("form.so_tang > 0", "có “Số tầng”"),
        ("!form.da_o && form.loai == 'moi'", "“Đã ở nơi khác” là Không và “Loại việc” là “Cấp mới”"),
        ("form.da_o || applicant.poor_household", "“Đã ở nơi khác” là Có hoặc người nộp thuộc hộ nghèo"),
        ("!applicant.disabled", "người nộp không là người khuyết tật"),
        ("dossier.channel == 'online'", "nộp trực tuyến"),
        (
            "days_between(form.ngay, dossier.received_date) <= 15",
            "ngày nộp cách “Ngày chết” không quá 15 ngày",
        ),
    ],
)
def test_condition__is_said_with_the_labels_of_the_form(text: str, words: str) -> None:
    assert condition_words(text, FORM) == words


@pytest.mark.parametrize(
    "text",
    [
        "form.khac",
        "form.loai == 'x'",
        "size(form.loai) > 2",
        "form.da_o && size(form.loai) > 2",
        "(form.da_o",
    ],
)
def test_condition_nobody_can_say__gives_nothing_rather_than_an_expression(text: str) -> None:
    assert condition_words(text, FORM) == ""


def test_limits__show_the_shortest_and_what_is_unknown() -> None:
    longer = TimeLimit(Decimal(23), LimitUnit.WORKING_DAYS)
    shown = limit_summary(
        Procedure("1", "A", offers=(Offer("a", longer), Offer("b", THREE_DAYS), Offer("c")))
    )
    assert (shown.words, shown.note) == ("3 ngày làm việc", "lâu nhất 23 ngày làm việc, có chỗ chưa rõ")
    unknown = limit_summary(Procedure("1", "A", offers=(Offer("a", source_text="7"),)))
    assert unknown.unknown
    assert "“7”" in unknown.note


def test_unknown_fee__is_never_free() -> None:
    assert fee_summary(Procedure("1", "A")).words == "Không thu"
    shown = fee_summary(
        Procedure("1", "A", fees=(Fee("f", "Phí", amount=0, certain=False, source_text="Miễn phí"),))
    )
    assert shown.unknown
    assert shown.words == "Chưa rõ"
    assert "Miễn phí" in shown.note


@pytest.mark.parametrize(
    ("fee", "words"),
    [
        (Fee("f", "Phí", amount=15000, unit="bản"), "15.000 đ/bản"),
        (Fee("f", "Phí", amount=0), "Không thu"),
        (Fee("f", "Phí", amount="form.x * 2"), "Theo tờ khai"),
        (Fee("f", "Phí", tiers=(FeeTier(2, 2000), FeeTier(None, 1000)), unit="trang"), "từ 1.000 đ/trang"),
        (Fee("f", "Phí"), "Chưa rõ"),
    ],
)
def test_amount__in_words(fee: Fee, words: str) -> None:
    assert amount_words(fee) == words


def test_quantities__by_kind_of_copy() -> None:
    assert quantity_words(DocumentRequirement("a", "A", originals=1, copies=2)) == "1 bản chính, 2 bản sao"


def test_every_kind_of_review_item__has_a_name(project_root: Path) -> None:
    kinds = set()
    for file in (project_root / "platform/motcua/catalog").rglob("*.py"):
        kinds |= set(re.findall(r"reviews?\.add\(\s*\"(\w+)\"", file.read_text(encoding="utf-8")))
    assert kinds
    assert kinds <= REVIEW_NAMES.keys()
