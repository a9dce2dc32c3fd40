"""Report, the dossiers behind it, the list, the file and the API say the same of a province of random dossiers."""

import json
import re
from html import unescape

import pytest
from tests.clients import Api
from tests.unit.services.report_world import EVERYTHING, fill
from tests.web.desk import Person

from motcua.services.report_plans import ReportRequest
from motcua.services.reporting import Figure, drill_down, run_report
from motcua.web.application import create_application

LISTS = {"danh-sach-qua-han": "c15", "danh-sach-cho-bo-sung": "c16", "danh-sach-giai-quyet-qua-han": "c11"}
NUMBER = re.compile(r"H88\.\d+-\d{6}-\d{4,5}")


@pytest.fixture
def app(sqlite_platform):
    return create_application(fill(sqlite_platform))


def behind(platform, request, column):
    """The numbers of every dossier that a figure of the total counts."""
    found, cursor = [], ""
    while True:
        page = drill_down(platform, EVERYTHING, request, Figure((), column), cursor, 50)
        found += [one.number for one in page.dossiers]
        cursor = page.cursor
        if not cursor:
            return found


def test_every_way_to_a_figure__leads_to_the_same_dossiers(app, sqlite_platform):
    person, api = Person(app, "giamsat"), Api(app)
    request = ReportRequest("tong-hop-don-vi", "2026-Q3")
    total = run_report(sqlite_platform, EVERYTHING, request).total
    for code, column in LISTS.items():
        listed = run_report(sqlite_platform, EVERYTHING, ReportRequest(code, "2026-Q3"))
        counted = behind(sqlite_platform, request, column)
        assert len(counted) == len(set(counted)) == total.cells[column]
        assert sorted(row.label for row in listed.rows) == sorted(counted)
        taken = json.loads(person.get(f"/bao-cao/{code}/tai?ky=2026-Q3&dang=json").data)
        assert sorted(row["label"] for row in taken["rows"]) == sorted(counted)
    answer = api.get("/reports/tong-hop-don-vi?period=2026-Q3", "giamsat")
    assert answer["rows"][-1]["cells"] == dict(total.cells)
    shown = person.read("/bao-cao/tong-hop-don-vi?ky=2026-Q3")
    link = next(one for one in re.findall(r'href="([^"]+cot=c15[^"]*)"', shown) if "dong=" not in one)
    opened = person.read(unescape(link))
    assert set(NUMBER.findall(opened)) <= set(behind(sqlite_platform, request, "c15"))


def test_totals__are_the_same_however_the_dossiers_are_divided(sqlite_platform):
    platform = fill(sqlite_platform)
    columns = ("c4", "c5", "c9", "c10", "c11", "c14", "c15", "c16")
    totals = [
        run_report(platform, EVERYTHING, ReportRequest(code, "2026-Q3")).total.cells
        for code in ("tong-hop-don-vi", "tong-hop-linh-vuc", "tong-hop-thang")
    ]
    assert all(one[name] == totals[0][name] for one in totals for name in columns)
