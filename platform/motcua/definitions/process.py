"""An approval chain (quy trình): steps, who does them, and what may be done there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from motcua.definitions.legal import LegalBasis
from motcua.kernel.time_limit import TimeLimit


class StepKind(StrEnum):
    """What a step does; it owns the step's clock and status meaning."""

    INTAKE = "intake"
    HANDLE = "handle"
    CONSULT = "consult"
    DECIDE = "decide"
    ISSUE = "issue"
    RETURN_RESULT = "return_result"
    WAIT_FOR_PAYMENT = "wait_for_payment"
    WAIT_FOR_APPLICANT = "wait_for_applicant"
    CHILD_DOSSIER = "child_dossier"
    AUTOMATIC = "automatic"


class ActionKind(StrEnum):
    """What an action does beside moving: the standard sub-flows and the ends."""

    FORWARD = "forward"
    BACK = "back"
    REQUEST_SUPPLEMENT = "request_supplement"
    REFUSE = "refuse"
    STOP = "stop"
    WITHDRAW = "withdraw"
    SUSPEND = "suspend"
    CONSULT = "consult"
    ANSWER = "answer"
    DECIDE = "decide"
    ISSUE = "issue"
    REQUEST_PAYMENT = "request_payment"
    FINISH = "finish"


class Assign(StrEnum):
    """How the person of a step is found among those who hold the position."""

    POOL = "pool"
    LEAST_LOADED = "least_loaded"
    ROUND_ROBIN = "round_robin"
    SAME_AS = "same_as"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Performer:
    """Who does a step: a position, in a unit of the dossier's agency (``competent``) or of a named one.

    ``agency_role`` names a role of the organization (``police``, ``tax``, ``land-office``) resolved for the
    dossier's agency: its own unit with that role, else the nearest agency above it that has one.
    """

    position: str
    unit: str = ""
    agency_role: str = ""
    assign: Assign = Assign.POOL
    same_as: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A button of a step. ``to`` names the next steps; more than one is a fork, ``join`` the word for returning.

    ``needs`` lists what must be present (``reason``, ``outcome.draft``, ``payment``, ``assignee``, ``children``);
    ``signs`` and ``numbers`` name what the action signs and numbers (``outcome``). ``after`` is a timer: when the step
    has been open that long by the calendar of its agency, the platform itself does the action.
    """

    id: str
    name: str
    does: ActionKind = ActionKind.FORWARD
    to: tuple[str, ...] = ()
    when: str = ""
    reason: bool = False
    needs: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    form: str = ""
    print: str = ""
    main: bool = False
    after: TimeLimit | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``budget`` is a management target, never part of the legal limit. ``joins`` names the step that
    continues when every branch of a fork has answered; ``wait_for`` is ``all`` or ``any``.

    A step that opens a child dossier names its ``procedure``, the ``receiving_role`` of the agency that settles it
    (the dossier's own agency without one) and what is handed over: ``hands_over`` gives, for fields of the child's
    form, expressions over this dossier. Answers of the same id go over by themselves.
    """

    id: str
    name: str
    does: StepKind
    by: Performer | None = None
    phase: str = ""
    budget: TimeLimit | None = None
    actions: tuple[Action, ...] = ()
    not_same_person_as: tuple[str, ...] = ()
    official_status: int | None = None
    form: str = ""
    wait_for: str = "all"
    pauses: str = ""
    procedure: str = ""
    receiving_role: str = ""
    hands_over: dict[str, str] = field(default_factory=dict)
    description: str = ""


@dataclass(frozen=True, slots=True)
class Phase:
    """A group of steps with a budget of its own."""

    id: str
    name: str = ""
    budget: TimeLimit | None = None


@dataclass(frozen=True, slots=True)
class Process:
    """A chain of steps; the first is where a received dossier stands. ``restricts`` names standard sub-flows
    (``withdraw``, ``extend``, ``stop``, ``supplement`` …) this process does not allow.
    """

    code: str
    name: str
    steps: tuple[Step, ...] = ()
    phases: tuple[Phase, ...] = ()
    restricts: tuple[str, ...] = ()
    legal_basis: tuple[LegalBasis, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None
    extends: str = ""

    def step(self, step_id: str) -> Step:
        """The step with this id; ``KeyError`` when there is none."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)
