"""The record of a dossier: files put and dropped, results drafted, signed, revoked and replaced, sending, archive."""

from dataclasses import replace
from datetime import date

import pytest
from tests.unit.dossiers.engine_world import (
    CLERK,
    DESK,
    FRIDAY,
    HANDLER,
    LEADER,
    OUTCOME_NUMBER,
    POLICEMAN,
    PROCEDURE,
    Journey,
    handled,
    officer,
    receipt,
    received,
    rules,
    signed,
)

from motcua.definitions.procedure import DocumentRequirement
from motcua.dossiers.actor import Actor, ActorKind
from motcua.dossiers.commands import Act, Receive
from motcua.dossiers.outcomes import valid_until
from motcua.dossiers.record_commands import (
    Attach,
    DraftOutcome,
    FileAway,
    ReplaceOutcome,
    RevokeOutcome,
    SendResult,
    SignOutcome,
)
from motcua.dossiers.record_parts import Delivery, DeliveryWay, Digitization, FileSource, PaperFile

FORM, DECREE = "to-khai", "ban-an"
WITH_PAPERS = replace(
    PROCEDURE, checklist=(DocumentRequirement(FORM, "Tờ khai"), DocumentRequirement(DECREE, "Bản án"))
)
CITIZEN = Actor("dan", "Người dân", kind=ActorKind.APPLICANT)
CHIEF = officer("bich", "leader", permissions=frozenset({"can_decide"}))
ARCHIVIST = officer("lan", "one-stop-officer", permissions=frozenset({"can_receive"}))


def file(paper: str = FORM, letter: str = "a", **more: object) -> PaperFile:
    return PaperFile(paper, letter * 64, f"{letter}.pdf", "application/pdf", 10, **more)


def with_papers(*papers: str, files: tuple[PaperFile, ...] = ()) -> Journey:
    journey = Journey(rules(procedure=WITH_PAPERS), stored=True)
    command: Receive = receipt(papers=papers, files=files)
    journey.do(DESK, command)
    return journey


def test_papers_and_files_of_the_intake__make_the_digitization() -> None:
    assert with_papers(FORM).state.digitization is Digitization.NONE
    assert with_papers(FORM, DECREE, files=(file(),)).state.digitization is Digitization.PARTIAL
    journey = with_papers(FORM, files=(file(), file(DECREE, "b")))
    assert journey.state.papers == (FORM, DECREE)
    assert journey.state.digitization is Digitization.FULL
    assert (journey.state.files[0].added_by, journey.state.files[0].seq) == ("lan", 1)


def test_a_file__is_put_once_and_dropped_with_a_reason() -> None:
    journey = with_papers(FORM)
    journey.do(DESK, Attach((file(source=FileSource.SCANNED),)))
    assert journey.code(DESK, Attach((file(),))) == "attached_before"
    assert journey.code(DESK, Attach()) == "files_needed"
    assert journey.code(DESK, Attach((file("khac"),))) == "unknown_document"
    assert journey.code(DESK, Attach(dropped=("a" * 64,))) == "reason_needed"
    assert journey.code(DESK, Attach(dropped=("c" * 64,), reason="x")) == "file_unknown"
    state = journey.do(DESK, Attach((file(letter="b"),), ("a" * 64,), "Quét mờ"))
    assert [one.dropped for one in state.files] == ["Quét mờ", ""]
    assert journey.do(DESK, Attach((file(),))).kept_files[-1].sha256 == "a" * 64


def test_a_reused_paper__needs_the_consent_of_the_applicant() -> None:
    journey = with_papers(FORM)
    reused = file(DECREE, origin="Bản án số 1", source=FileSource.REUSED)
    assert journey.code(DESK, Attach((reused,))) == "consent_needed"
    assert journey.do(DESK, Attach((replace(reused, consent="Chị Nhung đồng ý"),))).papers == (FORM, DECREE)


def test_files__are_put_by_who_works_on_it_and_by_an_applicant_who_is_asked() -> None:
    journey = with_papers(FORM)
    journey.act(DESK, "forward")
    assert journey.code(POLICEMAN, Attach((file(),))) == "not_at_this_desk"
    assert journey.code(CITIZEN, Attach((file(),))) == "not_asked"
    journey.do(HANDLER, Attach((file(),)))
    journey.do(HANDLER, Act("request_supplement", reason="Thiếu bản án", items=(DECREE,)))
    state = journey.do(CITIZEN, Attach((file(DECREE, "b"),)))
    assert state.papers == (FORM, DECREE)


def test_a_supplement_with_files__is_one_event() -> None:
    journey = with_papers(FORM)
    journey.act(DESK, "forward")
    journey.do(HANDLER, Act("request_supplement", reason="Thiếu bản án", items=(DECREE,)))
    journey.act(DESK, "supplement_received", documents=(DECREE,), files=(file(DECREE, "b"),))
    assert journey.state.papers == (FORM, DECREE)
    assert journey.state.digitization is Digitization.PARTIAL


def test_a_result__is_drafted_before_and_signed_after_the_decision() -> None:
    journey = handled(stored=True)
    assert journey.code(DESK, DraftOutcome(file())) == "not_your_step"
    state = journey.do(HANDLER, DraftOutcome(file()))
    assert (state.outcome.id, state.outcome.file) == ("giay-xac-nhan", "a" * 64)
    assert state.files[0].paper == "outcome:giay-xac-nhan"
    assert journey.code(HANDLER, SignOutcome(file(letter="b"))) == "not_decided"
    journey.act(HANDLER, "submit")
    journey.act(LEADER, "approve")
    assert journey.code(CLERK, DraftOutcome(file(letter="c"))) == "decided_before"
    state = journey.do(CLERK, SignOutcome(file(letter="b"), ("UBND xã", "UBND xã")))
    assert state.outcome.signatures == ("UBND xã",)
    assert [one.dropped for one in state.files] == ["Thay bằng bản ký", ""]


def test_a_signed_result_that_is_sent_back__has_to_be_signed_again() -> None:
    journey = signed(stored=True)
    journey.do(CLERK, SignOutcome(file(), ("UBND xã",)))
    state = journey.act(CLERK, "back", reason="Sai tên")
    assert (state.outcome.signed_at, state.outcome.signatures, state.outcome.file) == (None, (), "")


def issued() -> Journey:
    journey = signed(stored=True)
    journey.act(CLERK, "number", numbers={**OUTCOME_NUMBER, "verify": "ma-kiem-tra"})
    return journey


def test_an_issued_result__is_revoked_and_replaced_by_its_agency_only() -> None:
    journey = issued()
    assert journey.state.outcome.verify_code == "ma-kiem-tra"
    assert journey.code(HANDLER, RevokeOutcome("Sai")) == "not_issuer"
    assert journey.code(CHIEF, RevokeOutcome(" ")) == "reason_needed"
    state = journey.do(CHIEF, RevokeOutcome("Cấp sai", "12/QĐ"))
    assert state.outcome.revoked_reason == "Cấp sai"
    assert journey.code(CHIEF, RevokeOutcome("Nữa")) == "revoked_before"
    assert journey.code(CLERK, SignOutcome(file())) == "revoked"
    assert journey.code(CHIEF, ReplaceOutcome("Cấp lại")) == "number_needed"
    numbers = {"outcome": "13/GXN-UBND", "verify": "ma-moi"}
    state = journey.do(CHIEF, ReplaceOutcome("Cấp lại", numbers=numbers))
    assert (state.outcome.number, state.outcome.revoked_at) == ("13/GXN-UBND", None)
    assert [one.number for one in state.past_outcomes] == ["12/GXN-UBND"]
    assert handled().code(CHIEF, RevokeOutcome("Sai")) == "not_issued"


def test_a_result__is_sent_by_post_and_handed_over_with_its_receiver() -> None:
    journey = issued()
    way = Delivery(DeliveryWay.POST)
    assert handled().code(DESK, SendResult(way)) == "no_result"
    assert journey.code(DESK, SendResult(way)) == "code_needed"
    assert journey.code(DESK, SendResult(Delivery())) == "nothing_to_send"
    state = journey.do(DESK, SendResult(replace(way, code="RR1")))
    assert (state.delivery.code, state.delivery.sent_at) == ("RR1", FRIDAY)
    receiver = Delivery(DeliveryWay.POST, "RR1", receiver="Trần Văn Khách", receiver_paper="001090000001")
    state = journey.act(DESK, "hand-over", delivery=receiver)
    assert (state.delivery.receiver, state.delivery.handed_at) == ("Trần Văn Khách", FRIDAY)


def test_a_closed_dossier__is_filed_moved_and_then_left_alone() -> None:
    journey = issued()
    assert journey.code(ARCHIVIST, FileAway("Kho 1")) == "not_closed"
    journey.act(DESK, "hand-over")
    assert journey.code(POLICEMAN, FileAway("Kho 1")) == "not_archivist"
    assert journey.code(ARCHIVIST, FileAway(" ")) == "location_needed"
    state = journey.do(ARCHIVIST, FileAway("Kho 1, hộp 7", "20 years", date(2046, 4, 24)))
    assert (state.filing.keep_until, state.filing.filed_by) == (date(2046, 4, 24), "lan")
    assert journey.code(ARCHIVIST, FileAway("Kho 1, hộp 7")) == "filed_before"
    assert journey.do(ARCHIVIST, FileAway("Kho 2")).filing.location == "Kho 2"
    assert journey.code(DESK, Attach((file(),))) == "filed"


@pytest.mark.parametrize(
    ("valid_for", "until"),
    [
        ("6 months", date(2026, 10, 24)),
        ("1 year", date(2027, 4, 24)),
        ("30 calendar_days", date(2026, 5, 24)),
        ("", None),
    ],
)
def test_how_long_a_result_holds__follows_the_procedure(valid_for: str, until: date | None) -> None:
    definition = replace(PROCEDURE.outcomes[0], valid_for=valid_for)
    assert valid_until(definition, FRIDAY) == until


def test_an_older_dossier__reads_with_nothing_recorded() -> None:
    state = received().state
    assert (state.papers, state.files, state.delivery, state.filing) == ((), (), None, None)
