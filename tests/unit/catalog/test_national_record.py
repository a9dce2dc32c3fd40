"""A row and its details become the national layer, doubts as review items."""

from typing import Any

import pytest

from motcua.catalog.baseline_choice import BaselineChoice
from motcua.catalog.details_record import DetailRecord
from motcua.catalog.national_record import RecordBuilder
from motcua.catalog.parsers.channel_lines import ChannelLine
from motcua.catalog.parsers.paper_lines import PaperLine
from motcua.catalog.parsers.words import WordIndex
from motcua.catalog.rows import CatalogRow
from motcua.definitions.baseline import Baseline, BaselineRule
from motcua.definitions.procedure import DocumentRequirement, OutcomeDefinition, Procedure
from motcua.kernel.problems import Place

BODY = Procedure(
    "nen",
    "Nền",
    form="to-khai-chung",
    checklist=(DocumentRequirement("don-de-nghi", "Đơn"),),
    outcomes=(OutcomeDefinition("ket-qua", "Kết quả"),),
)


@pytest.fixture
def builder(words: WordIndex) -> RecordBuilder:
    return RecordBuilder(words, BaselineChoice([Baseline("nen", "Nền", BODY, (BaselineRule(),))]))


def row(**values: str) -> CatalogRow:
    return CatalogRow("1.004873", "Cấp giấy", values, Place("f.xlsx", sheet="Bảng", cell="A3"))


def detail(
    *lines: ChannelLine, papers: tuple[PaperLine, ...] = (PaperLine("Đơn", "1 bản chính"),), **values: str
) -> DetailRecord:
    return DetailRecord("1.004873", values, lines, papers)


def build(builder: RecordBuilder, given: CatalogRow, more: DetailRecord | None = None) -> dict[str, Any]:
    record = builder.build(given, more)
    assert record is not None
    return dict(record.data)


def kinds(data: dict[str, Any]) -> list[str]:
    return [item["kind"] for item in data.get("review", ())]


def lines(limit: str, fee: str = "Miễn phí", note: str = "") -> tuple[ChannelLine, ...]:
    return tuple(
        ChannelLine(word, limit, fee, note) for word in ("Trực tiếp", "Trực tuyến", "Dịch vụ bưu chính")
    )


def test_row_of_the_national_workbook__runs_on_its_baseline(builder: RecordBuilder) -> None:
    data = build(
        builder, row(issuing_agency="Bộ Tư pháp", executing_agencies="Sở Tư pháp", field_of_work="Hộ tịch")
    )
    assert data["extends"] == "nen"
    assert data["levels"] == ["province"]
    assert data["executing_agencies"] == ["Sở Tư pháp"]
    assert "offers" not in data
    assert [(fee["certain"], "amount" in fee) for fee in data["fees"]] == [(False, False)]


def test_row_without_agencies__asks_for_its_level(builder: RecordBuilder) -> None:
    assert kinds(build(builder, row())) == ["level"]


def test_same_limit_on_every_channel__is_one_offer(builder: RecordBuilder) -> None:
    data = build(builder, row(), detail(*lines("5 Ngày làm việc"), levels="Cấp tỉnh"))
    assert data["offers"] == [
        {
            "channels": ["counter", "online", "post"],
            "source_text": "5 Ngày làm việc",
            "time_limit": "5 working_days",
        }
    ]
    assert data["channels"] == ["counter", "online", "post"]
    assert "fees" not in data


def test_limit_without_unit__is_asked_with_a_proposal(builder: RecordBuilder) -> None:
    prose = "Nếu tiếp nhận hồ sơ sau 15 giờ thì trả kết quả trong ngày làm việc tiếp theo."
    data = build(builder, row(), detail(*lines("1"), levels="Cấp xã", steps=prose))
    assert "time_limit" not in data["offers"][0]
    item = next(item for item in data["review"] if item["kind"] == "limit")
    assert item["proposal"] == "same_day"
    assert item["path"] == "/offers/any@counter+online+post"


def test_channels_with_different_limits_and_fees__are_told_apart(builder: RecordBuilder) -> None:
    data = build(
        builder,
        row(),
        detail(
            ChannelLine("Trực tiếp", "7 Ngày", "50,000 VNĐ"),
            ChannelLine("Trực tuyến", "5 Ngày", "25,000 VNĐ"),
            levels="Cấp xã",
        ),
    )
    assert [(offer["channels"], offer["time_limit"]) for offer in data["offers"]] == [
        (["counter"], "7 calendar_days"),
        (["online"], "5 calendar_days"),
    ]
    assert [(fee["amount"], fee["channels"]) for fee in data["fees"]] == [(50_000, {"online": 25_000})]
    assert kinds(data) == []


def test_several_limits_on_one_channel__become_cases(builder: RecordBuilder) -> None:
    data = build(
        builder, row(), detail(*lines("5 Ngày làm việc"), *lines("7 Ngày làm việc"), levels="Cấp xã")
    )
    assert [variant["id"] for variant in data["variants"]] == [
        "thoi-han-5-ngay-lam-viec",
        "thoi-han-7-ngay-lam-viec",
    ]
    assert [(offer["variants"], offer["time_limit"]) for offer in data["offers"]] == [
        (["thoi-han-5-ngay-lam-viec"], "5 working_days"),
        (["thoi-han-7-ngay-lam-viec"], "7 working_days"),
    ]
    assert kinds(data) == ["variants"]


def test_limits_of_stages__are_not_taken_for_cases(builder: RecordBuilder) -> None:
    data = build(
        builder,
        row(),
        detail(
            ChannelLine(
                "Trực tiếp",
                "2 Ngày làm việc",
                "Miễn phí",
                "Bộ phận một cửa tiếp nhận, kiểm tra trong thời hạn 02 ngày làm việc",
            ),
            ChannelLine(
                "Trực tiếp",
                "5 Ngày làm việc",
                "Miễn phí",
                "Cơ quan chuyên môn thẩm định hồ sơ trong thời hạn 05 ngày làm việc",
            ),
            levels="Cấp xã",
        ),
    )
    assert "variants" not in data
    assert data["offers"] == [{"channels": ["counter"]}]
    assert kinds(data) == ["several_limits"]


def test_limit_and_description_that_disagree__are_applied_and_asked(builder: RecordBuilder) -> None:
    data = build(builder, row(), detail(*lines("7 Ngày", note="Thời hạn 07 ngày làm việc"), levels="Cấp xã"))
    assert data["offers"][0]["time_limit"] == "7 calendar_days"
    assert kinds(data) == ["limit_conflict"]


def test_free_with_a_fee_in_the_note__is_never_free(builder: RecordBuilder) -> None:
    note = "(Mức lệ phí cụ thể do Hội đồng nhân dân tỉnh quyết định.)"
    data = build(builder, row(), detail(*lines("3 Ngày", note=note), levels="Cấp xã"))
    assert [(fee["certain"], fee.get("amount")) for fee in data["fees"]] == [(False, None)]
    item = next(item for item in data["review"] if item["kind"] == "fee")
    assert "Hội đồng nhân dân" in item["source_text"]


def test_lost_zeros__are_proposed_not_charged(builder: RecordBuilder) -> None:
    data = build(builder, row(), detail(*lines("3 Ngày", "150 VNĐ(150.000 đồng/thẻ.)"), levels="Cấp xã"))
    assert [(fee["certain"], fee["amount"]) for fee in data["fees"]] == [(False, 150_000)]
    assert next(item for item in data["review"] if item["kind"] == "fee")["proposal"] == "150.000 đ"


def test_papers__replace_those_of_the_baseline_and_notes_are_notes(builder: RecordBuilder) -> None:
    papers = (
        PaperLine("Đơn đề nghị cấp giấy", "1 bản chính", "* Giấy tờ phải nộp:", "Mau 01.docx"),
        PaperLine("Bản án ly hôn", "0 bản chính,1 bản sao", "* Giấy tờ phải nộp:"),
        PaperLine("Trường hợp đã có trong cơ sở dữ liệu thì không phải nộp", "0 bản chính"),
        PaperLine("Hộ chiếu", "1 bản chính", "* Giấy tờ phải xuất trình:"),
        PaperLine("Trường hợp ủy quyền: văn bản ủy quyền", "1 bản chính"),
    )
    data = build(builder, row(), detail(*lines("3 Ngày"), papers=papers, levels="Cấp xã"))
    shown = [
        (line["id"], line.get("kind", "document"), line.get("required", True))
        for line in data["checklist"][1:]
    ]
    assert data["checklist"][0] == {"id": "don-de-nghi", "remove": True}
    assert shown == [
        ("don-de-nghi-cap-giay", "document", True),
        ("ban-an-ly-hon", "document", True),
        ("truong-hop-da-co-trong-co-so-du-lieu-thi-khong-phai-nop", "note", False),
        ("ho-chieu", "present", False),
        ("truong-hop-uy-quyen-van-ban-uy-quyen", "document", False),
    ]
    assert data["checklist"][1]["form"] == "to-khai-chung"
    assert data["checklist"][1]["template"] == "Mau 01.docx"
    assert data["checklist"][2] == {
        "id": "ban-an-ly-hon",
        "name": "Bản án ly hôn",
        "copies": 1,
        "group": "Giấy tờ phải nộp",
    }


def test_details_of_another_procedure__are_not_used(builder: RecordBuilder) -> None:
    given = detail(
        *lines("20 Ngày làm việc"),
        levels="Cấp xã",
        name="Hỗ trợ phát triển sản xuất cộng đồng",
        field_of_work="Nông nghiệp",
    )
    data = build(builder, row(field_of_work="Hộ tịch", levels="Cấp xã"), given)
    assert "offers" not in data
    assert kinds(data) == ["details_of_another"]
    assert "Nông nghiệp" in data["review"][0]["source_text"]


def test_renamed_procedure_of_the_same_field__keeps_its_details_and_asks(builder: RecordBuilder) -> None:
    given = detail(
        *lines("3 Ngày"), levels="Cấp xã", name="Xác nhận tình trạng hôn nhân", field_of_work="hộ tịch"
    )
    data = build(builder, row(field_of_work="Hộ tịch"), given)
    assert data["offers"]
    assert kinds(data) == ["renamed"]


def test_groups_beside_each_other__are_cases(builder: RecordBuilder) -> None:
    papers = (
        PaperLine("Tờ khai", "1 bản chính"),
        PaperLine("- Giấy tờ về nhà", "1 bản chính", "Đăng ký vào nhà của mình"),
        PaperLine("+ Văn bản đồng ý", "1 bản chính", "Đăng ký vào nhà của người khác"),
        PaperLine("01 bản sao có chứng thực hộ chiếu", "0 bản chính,1 bản sao", "* Giấy tờ phải nộp:"),
    )
    data = build(builder, row(), detail(*lines("3 Ngày"), papers=papers, levels="Cấp xã"))
    shown = [(line["name"], line.get("required", True)) for line in data["checklist"][1:]]
    assert shown == [
        ("Tờ khai", True),
        ("Giấy tờ về nhà", False),
        ("Văn bản đồng ý", False),
        ("01 bản sao có chứng thực hộ chiếu", True),
    ]
    assert data["checklist"][4]["certified_copies"] == 1
    assert kinds(data) == ["checklist_cases"]


def test_first_result__inherits_the_number_of_the_baseline(builder: RecordBuilder) -> None:
    text = "Giấy xác nhậnMã: KQ.G15.000033Văn bản từ chốiMã: KQ.G15.000034Từ khóaKhông có thông tin"
    data = build(builder, row(), detail(*lines("3 Ngày"), levels="Cấp xã", outcomes=text))
    assert data["outcomes"] == [
        {"id": "ket-qua", "name": "Giấy xác nhận", "code": "KQ.G15.000033"},
        {"id": "kq-g15-000034", "name": "Văn bản từ chối", "code": "KQ.G15.000034"},
    ]


def test_limits_and_fees_in_columns__are_read(builder: RecordBuilder) -> None:
    given = {
        "time_limit@counter": "3 ngày làm việc",
        "time_limit@online": "2 ngày làm việc",
        "levy": "20.000 đồng",
    }
    data = build(builder, row(levels="Cấp xã", **given))
    assert [(offer["channels"], offer["time_limit"]) for offer in data["offers"]] == [
        (["counter"], "3 working_days"),
        (["online"], "2 working_days"),
    ]
    assert [(fee["kind"], fee["amount"]) for fee in data["fees"]] == [("levy", 20_000)]


def test_row_without_details__keeps_what_details_brought(builder: RecordBuilder) -> None:
    detailed = build(
        builder, row(field_of_work="Hộ tịch"), detail(*lines("3 Ngày"), levels="Cấp xã", steps="Bước 1")
    )
    again = builder.build(row(field_of_work="Hộ tịch"), None, detailed)
    assert again is not None
    assert again.data == detailed


def test_new_name_without_details__changes_the_name_only(builder: RecordBuilder) -> None:
    detailed = build(builder, row(field_of_work="Hộ tịch"), detail(*lines("3 Ngày"), levels="Cấp xã"))
    given = CatalogRow("1.004873", "Tên mới", {"field_of_work": "Hộ tịch"}, Place())
    again = builder.build(given, None, detailed)
    assert again is not None
    assert dict(again.data) == {**detailed, "name": "Tên mới"}
