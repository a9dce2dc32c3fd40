"""Past dossiers out of a table: numbers kept, counted in reports as of their own days, marked as taken over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from motcua.catalog.table_problems import table_problem
from motcua.catalog.table_rows import TableRow
from motcua.catalog.table_values import folded_key
from motcua.definitions.bundle import ProcedureBundle
from motcua.definitions.procedure import Channel
from motcua.dossiers.commands import Intake
from motcua.dossiers.parts import Lifecycle
from motcua.dossiers.rules import Rules
from motcua.dossiers.taken_over import PastLife, take_over
from motcua.kernel.text import fold
from motcua.services.audit import Act, write_audit_entry
from motcua.services.catalog_rows import chunks
from motcua.services.import_changes import Action
from motcua.services.import_kinds import Looking, TablePlan, TakenRow, Taking, each_once
from motcua.services.number_allocation import NumberReader
from motcua.services.past_dossiers import PastDossier, store_past
from motcua.services.receiving import DOSSIER_NUMBERING
from motcua.services.rule_store import RulesMissingError
from motcua.services.runtime import Platform
from motcua.services.staffing import StoredStaff
from motcua.storage.scope import Scope
from motcua.storage.tables import CounterRow, DossierRow, OutboxRow

SCOPE = Scope.everything("nhận hồ sơ từ hệ thống cũ")
MAX_NUMBER = 64
TELL_EVERY = 200
STATES = {state.value: state for state in Lifecycle}


class PastDossierTable:
    """The kind of table whose rows are dossiers."""

    def plan(self, looking: Looking, rows: Sequence[TableRow]) -> TablePlan:
        """The plan: numbers known here stay as they are, so that a second import adds nothing."""
        plan = TablePlan()
        unique = each_once(rows, plan, "number", "Mã hồ sơ")
        known = _known(looking.platform, [row.text("number") for row in unique])
        desk = _Desk(looking)
        for at, row in enumerate(unique):
            if at % TELL_EVERY == 0:
                looking.watch.progress(at, len(unique), "Đang kiểm tra từng hồ sơ")
            number = row.text("number")
            if number in known:
                plan.keep(row, number, row.text("applicant"), (), is_new=False)
                continue
            found = desk.read(row, plan)
            if found is not None:
                plan.data.append(found)
                plan.keep(row, number, row.text("applicant"), (), is_new=True)
        return plan

    def parts(self, plan: TablePlan) -> Sequence[Sequence[PastDossier]]:
        """Some hundreds at a time, so that no counter waits long; those stored are known when it is taken up again."""
        return tuple(chunks(plan.data))

    def take(
        self, session: Session, taking: Taking, plan: TablePlan, part: Sequence[PastDossier]
    ) -> Sequence[TakenRow]:
        """Store them. Nobody is notified of what happened long ago."""
        del plan
        platform = taking.platform
        directory, staff = platform.directory(), StoredStaff(session, platform.today())
        source = {"file": taking.order.file, "by": taking.actor.user, "import": taking.import_run}
        ids = [store_past(session, directory, staff, one, source) for one in part]
        session.execute(delete(OutboxRow).where(OutboxRow.dossier_id.in_(ids)))
        numbers = [one.life.number for one in part]
        detail = {"count": len(numbers), "numbers": numbers}
        act = Act("take_over_dossiers", "dossier", taking.order.file, detail)
        write_audit_entry(session, taking.actor, act, platform.now())
        return [TakenRow(one.life.number, one.summary, Action.ADDED, {}) for one in part]


def _known(platform: Platform, numbers: Sequence[str]) -> set[str]:
    """Numbers that are taken, at whatever agency."""
    found: set[str] = set()
    with platform.database.read(SCOPE) as session:
        for part in chunks(numbers):
            found.update(session.scalars(select(DossierRow.number).where(DossierRow.number.in_(part))))
    return found


class _Desk:
    """Reads rows one after the other; what they have in common is looked up once."""

    def __init__(self, looking: Looking) -> None:
        self._platform: Platform = looking.platform
        self._directory = looking.platform.directory()
        self._today = looking.platform.today()
        self._now = looking.platform.now()
        self._names = {folded_key(one.name): one.code for one in self._directory.agencies()}
        self._names |= {
            folded_key(one.short_name): one.code for one in self._directory.agencies() if one.short_name
        }
        self._bundles: dict[tuple[str, str], ProcedureBundle | None] = {}
        self._series = _own_series(looking)

    def read(self, row: TableRow, plan: TablePlan) -> PastDossier | None:
        """The dossier of a row; None when it was rejected, with its problem in the plan."""
        agency = self._agency(row, "agency", plan)
        competent = self._agency(row, "competent_agency", plan) if row.text("competent_agency") else agency
        if agency is None or competent is None:
            return None
        bundle = self._bundle(row.text("procedure"), competent)
        if bundle is None:
            expected = "Nhập thủ tục này vào danh mục trước, hoặc sửa mã thủ tục."
            plan.reject(
                table_problem("TAB-006", row.at("procedure"), "Thủ tục", row.text("procedure"), expected)
            )
            return None
        wrong = self._wrong_dates(row) or self._wrong_number(row)
        if wrong:
            column, message, remedy = wrong
            plan.reject(table_problem("TAB-008", row.at(column), found=message, expected=remedy))
            return None
        past = self._past(row, bundle, agency, competent)
        refusals = self._tried(past, bundle)
        if refusals:
            plan.reject(
                table_problem("TAB-008", row.place, found=refusals, expected="Sửa dòng rồi nhập lại.")
            )
            return None
        return past

    def _agency(self, row: TableRow, column: str, plan: TablePlan) -> str | None:
        asked = row.text(column)
        code = asked if self._directory.knows(asked) else self._names.get(folded_key(asked), "")
        if code:
            return code
        expected = "Ghi mã định danh hoặc tên cơ quan đã có trong danh sách cơ quan."
        plan.reject(table_problem("TAB-006", row.at(column), "Cơ quan", asked, expected))
        return None

    def _bundle(self, code: str, agency: str) -> ProcedureBundle | None:
        key = (code, agency)
        if key not in self._bundles:
            try:
                self._bundles[key] = self._platform.rules.bundle(code, agency, self._today)
            except RulesMissingError:
                self._bundles[key] = None
        return self._bundles[key]

    def _wrong_dates(self, row: TableRow) -> tuple[str, str, str] | None:
        received = _moment(row, "received_at")
        for column in ("received_at", "finished_at", "returned_at"):
            moment = _moment(row, column)
            if moment is None:
                continue
            if moment > self._now:
                return column, f"Ngày {moment:%d/%m/%Y} ở sau hôm nay.", "Sửa ngày."
            if received and moment.date() < received.date():
                return column, f"Ngày {moment:%d/%m/%Y} ở trước ngày tiếp nhận.", "Sửa ngày."
        finished, returned = _moment(row, "finished_at"), _moment(row, "returned_at")
        if finished and returned and returned.date() < finished.date():
            return "returned_at", "Ngày trả ở trước ngày có kết quả.", "Sửa một trong hai ngày."
        if _lifecycle(row) is not Lifecycle.PROCESSING and not (finished or returned):
            remedy = "Ghi ngày có kết quả hoặc ngày trả, hoặc sửa trạng thái."
            return "status", "Hồ sơ đã kết thúc mà không có ngày kết thúc.", remedy
        return None

    def _wrong_number(self, row: TableRow) -> tuple[str, str, str] | None:
        number = row.text("number")
        if len(number) > MAX_NUMBER:
            return "number", f"Mã hồ sơ dài hơn {MAX_NUMBER} ký tự.", "Kiểm tra lại mã."
        found = self._series[0].read(number) if self._series[0] else None
        if found is not None and found.counter in self._series[1]:
            remedy = "Thêm chữ vào mã (ví dụ -CU), hoặc nhập trước ngày dùng hệ thống mới."
            return "number", f"Mã “{number}” nằm trong dãy số hệ thống này đã cấp.", remedy
        return None

    def _past(self, row: TableRow, bundle: ProcedureBundle, agency: str, competent: str) -> PastDossier:
        applicant = {
            "kind": "organization" if _is_organization(row.text("applicant")) else "citizen",
            "full_name": row.text("applicant"),
            "identity_number": row.text("identity_number"),
            "phone": row.text("phone"),
            "address": row.text("address"),
        }
        applicant = {name: value for name, value in applicant.items() if value}
        facts = {"applicant": applicant, "summary": row.text("summary"), "note": row.text("note")}
        finished, returned = _moment(row, "finished_at"), _moment(row, "returned_at")
        intake = Intake(agency, competent, channel=Channel(row.text("channel") or "counter"), facts=facts)
        received = _moment(row, "received_at") or self._now
        life = PastLife(
            number=row.text("number"),
            intake=intake,
            received_at=received,
            lifecycle=_lifecycle(row),
            due_at=_moment(row, "due_at"),
            finished_at=_later(finished or returned, received),
            returned_at=_later(returned, received),
            result_number=row.text("result_number"),
            reason=row.text("note"),
        )
        return PastDossier(life, bundle, applicant, row.text("summary"))

    def _tried(self, past: PastDossier, bundle: ProcedureBundle) -> str:
        """Why the rules cannot hold the dossier; empty when they can."""
        rules = Rules(bundle, self._directory)
        return "; ".join(one.message for one in take_over(rules, past.life).refusals)


def _later(moment: datetime | None, received: datetime) -> datetime | None:
    """A moment of the same day as the receipt, but before it, is right after it: tables often hold days only."""
    return None if moment is None else max(moment, received + timedelta(minutes=1))


def _moment(row: TableRow, column: str) -> datetime | None:
    value = row.values.get(column)
    return value if isinstance(value, datetime) else None


def _lifecycle(row: TableRow) -> Lifecycle:
    """Where the dossier stands: as the table says, else by its dates."""
    said = row.text("status")
    if said:
        return STATES[said]
    if _moment(row, "returned_at"):
        return Lifecycle.RETURNED
    return Lifecycle.DONE if _moment(row, "finished_at") else Lifecycle.PROCESSING


def _is_organization(name: str) -> bool:
    return fold(name).startswith(
        ("cong ty", "doanh nghiep", "hop tac xa", "truong ", "tap doan", "ho kinh doanh")
    )


def _own_series(looking: Looking) -> tuple[NumberReader | None, frozenset[str]]:
    """How this system's own numbers read, and the series it has given numbers of."""
    try:
        numbering = looking.platform.rules.definition(
            "numbering", DOSSIER_NUMBERING, looking.platform.today()
        )
    except RulesMissingError:
        return None, frozenset()
    begun = looking.session.scalars(
        select(CounterRow.scope_key).where(CounterRow.scope_key.startswith(f"{numbering.code}:"))
    )
    return NumberReader(numbering), frozenset(begun)
