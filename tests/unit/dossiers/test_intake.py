"""The evaluation of an intake: variant, papers, fees, limit and due date from one request."""

import json
from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.directory import Directory
from motcua.definitions.form import Form, FormField, FormSection, Option
from motcua.definitions.organization import Agency, Organization
from motcua.definitions.policy import CountFrom, Policy
from motcua.definitions.procedure import (
    Channel,
    DocumentRequirement,
    Exemption,
    Fee,
    Level,
    Offer,
    Procedure,
    RequirementKind,
    Variant,
)
from motcua.definitions.process import Process
from motcua.dossiers.intake import IntakeRequest, evaluate, find_offer
from motcua.kernel.clock import VIETNAM
from motcua.kernel.time_limit import TimeLimit
from motcua.kernel.working_calendar import Shift, WorkingCalendar

WEEK = tuple(
    ((Shift(time(7), time(11, 30)), Shift(time(13, 30), time(17))) if day < 5 else ()) for day in range(7)
)
PROVINCE = Organization("t", "T", agencies=(Agency("H88.31", "UBND xã Tân Hòa", Level.COMMUNE),))
DIRECTORY = Directory([PROVINCE], {"vietnam": WorkingCalendar("vietnam", WEEK)})
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=VIETNAM)
FORM = Form(
    "f", "F",
    (FormSection("s", "S", (
        FormField("noi_khac", "yes_no", "Đã ở nơi khác", default="false"),
        FormField("tinh_trang", "choice", "Tình trạng", required=True,
                  options=(Option("chua", "Chưa kết hôn"), Option("da-ly-hon", "Đã ly hôn"))),
        FormField("so_ban", "integer", "Số bản", default="1", max="20"),
        FormField("noi_o", "text", "Nơi ở trước", when="dossier.variant == 'verify'", required=True),
    )),),
)  # fmt: skip
PROCEDURE = Procedure(
    "1.004873",
    "Xác nhận hôn nhân",
    channels=(Channel.COUNTER, Channel.ONLINE),
    variants=(Variant("verify", "Xác minh", "form.noi_khac"), Variant("here", "Tại chỗ")),
    offers=(
        Offer("any", TimeLimit.parse("5 working_days")),
        Offer("here", TimeLimit.parse("3 working_days"), ("here",)),
        Offer("verify", TimeLimit.parse("23 working_days"), ("verify",)),
        Offer("here-online", TimeLimit.parse("2 working_days"), ("here",), (Channel.ONLINE,)),
    ),
    checklist=(
        DocumentRequirement("to-khai", "Tờ khai", originals=1),
        DocumentRequirement("ban-an", "Bản án", when="form.tinh_trang == 'da-ly-hon'", certified_copies=1,
                            alternatives=("ghi-chu", "khac")),
        DocumentRequirement("ghi-chu", "Ghi chú ly hôn", when="form.tinh_trang == 'da-ly-hon'", required=False),
        DocumentRequirement("khac", "Giấy khác", variants=("verify",), required=False),
        DocumentRequirement("ho-ngheo", "Giấy hộ nghèo", when="applicant.poor_household", required=False),
        DocumentRequirement("can-cuoc", "Căn cước", RequirementKind.PRESENT),
        DocumentRequirement("luu-y", "Lưu ý", RequirementKind.NOTE),
    ),
    fees=(Fee("le-phi", "Lệ phí", amount=15000, times="form.so_ban", unit="bản",
              exemptions=(Exemption("ngheo", "Hộ nghèo", "applicant.poor_household", proof="ho-ngheo"),)),),
)  # fmt: skip
POLICY = Policy("c", "C", cutoff=time(15))


def judge(procedure=PROCEDURE, form=FORM, policy=POLICY, directory=DIRECTORY, **given):
    request = {
        "agency": "H88.31",
        "received_at": TUESDAY,
        "answers": {"tinh_trang": "chua"},
        "applicant": {"full_name": "Hoa"},
    }
    bundle = ProcedureBundle(procedure, form, Process("p", "P"), policy)
    return evaluate(bundle, directory, IntakeRequest(**request | given))


def line(evaluation, name):
    return next(line for line in evaluation.checklist if line.id == name)


def test_plain_request__has_variant_limit_due_date_fees_and_no_problem():
    got = judge()
    assert got.problems == ()
    assert (got.variant, got.limit_origin.id) == ("here", "here")
    assert got.due.due_at == datetime(2026, 11, 27, 9, 0, tzinfo=VIETNAM)
    assert got.fees.total == 15000
    assert [item.id for item in got.checklist if item.required] == ["to-khai", "can-cuoc"]
    assert got.env["form"] == {"noi_khac": False, "tinh_trang": "chua", "so_ban": 1}
    assert got.env["dossier"] == {
        "channel": "counter", "variant": "here", "agency": "H88.31", "received_date": "2026-11-24",
        "quantity": 1, "procedure": "1.004873",
    }  # fmt: skip
    assert got.applicant == {"kind": "citizen", "full_name": "Hoa"}


def test_answer_that_chooses_the_variant__opens_the_fields_of_that_variant():
    got = judge(answers={"tinh_trang": "chua", "noi_khac": True})
    assert (got.variant, str(got.limit)) == ("verify", "23 working_days")
    assert [problem.path for problem in got.problems] == ["answers.noi_o"]
    assert judge(answers={"tinh_trang": "chua", "noi_khac": True, "noi_o": "Huế"}).problems == ()


def test_variant_chosen_by_the_officer__wins_over_its_condition():
    assert judge(variant="verify", answers={"tinh_trang": "chua", "noi_o": "Huế"}).variant == "verify"


def test_channel__narrows_the_offer_and_counts_from_the_policy():
    got = judge(channel=Channel.ONLINE, policy=Policy("c", "C", count_from=CountFrom.NEXT_DAY))
    assert got.limit_origin.id == "here-online"
    assert got.due.due_at == datetime(2026, 11, 26, 17, 0, tzinfo=VIETNAM)


def test_offer_for_another_variant_or_channel__never_applies():
    bare = Procedure("1", "N", offers=(Offer("o", TimeLimit.parse("same_day"), ("x",), (Channel.POST,)),))
    assert find_offer(bare, Channel.POST, "x").id == "o"
    assert find_offer(bare, Channel.COUNTER, "x") is None
    assert find_offer(bare, Channel.POST, "y") is None
    got = judge(bare)
    assert (got.limit, got.due, got.variant) == (None, None, "")


def test_same_day_after_the_cutoff__is_due_on_the_next_working_day():
    bare = Procedure("1", "N", offers=(Offer("o", TimeLimit.parse("same_day")),))
    got = judge(bare, received_at=TUESDAY.replace(hour=15, minute=1))
    assert got.due.due_at == datetime(2026, 11, 25, 17, 0, tzinfo=VIETNAM)


def test_conditional_paper__says_why_and_knows_its_alternatives():
    got = judge(answers={"tinh_trang": "da-ly-hon"})
    paper = line(got, "ban-an")
    assert (paper.visible, paper.required, paper.certified_copies) == (True, True, 1)
    assert paper.reason == "Vì “Tình trạng” là “Đã ly hôn”"
    assert paper.alternatives == ("ghi-chu",)
    assert not line(judge(), "ban-an").visible
    assert not line(got, "luu-y").required


def test_missing_papers__are_those_neither_received_nor_replaced():
    got = judge(answers={"tinh_trang": "da-ly-hon"}, documents={"to-khai": {"originals": 1}})
    assert [paper.id for paper in got.missing] == ["ban-an", "can-cuoc"]
    documents = {"to-khai": {"received": True}, "can-cuoc": {"received": True}, "ghi-chu": {"copies": 1}}
    assert judge(answers={"tinh_trang": "da-ly-hon"}, documents=documents).missing == ()
    documents["ghi-chu"] = {"received": False, "copies": 1}
    got = judge(answers={"tinh_trang": "da-ly-hon"}, documents=documents)
    assert [paper.id for paper in got.missing] == ["ban-an"]
    assert got.problems == ()


def test_exemption__makes_its_proof_a_required_paper():
    got = judge(applicant={"full_name": "Hoa", "poor_household": True})
    assert got.fees.total == 0
    assert (line(got, "ho-ngheo").required, line(got, "ho-ngheo").reason) == (
        True,
        "Để được miễn, giảm Lệ phí",
    )


@pytest.mark.parametrize(
    ("given", "path", "code"),
    [
        ({"channel": Channel.POST}, "channel", "channel"),
        ({"variant": "her"}, "variant", "unknown_variant"),
        ({"quantity": 0}, "quantity", "min"),
        ({"applicant": {}}, "applicant.full_name", "required"),
        ({"applicant": ["x"]}, "applicant", "type"),
        ({"answers": "x"}, "answers", "type"),
        ({"answers": {"tinh_trang": "chua", "so_ban": 21}}, "answers.so_ban", "max"),
        ({"answers": {"tinh_trang": "chua", "x": 1}}, "answers.x", "unknown_field"),
        ({"documents": []}, "documents", "type"),
        ({"documents": {"to-kha": {}}}, "documents.to-kha", "unknown_document"),
        ({"documents": {"to-khai": True}}, "documents.to-khai", "type"),
        ({"documents": {"to-khai": {"copies": -1}}}, "documents.to-khai.copies", "count"),
        ({"documents": {"to-khai": {"note": "a\x00"}}}, "documents.to-khai.note", "note"),
        ({"documents": {"to-khai": {"received": "x"}}}, "documents.to-khai.received", "type"),
        ({"directory": Directory([PROVINCE], {})}, "agency", "no_calendar"),
        ({"received_at": datetime(9999, 12, 31, 16, tzinfo=VIETNAM)}, "received_at", "calendar"),
    ],
)
def test_wrong_request__is_told_at_its_place(given, path, code):
    assert (path, code) in [(problem.path, problem.code) for problem in judge(**given).problems]


def test_variants_of_which_none_holds__must_be_chosen():
    undecided = Procedure("1", "N", variants=(Variant("a", "A", "form.noi_khac"),))
    assert [problem.path for problem in judge(undecided).problems] == ["variant"]


def test_procedure_without_a_form__accepts_no_answers():
    bare = Procedure("1", "N")
    assert judge(bare, form=None, answers={}).problems == ()
    assert [problem.path for problem in judge(bare, form=None).problems] == ["answers.tinh_trang"]


NAMES = st.sampled_from([
    "noi_khac", "tinh_trang", "so_ban", "noi_o", "full_name", "birth_date", "identity_number", "address", "phone",
    "representative", "kind", "sex", "to-khai", "ban-an", "copies", "received", "province", "_row",
])  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.just("1/1/1990"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=12,
)


@given(JSON, JSON, JSON)
def test_request_of_any_json__is_judged_and_never_breaks(answers, applicant, documents):
    got = judge(answers=answers, applicant=applicant, documents=documents)
    assert all(problem.message and problem.path for problem in got.problems)
    json.dumps([got.env, got.sheet.values, got.applicant], allow_nan=False)
