"""Tokens, filters, header spans and the check of names."""

from datetime import date, datetime

from motcua.definitions.print_template import Block, PrintTemplate
from motcua.kernel.clock import VIETNAM
from motcua.kernel.date_words import official_date
from motcua.surfaces import paper
from motcua.surfaces.print_composer import Composer, header_rows, lookup
from motcua.surfaces.print_conditions import truth_for
from motcua.surfaces.print_contract import unknown_names
from motcua.surfaces.print_filters import FILTER_NAMES

COMPOSER = Composer(lambda text, data: bool(lookup(data, text)), {})


def compose(*blocks: Block, data: dict) -> tuple[paper.PaperBlock, ...]:
    return COMPOSER.compose(PrintTemplate("m", "M", "receipt", blocks=blocks), data).blocks


def test_official_date__pads_only_days_and_the_first_two_months() -> None:
    assert official_date(date(2026, 2, 5)) == "ngày 05 tháng 02 năm 2026"
    assert official_date(date(2026, 3, 15)) == "ngày 15 tháng 3 năm 2026"


def test_condition_that_does_not_hold__leaves_the_block_out() -> None:
    block = Block("line", {"label": "A", "value": "x"}, when="shown")
    assert compose(block, data={"shown": False, "x": "1"}) == ()
    assert compose(block, data={"shown": True, "x": "1"}) == (paper.Line("A", "1"),)


def test_text_with_tokens__is_filled_and_literal_braces_stay() -> None:
    block = Block("paragraph", {"text": "Gửi {{ who | default: ông/bà }} ngày {{ day | short_date }} {x}"})
    moment = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)
    assert compose(block, data={"day": moment}) == (paper.Paragraph("Gửi ông/bà ngày 20/11/2026 {x}"),)


def test_table_with_fewer_rows_than_wanted__is_filled_with_blank_ones() -> None:
    block = Block("table", {"of": "d.rows", "min_rows": 3, "columns": [{"heading": "TT", "value": "index"}]})
    (table,) = compose(block, data={"d": {"rows": [{"a": 1}]}})
    assert isinstance(table, paper.Table)
    assert table.rows == (("1",), ("",), ("",))


def test_three_level_headings__merge_like_the_official_form() -> None:
    rows = header_rows(
        [
            ("TT",),
            ("Nhận", "Tổng"),
            ("Nhận", "Trong kỳ", "Trực tuyến"),
            ("Nhận", "Trong kỳ", "Trực tiếp"),
            ("Xong", "Tổng"),
        ]
    )
    assert rows[0] == (
        paper.HeaderCell("TT", 1, 3),
        paper.HeaderCell("Nhận", 3, 1),
        paper.HeaderCell("Xong", 1, 1),
    )
    assert rows[1][0] == paper.HeaderCell("Tổng", 1, 2)
    assert rows[1][1] == paper.HeaderCell("Trong kỳ", 2, 1)
    assert [cell.text for cell in rows[2]] == ["Trực tuyến", "Trực tiếp"]


def test_names_without_a_source__are_told_with_their_block() -> None:
    template = PrintTemplate(
        "m",
        "M",
        "receipt",
        blocks=(
            Block("line", {"label": "A", "value": "dossier.numbr"}),
            Block("line", {"label": "B", "value": "dossier.due_at | long_datetim"}),
            Block("table", {"of": "dossier.documents", "columns": [{"heading": "x", "value": "nam"}]}),
            Block("line", {"label": "C {{ form.ho_ten }}", "value": "dossier.number"}),
        ),
    )
    found = unknown_names(template, FILTER_NAMES)
    assert [(token.block, token.path) for token, _ in found] == [
        (0, "dossier.numbr"),
        (1, "dossier.due_at"),
        (2, "nam"),
    ]
    assert "long_datetim" in found[1][1]


def test_unknown_contract__is_one_problem() -> None:
    assert len(unknown_names(PrintTemplate("m", "M", "x", data="nothing"), FILTER_NAMES)) == 1


def test_condition_over_the_contract__is_decided_and_fails_closed() -> None:
    truth = truth_for("dossier")
    data = {"dossier": {"is_online": True, "fees": [{"name": "Lệ phí"}]}, "applicant": {"email": ""}}
    assert truth("dossier.is_online", data)
    assert truth("size(dossier.fees) > 0", data)
    assert not truth("applicant.email != ''", data)
    assert not truth("dossier.khong_co == 1", data)
