"""The form of a step: read and checked like any other, kept by step, at hand for later conditions."""

from dataclasses import replace

from tests.unit.dossiers.engine_world import (
    DESK,
    FRIDAY,
    HANDLE,
    HANDLER,
    ISSUE,
    LEADER,
    RECEIVE,
    RETURN,
    SIGN,
    Journey,
    process,
    receipt,
    rules,
)

from motcua.definitions.form import Form, FormField, FormSection
from motcua.definitions.process import Action
from motcua.dossiers.actions import available
from motcua.dossiers.commands import Act
from motcua.dossiers.step_answers import filled_forms

FINDINGS = Form(
    "bien-ban",
    "Biên bản kiểm tra",
    (
        FormSection(
            "chung",
            "Kết quả kiểm tra",
            (
                FormField("dien_tich", "decimal", "Diện tích", required=True, min="1"),
                FormField("dat", "yes_no", "Đạt"),
            ),
        ),
    ),
)
CHAIN = process(
    "with-form",
    RECEIVE,
    replace(HANDLE, form="bien-ban"),
    replace(
        SIGN,
        actions=(
            *SIGN.actions,
            Action("quick", "Ký nhanh", to=("return",), signs=("outcome",), when="steps.handle.dat"),
        ),
    ),
    ISSUE,
    RETURN,
)


def at_the_form() -> Journey:
    by = rules(CHAIN)
    by = replace(by, bundle=replace(by.bundle, step_forms={"bien-ban": FINDINGS}))
    journey = Journey(by, stored=True)
    journey.do(DESK, receipt())
    journey.act(DESK, "forward")
    return journey


def test_step_with_a_form__asks_for_answers_and_refuses_wrong_ones_at_their_place():
    journey = at_the_form()
    offered = {one.id: one.requires for one in available(journey.rules, journey.state, HANDLER, FRIDAY)}
    assert "answers" in offered["submit"]
    decision = journey.tell(HANDLER, Act("submit"))
    assert (decision.refusals[0].code, decision.refusals[0].field) == ("answers_wrong", "answers.dien_tich")
    wrong = journey.tell(HANDLER, Act("submit", answers={"dien_tich": "không", "la": 1}))
    assert "Còn 1 chỗ khác" in wrong.refusals[0].message


def test_answers_of_a_step__are_kept_typed_and_rule_what_comes_later():
    journey = at_the_form()
    journey.act(HANDLER, "submit", answers={"dien_tich": "12,5", "dat": "true"})
    assert journey.state.filled == {"handle": {"dien_tich": 12.5, "dat": True}}
    assert [form.code for form, _answers in filled_forms(journey.rules, journey.state)] == ["bien-ban"]
    assert journey.code(LEADER, Act("quick")) == "condition_not_met"
    journey.rules = replace(journey.rules, env={"steps": journey.state.filled})
    journey.act(LEADER, "quick")
    assert journey.steps() == ["return"]


def test_sending_back__asks_for_no_answers():
    journey = at_the_form()
    journey.act(HANDLER, "back", reason="Thiếu giấy tờ")
    assert journey.steps() == ["receive"]
    assert journey.state.filled is None


def test_form_that_is_not_at_hand__keeps_nobody_from_going_on():
    journey = at_the_form()
    journey.rules = replace(journey.rules, bundle=replace(journey.rules.bundle, step_forms={}))
    journey.act(HANDLER, "submit")
    assert journey.state.filled is None
