"""Reports beside II.06a agree with it and with a slow count: catalog, money, work, causes, lists, the index."""

from collections import Counter

import pytest
from sqlalchemy import select
from tests.storage.histories import FAMILIES, payment_method, slow_figures
from tests.unit.services.report_world import EVERYTHING, LIVES, TAN_HOA, fill

from motcua.kernel.clock import VIETNAM
from motcua.reporting.result import RowKind
from motcua.services.report_plans import ReportRequest, ReportRequestError
from motcua.services.reporting import Figure, drill_down, run_report
from motcua.storage.tables import OfficerRow, RevisionRow

PERIOD = "2026-Q3"


@pytest.fixture
def filled(province):
    return fill(province)


@pytest.fixture
def filled_sqlite(sqlite_platform):
    return fill(sqlite_platform)


def made(platform, code, agency="", scope=EVERYTHING, period=PERIOD):
    return run_report(platform, scope, ReportRequest(code, period, agency))


def lines(result):
    return [row for row in result.rows if row.kind is RowKind.LINE]


@pytest.mark.parametrize("code", ["II.06b", "II.06c", "II.06d", "II.06a-theo-cap", "II.06a-theo-don-vi"])
def test_aggregations__have_the_totals_of_the_form(filled, code):
    assert made(filled, code).total.cells == made(filled, "II.06a").total.cells


@pytest.mark.parametrize(
    ("code", "received", "settled", "pending", "late"),
    [
        ("07a", "c3", "c6", "c9", ("c8", "c11")),
        ("tong-hop-linh-vuc", "c3", "c8", "c13", ("c11", "c15")),
        ("tong-hop-thang", "c3", "c8", "c13", ("c11", "c15")),
        ("tong-hop-thu-tuc", "c3", "c8", "c15", ("c11", "c14", "c17", "c19")),
        ("theo-nguoi-nop", "c3", "c8", "c9", ("c11", "c12")),
        ("tong-hop-trang-thai", "c3", "c8", "c13", ("c11", "c15")),
        ("dia-ban", "c3", "c8", "c13", ("c11", "c15")),
        ("nguyen-nhan-qua-han", "", "", "", ("c4", "c5")),
        ("nguyen-nhan-theo-don-vi", "", "", "", ("c4", "c5")),
    ],
)
def test_operating_reports__say_what_the_form_says(filled, code, received, settled, pending, late):
    form, total = made(filled, "II.06a").total.cells, made(filled, code).total.cells
    for column, wanted in ((received, "c3"), (settled, "c7"), (pending, "c11")):
        if column:
            assert total[column] == form[wanted]
    assert sum(total[column] for column in late) == form["c10"] + form["c13"]


@pytest.mark.parametrize(
    ("code", "column"),
    [
        ("tong-hop-trang-thai", "c3"),
        ("nguyen-nhan-qua-han", "c3"),
        ("theo-nguoi-nop", "c10"),
        ("nop-tu-cong", "c4"),
        ("tong-hop-thu-tuc", "c8"),
        ("so-hoa", "c5"),
    ],
)
def test_figures_of_every_dimension__open_as_many_dossiers_as_they_say(filled, code, column):
    result = made(filled, code)
    for row in result.rows:
        page = drill_down(
            filled, EVERYTHING, ReportRequest(code, PERIOD), Figure(row.key, column), limit=1000
        )
        assert len(page.dossiers) == row.cells[column], row.label


def test_catalog__counts_what_is_in_force_and_offered(filled):
    total = made(filled, "II.07b").total.cells
    directory = filled.directory()
    wanted, processes = Counter(), {}
    for code in filled.rules.codes("procedure"):
        procedure = filled.rules.definition("procedure", code, filled.today())
        levels = {directory.agency(one).level.value for one in directory.offering(procedure)}
        wanted.update(levels or {level.value for level in procedure.levels})
        for level in levels:
            processes.setdefault(level, set()).add(procedure.process)
    assert [total[column] for column in ("c4", "c5", "c6")] == [
        wanted[level] for level in ("province", "district", "commune")
    ]
    assert total["c14"] == len(processes["commune"])
    assert total["c3"] == total["c4"] + total["c5"] + total["c6"]


def test_catalog_of_one_commune__counts_its_own_only(filled):
    result = made(filled, "II.07b", scope=TAN_HOA)
    assert [row.key for row in lines(result)] == [("H88.31",)]
    assert result.total.cells == result.row("H88.31").cells


def test_catalog_before_anything_was_in_force__is_empty(filled_sqlite):
    with filled_sqlite.database.read() as session:
        first = session.scalar(
            select(RevisionRow.effective_from)
            .where(RevisionRow.kind == "procedure", RevisionRow.code != "1.000001")
            .order_by(RevisionRow.effective_from)
            .limit(1)
        )
    result = made(filled_sqlite, "II.07b", period=f"{first.year - 1}")
    assert result.total.cells["c3"] == 0


def test_fee_statement__lists_every_entry_and_adds_up(filled):
    result = made(filled, "bang-ke-thu-phi")
    booked, counted = Counter(), 0
    for life in LIVES:
        for at, entry, kind, amount in life.payments:
            if result.period.begins_at <= at <= result.as_of:
                booked[kind] += amount if entry == "paid" else -amount
                counted += 1
    assert len(lines(result)) == counted
    total = result.rows[-1]
    assert total.kind is RowKind.TOTAL
    assert (total.cells["c8"], total.cells["c9"], total.cells["c10"]) == (booked["levy"], booked["charge"], 0)
    for column, kind in (("c8", "levy"), ("c9", "charge")):
        assert sum(row.cells[column] or 0 for row in lines(result)) == booked[kind]
    money = made(filled, "thu-phi-le-phi").total.cells
    assert money["c6"] - money["c7"] == booked.total()


def test_fee_statement_cut_short__says_so_and_has_no_total(filled_sqlite):
    request = ReportRequest("bang-ke-thu-phi", PERIOD)
    result = run_report(filled_sqlite, EVERYTHING, request, limit=3)
    assert result.more
    assert [row.kind for row in result.rows] == [RowKind.LINE] * 3


def test_payments__by_method(filled):
    result = made(filled, "hinh-thuc-thanh-toan")
    found = Counter()
    for row in lines(result):
        found[row.key[1]] += row.cells["c4"]
    wanted = Counter()
    for life in LIVES:
        for at, entry, _kind, amount in life.payments:
            if result.period.begins_at <= at <= result.as_of and entry == "paid":
                wanted[payment_method(amount)] += amount
    assert found == wanted


def test_work__counts_acts_and_each_dossier_once(filled):
    result = made(filled, "khoi-luong-can-bo")
    acts, handled = Counter(), {}
    for index, life in enumerate(LIVES):
        for event in life.events:
            if result.period.begins_at <= event.at <= result.as_of:
                acts[event.kind] += 1
                handled.setdefault(life.agency, set()).add(index)
                handled.setdefault("", set()).add(index)
    total = result.total.cells
    assert total["c5"] == acts["received"]
    assert total["c7"] == acts["supplement_requested"]
    assert total["c3"] == len(handled[""])
    for row in result.rows:
        if row.kind is RowKind.GROUP:
            assert row.cells["c3"] == len(handled[row.key[0]])
    assert total["c13"] is None


def test_work_of_the_running_period__tells_what_lies_with_whom(filled_sqlite):
    assert made(filled_sqlite, "khoi-luong-chuc-danh", period="2026-Q4").total.cells["c13"] == 0


def test_index__is_counted_from_the_figures_of_the_form(filled):
    result = made(filled, "bo-chi-so-766")
    form = made(filled, "II.06a").total.cells
    progress = result.row("tien-do", "dung-han").cells
    assert progress["c3"] == form["c8"] + form["c9"]
    assert progress["c4"] == form["c7"] + form["c13"]
    assert progress["c8"] == round(progress["c3"] / progress["c4"] * 20, 2)
    assert result.row("cong-khai", "dong-bo-ho-so").cells["c8"] is None
    assert "Chưa có dữ liệu" in result.row("cong-khai", "dong-bo-ho-so").cells["c9"]
    assert result.total.cells["c7"] == 100
    assert sum(row.cells["c7"] for row in lines(result)) == 100
    assert [row.cells["c7"] for row in result.rows if row.kind is RowKind.GROUP] == [18, 20, 12, 10, 18, 22]
    by_unit = made(filled, "766-tien-do").total.cells
    assert by_unit["c20"] == progress["c8"]


def test_lists__hold_the_dossiers_of_their_figure(filled):
    total = made(filled, "II.06a").total.cells
    for code, column in (
        ("danh-sach-dung-han", "c9"),
        ("danh-sach-truoc-han", "c8"),
        ("danh-sach-giai-quyet-qua-han", "c10"),
        ("danh-sach-qua-han", "c13"),
    ):
        assert len(made(filled, code).rows) == total[column], code


def test_late_list__tells_days_and_cause(filled):
    result = made(filled, "danh-sach-giai-quyet-qua-han")
    by_number = {life.number: life for life in LIVES}
    for row in result.rows:
        events = [event for event in by_number[row.label].events if event.at <= result.as_of]
        due, end = (
            moment.astimezone(VIETNAM).date() for moment in (events[-1].due_at, events[-1].finished_at)
        )
        assert row.cells["c10"] == (end - due).days > 0
        assert row.cells["c11"][1] == ")"


def test_public_list__has_no_names_and_one_standing(filled):
    result = made(filled, "cong-khai-ket-qua")
    counted = [life for life in LIVES if slow_figures(life, result.period.begins_at, result.as_of)]
    assert len(result.rows) == len(counted)
    assert all("Nguyễn Văn An" not in map(str, row.cells.values()) for row in result.rows)
    for row in result.rows:
        marks = [row.cells[column] for column in ("c6", "c7", "c8", "c14", "c9", "c10")]
        assert marks.count("x") == 1


def test_kinds_of_applicants__add_up_to_everything_received(filled):
    total = made(filled, "nguoi-nop-theo-don-vi").total.cells
    assert total["c7"] == made(filled, "II.06a").total.cells["c3"]
    wanted = Counter(FAMILIES.get(life.kind, "of_others") for life in LIVES if counted(life, filled))
    names = ("of_citizens", "of_businesses", "of_organizations", "of_others")
    assert [total[column] for column in ("c3", "c4", "c5", "c6")] == [wanted[name] for name in names]


def counted(life, platform):
    period = made(platform, "II.06a").period
    return "received_total" in slow_figures(life, period.begins_at, period.ends_at)


def test_online_receipt_after_its_target__is_slow(filled):
    result = made(filled, "nop-tu-cong")
    slow = [
        life
        for life in LIVES
        if "received_online_late" in slow_figures(life, result.period.begins_at, result.as_of)
    ]
    assert result.total.cells["c12"] == len(slow) > 0


def test_people_of_the_running_period__are_counted_by_agency(filled_sqlite):
    result = made(filled_sqlite, "nguoi-dung", period="2026-Q4")
    with filled_sqlite.database.read() as session:
        officers = session.scalars(select(OfficerRow)).all()
    assert result.total.cells["c3"] == len(officers)
    by_agency = Counter(one.agency_code for one in officers)
    assert {row.key[0]: row.cells["c3"] for row in lines(result) if row.cells["c3"]} == by_agency
    assert made(filled_sqlite, "nguoi-dung").total.cells["c3"] is None


def test_measure_that_cannot_be_divided_so__is_refused_in_words(filled_sqlite, monkeypatch):
    from dataclasses import replace

    from motcua.services import report_plans

    report = report_plans.find_report(filled_sqlite, "II.07b")
    wrong = replace(report, rows=replace(report.rows, group_by=("channel",)))
    monkeypatch.setattr(report_plans, "find_report", lambda *_: wrong)
    with pytest.raises(ReportRequestError, match="không chia theo chiều"):
        made(filled_sqlite, "II.07b")
