"""Child dossiers in the database: opened with the act that calls for them, mirrored with every act of theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from motcua.definitions.directory import Directory
from motcua.definitions.form import Form
from motcua.definitions.process import Step, StepKind
from motcua.dossiers.actor import SYSTEM
from motcua.dossiers.decide import decide
from motcua.dossiers.decide_children import childless
from motcua.dossiers.parts import ActiveStep, Lifecycle
from motcua.dossiers.platform_commands import CloseChild, MirrorChild, OpenChild, PlatformCommand
from motcua.dossiers.refusals import Refusal
from motcua.dossiers.rules import Rules
from motcua.dossiers.snapshot import DossierState
from motcua.dossiers.steps import find_step
from motcua.expressions.expression import Expression
from motcua.expressions.names import ANY_FORM
from motcua.expressions.problem import ExpressionFailure, ExpressionProblem
from motcua.services.dossier_log import append, load_state
from motcua.services.intake_requests import DossierRequest, InvalidRequestError, Weighed, weigh
from motcua.services.receiving import RefusedError, take_in_child
from motcua.services.rule_store import RulesMissingError
from motcua.services.runtime import Platform
from motcua.storage.dossier_access import load_dossier
from motcua.storage.tables import ChildDossierRow, DossierAccessRow, DossierRow
from motcua.storage.widening import widened

BY_RULE = "hồ sơ con theo quy trình"
_NO_LIMIT = "Thủ tục con không ghi thời hạn: theo mục tiêu của bước ở hồ sơ gốc."
MOST_LACKING = 12

RulesOf = Callable[[Platform, Session, DossierRow, Directory], Rules]


def has_family(state: DossierState) -> bool:
    """Whether an act on this dossier may concern another one: its parent, or a child to be opened."""
    return bool(state.parent) or any(one.kind is StepKind.CHILD_DOSSIER for one in state.active)


@dataclass(frozen=True, slots=True)
class Family:
    """The dossiers around one that was just acted on, in the transaction of that act. ``rules_of`` gives the rules of
    a stored dossier.
    """

    platform: Platform
    session: Session
    rules_of: RulesOf

    def follow(self, row: DossierRow, state: DossierState, *, insist: bool) -> DossierState:
        """Open the children a dossier calls for, hand a finished child back, and mirror it to its parent.

        A child that cannot be opened stops the act when the caller insists (``RefusedError``); else it is tried again
        by the worker.
        """
        if state.parent and state.lifecycle is Lifecycle.DONE:
            with widened(self.session, BY_RULE):
                state = self._tell(row, CloseChild())
        if state.parent:
            with widened(self.session, BY_RULE):
                self._mirror(row, state)
        for entry in childless(state):
            try:
                state = self._open(row, entry)
            except RefusedError:
                if insist:
                    raise
        return state

    def _tell(self, row: DossierRow, command: PlatformCommand) -> DossierState:
        directory = self.platform.directory()
        rules, state = self.rules_of(self.platform, self.session, row, directory), load_state(row)
        now = max(self.platform.now(), state.last_at or self.platform.now())
        decision = decide(rules, state, command, SYSTEM, now)
        if decision.refusals:
            raise RefusedError(decision.refusals)
        if not decision.events or decision.state is None:
            return state
        return append(self.session, row, rules, decision.events).state

    def _mirror(self, row: DossierRow, state: DossierState) -> None:
        """Note how a child stands at its parent, and let that one go on."""
        parent = load_dossier(self.session, state.parent, lock=True)
        if parent is None or load_state(parent).lifecycle.is_end:
            return
        outcome = state.outcome.number if state.outcome.issued_at is not None else ""
        command = MirrorChild(row.number, state.lifecycle.value, state.official_status, outcome)
        after = self._tell(parent, command)
        self.follow(parent, after, insist=False)

    def _open(self, row: DossierRow, entry: ActiveStep) -> DossierState:
        rules = self.rules_of(self.platform, self.session, row, self.platform.directory())
        step = find_step(rules.process, entry.step)
        weighed = self._weighed(row, rules, step, entry)
        with widened(self.session, BY_RULE):
            child = take_in_child(self.platform, self.session, weighed)
            self._link(row, child, step)
            lacking = tuple(problem.message for problem in weighed.evaluation.problems[:MOST_LACKING])
            return self._tell(
                row, OpenChild(step.id, child.number, child.procedure_code, child.agency_code, lacking)
            )

    def _weighed(self, row: DossierRow, rules: Rules, step: Step, entry: ActiveStep) -> Weighed:
        """What is handed over, weighed by the rules of the child's procedure. Raises ``RefusedError``."""
        role = step.receiving_role
        agency = rules.directory.with_role(row.competent_agency, role) if role else row.competent_agency
        if agency is None:
            raise _refused(
                step, f"chưa có cơ quan giữ vai trò “{role}”. Bổ sung vai trò trong danh mục tổ chức."
            )
        form = self._form(step, agency)
        fields = {field.id for field in form.fields()} if form is not None else frozenset()
        request = DossierRequest(
            procedure=step.procedure,
            agency=agency,
            competent_agency=agency,
            applicant=_known_applicant(row),
            answers={
                field: value
                for field, value in handed_over(step, rules, row.answers).items()
                if field in fields
            },
            summary=row.summary or row.procedure_name,
            due_at=entry.due_at or row.due_at,
            due_reason=_NO_LIMIT,
            parent=row.number,
        )
        try:
            return weigh(self.platform, request)
        except InvalidRequestError as error:
            raise _refused(step, str(error)) from error

    def _form(self, step: Step, agency: str) -> Form | None:
        try:
            return self.platform.rules.bundle(step.procedure, agency, self.platform.today()).form
        except RulesMissingError as error:
            raise _refused(step, f"{error} Báo quản trị thủ tục.") from error

    def _link(self, row: DossierRow, child: DossierRow, step: Step) -> None:
        """Reports count the child with its parent, and the two agencies see each other's dossier."""
        self.session.add(
            ChildDossierRow(
                dossier_id=child.id,
                agency_code=child.agency_code,
                parent_number=row.number,
                step=step.id,
                opened_at=child.received_at,
            )
        )
        for dossier, agency in (
            (child, row.competent_agency),
            (child, row.agency_code),
            (row, child.agency_code),
        ):
            self._show(dossier, agency, child)

    def _show(self, dossier: DossierRow, agency: str, child: DossierRow) -> None:
        if agency in (dossier.agency_code, dossier.competent_agency):
            return
        known = self.session.query(DossierAccessRow.id).filter_by(dossier_id=dossier.id, agency_code=agency)
        if known.first() is None:
            self.session.add(
                DossierAccessRow(
                    dossier_id=dossier.id,
                    agency_code=agency,
                    reason="hồ sơ liên thông",
                    granted_at=child.received_at,
                )
            )
            self.session.flush()


def handed_over(step: Step, rules: Rules, answers: dict[str, object]) -> dict[str, object]:
    """The answers a child dossier begins with: those of the same id, then what the step's expressions give."""
    given = dict(answers)
    for field, text in step.hands_over.items():
        try:
            given[field] = Expression.compile(text, ANY_FORM).evaluate(rules.env)
        except (ExpressionProblem, ExpressionFailure):
            given.pop(field, None)
    return given


def _known_applicant(row: DossierRow) -> dict[str, object]:
    return {name: value for name, value in row.applicant.items() if name not in ("delivery", "owner")}


def _refused(step: Step, why: str) -> RefusedError:
    return RefusedError(
        (Refusal("child_not_opened", f"Chưa mở được hồ sơ con của bước “{step.name}”: {why}", "step"),)
    )
