import pytest

from motcua.catalog.parsers.paper_lines import paper_line, split_paper_lines

HEAD = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"


def test_flattened_checklist__keeps_groups_and_quantities() -> None:
    text = (
        f"* Giấy tờ phải nộp:{HEAD}- Giấy chứng sinh.1 bản chính- Bản sao hộ chiếu0 bản chính,1 bản sao"
        f"* Lưu ý:{HEAD}Mang theo 01 bản chính để đối chiếu0 bản chính"
    )
    assert [(line.group, line.name, line.quantity) for line in split_paper_lines(text)] == [
        ("* Giấy tờ phải nộp:", "- Giấy chứng sinh.", "1 bản chính"),
        ("* Giấy tờ phải nộp:", "- Bản sao hộ chiếu", "0 bản chính,1 bản sao"),
        ("* Lưu ý:", "Mang theo 01 bản chính để đối chiếu", "0 bản chính"),
    ]


def test_dashes_for_a_group__mean_none() -> None:
    assert [line.group for line in split_paper_lines(f"--{HEAD}Đơn1 bản chính")] == [""]


@pytest.mark.parametrize(
    ("text", "name", "template"),
    [
        ("Đơn đề nghị theo mẫuMẫu TP-LS-02-sđ.docx", "Đơn đề nghị theo mẫu", "Mẫu TP-LS-02-sđ.docx"),
        ("Văn bản (NA20).Mau NA20-BCA.docx", "Văn bản (NA20).", "Mau NA20-BCA.docx"),
        ("Đơn xin nhận con nuôi", "Đơn xin nhận con nuôi", ""),
    ],
)
def test_template_file__is_taken_off_the_name(text: str, name: str, template: str) -> None:
    line = paper_line(text, "1 bản chính")
    assert (line.name, line.template) == (name, template)


def test_ordinary_text__gives_no_papers() -> None:
    assert split_paper_lines("01 bộ hồ sơ") == ()
