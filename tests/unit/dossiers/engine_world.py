"""A small province, four process shapes and the people who work in them, for the tests of the engine."""

from dataclasses import replace
from datetime import datetime, time
from types import MappingProxyType

from tests.unit.kernel.vietnam_2025_2026 import OFFICE

from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.directory import Directory
from motcua.definitions.organization import Agency, Organization, Position, Unit
from motcua.definitions.policy import AfterSupplement, PauseReason, Policy, SupplementPolicy
from motcua.definitions.procedure import Level, OutcomeDefinition, Procedure
from motcua.definitions.process import Action, ActionKind, Assign, Performer, Process, Step, StepKind
from motcua.dossiers.actor import Actor, Holding
from motcua.dossiers.commands import Act, FeeCharge, Intake, Receive
from motcua.dossiers.decide import Decision, decide
from motcua.dossiers.events import DossierEvent
from motcua.dossiers.rules import Rules
from motcua.dossiers.state import DossierState, replay, state_from_json, state_to_json
from motcua.kernel.clock import VIETNAM
from motcua.kernel.time_limit import TimeLimit

COMMUNE = "H88.31"
OTHER_COMMUNE = "H88.32"
POLICE = "H88.13"
LAND = "H88.15"
NUMBER = "H88.31-260424-0001"

POSITIONS = {
    "one-stop-officer": "Công chức một cửa",
    "handling-officer": "Công chức thụ lý",
    "unit-head": "Trưởng phòng",
    "leader": "Lãnh đạo",
    "clerk": "Văn thư",
    "police-officer": "Cán bộ công an",
    "land-officer": "Cán bộ địa chính",
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


FRIDAY = at("2026-04-24T08:00")


def province() -> Directory:
    units = (
        Unit("one-stop", "Trung tâm Phục vụ hành chính công", "one-stop", ("one-stop-officer",)),
        Unit("office", "Văn phòng", "", ("leader", "clerk", "handling-officer", "unit-head")),
    )
    agencies = (
        Agency("H88", "Ủy ban nhân dân tỉnh Đồng Lam", Level.PROVINCE, short_name="UBND tỉnh"),
        Agency(POLICE, "Công an tỉnh", Level.PROVINCE, parent="H88", roles=("police",)),
        Agency(LAND, "Văn phòng Đăng ký đất đai", Level.PROVINCE, parent="H88", roles=("land-office",)),
        Agency(
            COMMUNE,
            "Ủy ban nhân dân xã Tân Hòa",
            Level.COMMUNE,
            parent="H88",
            short_name="UBND xã Tân Hòa",
            units=units,
        ),
        Agency(OTHER_COMMUNE, "Ủy ban nhân dân xã Bình An", Level.COMMUNE, parent="H88", units=units),
    )
    positions = tuple(Position(code, name) for code, name in POSITIONS.items())
    organization = Organization("dong-lam", "Tỉnh Đồng Lam", agencies=agencies, positions=positions)
    return Directory([organization], {"vietnam": OFFICE})


def officer(
    user: str, *positions: str, agency: str = COMMUNE, permissions: frozenset[str] = frozenset()
) -> Actor:
    holdings = tuple(Holding(position, agency) for position in positions)
    return Actor(user, user.capitalize(), agency, holdings, permissions=permissions)


DESK = officer("lan", "one-stop-officer")
DESK_2 = officer("linh", "one-stop-officer")
HANDLER = officer("hung", "handling-officer")
HANDLER_2 = officer("hoa", "handling-officer")
HEAD = officer("phong", "unit-head")
LEADER = officer("bich", "leader")
LEADER_2 = officer("binh", "leader")
CLERK = officer("van", "clerk")
POLICEMAN = officer("cong", "police-officer", agency=POLICE)
SURVEYOR = officer("dat", "land-officer", agency=LAND)
PEOPLE = (DESK, DESK_2, HANDLER, HANDLER_2, HEAD, LEADER, LEADER_2, CLERK, POLICEMAN, SURVEYOR)

RECEIVE = Step(
    "receive",
    "Tiếp nhận hồ sơ",
    StepKind.INTAKE,
    Performer("one-stop-officer"),
    budget=TimeLimit.parse("4 working_hours"),
    actions=(Action("forward", "Chuyển thụ lý", to=("handle",), main=True),),
)
SIGN = Step(
    "sign",
    "Ký duyệt",
    StepKind.DECIDE,
    Performer("leader"),
    not_same_person_as=("handle",),
    actions=(
        Action("approve", "Ký duyệt", to=("issue",), signs=("outcome",), main=True),
        Action("reject", "Không duyệt", ActionKind.BACK, to=("handle",), reason=True),
    ),
)
ISSUE = Step(
    "issue",
    "Vào số",
    StepKind.ISSUE,
    Performer("clerk"),
    actions=(
        Action("number", "Cấp số", to=("return",), numbers=("outcome",), main=True),
        Action("back", "Trả lại người ký", ActionKind.BACK, to=("sign",), reason=True),
    ),
)
RETURN = Step(
    "return",
    "Trả kết quả",
    StepKind.RETURN_RESULT,
    Performer("one-stop-officer"),
    official_status=9,
    actions=(Action("hand-over", "Trả kết quả", ActionKind.FINISH, main=True),),
)
SUBMIT = Action("submit", "Trình ký", to=("sign",), main=True)
BACK = Action("back", "Trả lại một cửa", ActionKind.BACK, to=("receive",), reason=True)
HANDLE = Step(
    "handle",
    "Thụ lý",
    StepKind.HANDLE,
    Performer("handling-officer"),
    budget=TimeLimit.parse("1 working_day"),
    actions=(SUBMIT, BACK),
)


def opinion(step_id: str, position: str, role: str) -> Step:
    answer = Action("answer", "Trả lời", to=("join",), main=True)
    return Step(
        step_id, f"Ý kiến {role}", StepKind.CONSULT, Performer(position, agency_role=role), actions=(answer,)
    )


def process(code: str, *steps: Step, **extra: object) -> Process:
    return Process(code, f"Quy trình {code}", steps, **extra)


ONE_SIGNATURE = process("one-signature", RECEIVE, HANDLE, SIGN, ISSUE, RETURN)

_REVIEWED = replace(HANDLE, actions=(replace(SUBMIT, to=("review",)), BACK))
_REVIEW = Step(
    "review",
    "Soát",
    StepKind.HANDLE,
    Performer("unit-head"),
    not_same_person_as=("handle",),
    actions=(
        replace(SUBMIT, name="Trình lãnh đạo"),
        Action("reject", "Trả lại để sửa", ActionKind.BACK, to=("handle",), reason=True),
    ),
)
TWO_SIGNATURES = process(
    "two-signatures",
    RECEIVE,
    _REVIEWED,
    _REVIEW,
    replace(SIGN, not_same_person_as=("handle", "review")),
    ISSUE,
    RETURN,
)


def with_consultation(wait_for: str = "all") -> Process:
    ask = Action("consult", "Xin ý kiến", ActionKind.CONSULT, to=("police-check", "land-check"))
    handle = replace(HANDLE, actions=(SUBMIT, ask, BACK), wait_for=wait_for)
    checks = (
        opinion("police-check", "police-officer", "police"),
        opinion("land-check", "land-officer", "land-office"),
    )
    return process("consultation", RECEIVE, handle, *checks, SIGN, ISSUE, RETURN)


CONSULTATION = with_consultation()

_NOTIFY = Action("notify", "Ra thông báo nộp tiền", ActionKind.REQUEST_PAYMENT, to=("wait-tax",))
_WAIT_TAX = Step(
    "wait-tax",
    "Chờ nộp thuế",
    StepKind.WAIT_FOR_PAYMENT,
    Performer("one-stop-officer"),
    pauses="cho-nghia-vu-tai-chinh",
    official_status=6,
    actions=(Action("paid", "Đã nộp tiền", to=("prepare",), main=True),),
)
_PREPARE = Step(
    "prepare",
    "Chuẩn bị giấy chứng nhận",
    StepKind.HANDLE,
    Performer("handling-officer", assign=Assign.SAME_AS, same_as="handle"),
    actions=(SUBMIT,),
)
TAX_WAIT = process(
    "tax-wait",
    RECEIVE,
    replace(HANDLE, actions=(_NOTIFY, replace(SUBMIT, to=("prepare",)), BACK)),
    _WAIT_TAX,
    _PREPARE,
    SIGN,
    ISSUE,
    RETURN,
)

POLICY = Policy(
    "nd-118",
    "Chính sách thời hạn",
    supplement=SupplementPolicy(max_rounds=1, deadline=TimeLimit.parse("30 calendar_days")),
    online_answer_within=TimeLimit.parse("8 working_hours"),
    pauses=(
        PauseReason("cho-bo-sung", "Chờ bổ sung"),
        PauseReason("cho-nghia-vu-tai-chinh", "Chờ nghĩa vụ tài chính", official_status=6),
        PauseReason("theo-quyet-dinh", "Tạm dừng theo quyết định", needs_document=True, official_status=8),
        PauseReason("tham-dinh", "Thẩm định thực địa", pauses=False, official_status=4),
    ),
)
RECOUNTING = replace(POLICY, supplement=replace(POLICY.supplement, after=AfterSupplement.RECOUNT))
CUTOFF = replace(POLICY, cutoff=time(15))

PROCEDURE = Procedure(
    "1.004873",
    "Cấp Giấy xác nhận tình trạng hôn nhân",
    process="one-signature",
    numbering="dossier",
    outcomes=(
        OutcomeDefinition(
            "giay-xac-nhan", "Giấy xác nhận", print="giay-xac-nhan", numbering="decision-commune"
        ),
    ),
    offered_by=("level:commune",),
)
DIRECTORY = province()


def rules(
    chain: Process = ONE_SIGNATURE, policy: Policy = POLICY, procedure: Procedure = PROCEDURE, **extra
) -> Rules:
    return Rules(ProcedureBundle(procedure, None, chain, policy), DIRECTORY, **extra)


LEVY = FeeCharge("le-phi", "Lệ phí cấp giấy", amount=15000)


def intake(limit: str = "3 working_days", **extra) -> Intake:
    return Intake(agency=COMMUNE, limit=TimeLimit.parse(limit) if limit else None, **extra)


def receipt(limit: str = "3 working_days", **extra) -> Receive:
    return Receive(intake(limit, **extra), MappingProxyType({"dossier": NUMBER}))


OUTCOME_NUMBER = MappingProxyType({"outcome": "12/GXN-UBND"})


class Journey:
    """A dossier on its way; with ``stored`` its state is written as JSON and read again after every command."""

    def __init__(self, by: Rules, *, stored: bool = False, now: datetime = FRIDAY) -> None:
        self.rules = by
        self.stored = stored
        self.now = now
        self.state: DossierState | None = None
        self.events: list[DossierEvent] = []

    def tell(self, actor: Actor, command, when: str | datetime | None = None) -> Decision:
        if when is not None:
            self.now = at(when) if isinstance(when, str) else when
        decision = decide(self.rules, self.state, command, actor, self.now)
        if decision.is_accepted:
            self.events.extend(decision.events)
            self.state = decision.state
            assert replay(self.events) == self.state
            if self.stored:
                self.state = state_from_json(state_to_json(self.state))
                assert self.state == decision.state
        return decision

    def do(self, actor: Actor, command, when: str | datetime | None = None) -> DossierState:
        decision = self.tell(actor, command, when)
        assert not decision.refusals, decision.refusals
        assert self.state is not None
        return self.state

    def act(self, actor: Actor, action: str, when: str | datetime | None = None, **given) -> DossierState:
        return self.do(actor, Act(action, **given), when)

    def code(self, actor: Actor, command, when: str | datetime | None = None) -> str:
        """The code of the refusal a command meets."""
        before = self.state
        decision = self.tell(actor, command, when)
        assert not decision.events, decision.events
        assert self.state is before
        return decision.refusals[0].code

    def steps(self) -> list[str]:
        assert self.state is not None
        return [entry.step for entry in self.state.active]

    def kinds(self) -> list[str]:
        return [event.kind.value for event in self.events]


def received(
    chain: Process = ONE_SIGNATURE, *, stored: bool = False, policy: Policy = POLICY, **extra
) -> Journey:
    journey = Journey(rules(chain, policy), stored=stored)
    journey.do(DESK, receipt(**extra))
    return journey


def handled(chain: Process = ONE_SIGNATURE, **extra) -> Journey:
    """A dossier that stands with the handling officer."""
    journey = received(chain, **extra)
    journey.act(DESK, "forward")
    return journey


def signed(**extra) -> Journey:
    """A dossier with an approved result, at the clerk's."""
    journey = handled(**extra)
    journey.act(HANDLER, "submit")
    journey.act(LEADER, "approve")
    return journey
