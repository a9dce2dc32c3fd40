"""A plugin's own measure of reports: in the vocabulary, the builder, a report, its file, its drill-down and the API."""

from dataclasses import replace
from datetime import datetime

import pytest
from tests.clients import Api
from tests.storage.histories import slow_figures
from tests.unit.services.report_world import EVERYTHING, LIVES, fill
from tests.web.desk import Person, words

from motcua.bootstrap import BUILT_IN
from motcua.extension.loading import load_plugins
from motcua.extension.registry import Vocabulary
from motcua.kernel.clock import VIETNAM
from motcua.reporting.result import RowKind
from motcua.services.editing import PublishWish, publish_text
from motcua.services.officers import identity_by_name
from motcua.services.report_plans import ReportRequest, ReportRequestError
from motcua.services.reporting import Figure, drill_down, run_report
from motcua.web.application import create_application

PLUGIN = """
from motcua.extension.points import REPORT_MEASURES

class Evening:
    meaning = "Nhận ngoài giờ hành chính"

    def counts(self, dossier, start, end):
        if dossier["number"] == "{broken}":
            raise RuntimeError("hỏng")
        day = dossier["received_at"].date()
        return start <= day <= end and not 7 <= dossier["received_at"].hour < 17

def register(registry):
    registry.add(REPORT_MEASURES, "ngoai-gio", Evening())
"""
REPORT = """kind: report
code: ngoai-gio
name: Nhận ngoài giờ
title: HỒ SƠ NHẬN NGOÀI GIỜ
filter: settled_by_agency
period_kinds: [reporting_quarter, month]
rows:
  group_by: [level, competent_agency]
columns:
  - {id: c1, heading: [TT], value: index}
  - {id: c2, heading: [Đơn vị], value: label, width: 30}
  - {id: c3, heading: [Nhận trong kỳ], measure: received_in_period}
  - {id: c4, heading: [Ngoài giờ], measure: plugin_ngoai_gio}
  - {id: c5, heading: [Tỷ lệ], formula: "percent(c4, c3)"}
"""
ASKED = ReportRequest("ngoai-gio", "2026-Q3")


def with_plugin(platform, folder, broken=""):
    place = folder / "ngoai_gio"
    place.mkdir(parents=True)
    place.joinpath("plugin.yaml").write_text(
        "name: ngoai-gio\ntitle: Hồ sơ ngoài giờ\nversion: '1'\n", encoding="utf-8"
    )
    place.joinpath("__init__.py").write_text(PLUGIN.replace("{broken}", broken), encoding="utf-8")
    registry, problems = load_plugins((folder,), BUILT_IN)
    assert not problems
    return replace(platform, registry=registry)


def publish(platform):
    with platform.database.read() as session:
        actor = identity_by_name(session, "quantri").actor(platform.now())
    publish_text(platform, actor, REPORT, PublishWish(datetime(2026, 1, 1, tzinfo=VIETNAM).date()))
    platform.rules.refresh()
    return platform


@pytest.fixture
def platform(sqlite_platform, tmp_path):
    return publish(with_plugin(fill(sqlite_platform), tmp_path / "plugins"))


def wanted():
    """The dossiers of the quarter that came in out of hours."""
    return sorted(
        life.number
        for life in LIVES
        if "received_in_period" in slow_figures(life, *span()) and not 7 <= life.received_at.hour < 17
    )


def span():
    return datetime(2026, 6, 15, tzinfo=VIETNAM), datetime(2026, 9, 14, 23, 59, 59, tzinfo=VIETNAM)


def test_measure_of_a_plugin__is_a_word_of_the_vocabulary(platform):
    assert (
        platform.registry.words(Vocabulary.REPORT_MEASURE)["plugin_ngoai_gio"] == "Nhận ngoài giờ hành chính"
    )


def test_report__counts_what_the_plugin_says_on_every_row(platform):
    result = run_report(platform, EVERYTHING, ASKED)
    assert result.total.cells["c4"] == len(wanted()) > 0
    lines = [row for row in result.rows if row.kind is RowKind.LINE]
    assert sum(row.cells["c4"] for row in lines) == len(wanted())
    for row in result.rows:
        page = drill_down(platform, EVERYTHING, ASKED, Figure(row.key, "c4"), limit=1000)
        assert len(page.dossiers) == row.cells["c4"]
    found, cursor = [], ""
    while True:
        page = drill_down(platform, EVERYTHING, ASKED, Figure((), "c4"), cursor, 7)
        found += [one.number for one in page.dossiers]
        cursor = page.cursor
        if not cursor:
            break
    assert sorted(found) == wanted()


def test_screens_and_api__show_the_same(platform):
    app = create_application(platform)
    person = Person(app, "quantri")
    assert "Nhận ngoài giờ hành chính" in words(person.read("/bao-cao/dung/ngoai-gio"))
    answer = Api(app).get("/reports/ngoai-gio?period=2026-Q3", "giamsat")
    assert answer["rows"][-1]["cells"]["c4"] == len(wanted())
    page = person.read("/bao-cao/ngoai-gio?ky=2026-Q3")
    assert f">{len(wanted())}</a>" in page


def test_plugin_that_fails__is_named_and_harms_no_other_report(sqlite_platform, tmp_path):
    platform = publish(with_plugin(fill(sqlite_platform), tmp_path / "plugins", broken=wanted()[0]))
    with pytest.raises(ReportRequestError, match="Phần mở rộng của số đo “plugin_ngoai_gio” lỗi ở hồ sơ"):
        run_report(platform, EVERYTHING, ASKED)
    assert run_report(platform, EVERYTHING, ReportRequest("II.06a", "2026-Q3")).total.cells["c3"] > 0


def test_plugin_taken_away__is_said_in_words(platform, sqlite_platform):
    without = replace(platform, registry=sqlite_platform.registry)
    with pytest.raises(ReportRequestError, match="đang không có"):
        run_report(without, EVERYTHING, ASKED)
