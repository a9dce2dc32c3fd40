"""The rules of every kind, and the checks that higher layers and plugins add."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from motcua.compiler.judge.condition_rules import (
    CONDITION_RULES,
    FIELD_CONDITION_RULES,
    STEP_CONDITION_RULES,
)
from motcua.compiler.judge.context import Context, Rule
from motcua.compiler.judge.dashboard_rules import DASHBOARD_RULES, SCHEDULE_RULES
from motcua.compiler.judge.fee_rules import FEE_RULES
from motcua.compiler.judge.form_rules import FORM_RULES, REGISTER_RULES
from motcua.compiler.judge.operation_rules import OPERATION_RULES
from motcua.compiler.judge.organization_rules import CALENDAR_RULES, ORGANIZATION_RULES
from motcua.compiler.judge.other_rules import (
    CODE_LIST_RULES,
    EVERY_KIND,
    NUMBERING_RULES,
    POLICY_RULES,
    PRINT_RULES,
    REGISTER_FEED_RULES,
    SURVEY_RULES,
)
from motcua.compiler.judge.procedure_rules import BASELINE_RULES, PROCEDURE_RULES
from motcua.compiler.judge.process_rules import PROCESS_RULES
from motcua.compiler.judge.report_rules import REPORT_RULES
from motcua.compiler.judge.screen_rules import NOTICE_RULES, SCREEN_RULES
from motcua.compiler.judge.stability_rules import STABILITY_RULES
from motcua.compiler.judge.step_rules import STEP_RULES
from motcua.compiler.problem_codes import Finding
from motcua.extension.points import DEFINITION_CHECKS

RULES: Mapping[str, tuple[Rule, ...]] = {
    "procedure": (*PROCEDURE_RULES, *OPERATION_RULES, *FEE_RULES, *CONDITION_RULES),
    "baseline": BASELINE_RULES,
    "process": (*PROCESS_RULES, *STEP_RULES, *STEP_CONDITION_RULES),
    "form": (*FORM_RULES, *FIELD_CONDITION_RULES),
    "policy": POLICY_RULES,
    "print": PRINT_RULES,
    "report": REPORT_RULES,
    "dashboard": DASHBOARD_RULES,
    "report_schedule": SCHEDULE_RULES,
    "screen": SCREEN_RULES,
    "notice": NOTICE_RULES,
    "organization": ORGANIZATION_RULES,
    "calendar": CALENDAR_RULES,
    "code_list": CODE_LIST_RULES,
    "numbering": NUMBERING_RULES,
    "register": (*REGISTER_RULES, *REGISTER_FEED_RULES),
    "survey": SURVEY_RULES,
}


def judge(kind: str, definition: Any, context: Context) -> Iterator[Finding]:
    """What is wrong with the meaning of a definition. Baselines are mostly judged through what extends them."""
    for rule in (*RULES.get(kind, ()), *EVERY_KIND, *STABILITY_RULES):
        yield from rule(definition, context)
    for check in context.registry.every(DEFINITION_CHECKS).values():
        if check.kind == kind:
            for item in check.check(definition):
                yield Finding(
                    "CHECK-001", item.message, item.path, item.found, item.expected, item.remedy, item.fix
                )
