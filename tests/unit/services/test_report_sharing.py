"""Reports are shared by role: whoever asks by whatever way meets the same refusal."""

from dataclasses import replace

import pytest
from tests.unit.services.report_world import EVERYTHING, TAN_HOA, fill

from motcua.dossiers.actor import Actor
from motcua.services.access import ForbiddenError, scope_of
from motcua.services.officers import identity_by_name
from motcua.services.report_files import FileFormat, report_file
from motcua.services.report_plans import ReportRequest
from motcua.services.report_submission import (
    SubmissionNotFoundError,
    submissions,
    submit_report,
    submitted_report,
)
from motcua.services.reporting import Figure, drill_down, report_definitions, run_report, write_workbook

Q3 = ReportRequest("II.06a", "2026-Q3", "H88.31")
HANDLER = replace(TAN_HOA, roles=frozenset({"ThuLy"}))
COUNTER = replace(TAN_HOA, roles=frozenset({"ThuLy", "MotCua"}))


@pytest.fixture
def filled(sqlite_platform):
    return fill(sqlite_platform)


def test_role_without_the_report__is_refused_in_every_form(filled, tmp_path):
    for ask in (
        lambda: run_report(filled, HANDLER, Q3),
        lambda: drill_down(filled, HANDLER, Q3, Figure((), "c3")),
        lambda: write_workbook(filled, HANDLER, Q3, tmp_path / "a.xlsx"),
        lambda: report_file(filled, HANDLER, Q3, FileFormat.PDF),
        lambda: report_file(filled, HANDLER, Q3, FileFormat.CSV),
        lambda: submit_report(filled, HANDLER, Actor("a", permissions=frozenset({"can_report"})), Q3),
    ):
        with pytest.raises(ForbiddenError, match="không chia sẻ"):
            ask()


def test_one_role_of_several__is_enough(filled):
    assert run_report(filled, COUNTER, Q3).total.cells == run_report(filled, TAN_HOA, Q3).total.cells


def test_list_of_reports__holds_those_shared_only(filled):
    every = {one.code for one in report_definitions(filled)}
    handler = {one.code for one in report_definitions(filled, HANDLER)}
    assert "II.06a" in every - handler
    assert "so-theo-doi" in handler
    assert every == {one.code for one in report_definitions(filled, EVERYTHING)}


def test_submitted_report__stays_hidden_from_other_roles(filled):
    sender = Actor("lanhdao", permissions=frozenset({"can_report"}))
    sent = submit_report(filled, COUNTER, sender, Q3)
    assert submissions(filled, COUNTER) == (sent,)
    assert submissions(filled, HANDLER) == ()
    with pytest.raises(SubmissionNotFoundError):
        submitted_report(filled, HANDLER, sent.id)


def test_account__asks_with_the_names_of_its_roles(province):
    with province.database.read() as session:
        identity = identity_by_name(session, "motcua")
    assert identity.roles == {"MotCua"}
    assert scope_of(identity.actor(province.now())).roles == {"MotCua"}
