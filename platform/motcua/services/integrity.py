"""Examines what is stored: hash chains, states against their events, work lists and money against states, numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from motcua.dossiers.events import FIRST_HASH, DossierEvent, broken_link
from motcua.dossiers.snapshot import DossierState
from motcua.dossiers.state import replay
from motcua.services.dossier_log import event_of, load_state
from motcua.services.file_scanning import ScanState
from motcua.services.number_allocation import NumberReader
from motcua.services.receiving import DOSSIER_NUMBERING
from motcua.services.rule_store import RulesMissingError
from motcua.services.runtime import Platform
from motcua.storage.scope import Scope
from motcua.storage.tables import (
    CounterRow,
    DossierEventRow,
    DossierFileRow,
    DossierRow,
    PaymentRow,
    StoredFileRow,
    WorkItemRow,
)

BATCH = 500
MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not agree, said in Vietnamese, and the dossier it was found in."""

    number: str
    message: str


@dataclass(frozen=True, slots=True)
class Examination:
    """What was examined and what was found."""

    dossiers: int
    events: int
    findings: tuple[Finding, ...]


def examine(platform: Platform) -> Examination:
    """Examine the numbers, then every dossier, some hundred at a time, each batch in one snapshot."""
    findings = [*_numbers(platform), *_contents(platform)]
    dossiers = events = last = 0
    scope = Scope.everything("kiểm tra toàn vẹn dữ liệu")
    while True:
        with platform.database.read(scope) as session:
            rows = session.scalars(
                select(DossierRow).where(DossierRow.id > last).order_by(DossierRow.id).limit(BATCH)
            ).all()
            if not rows:
                return Examination(dossiers, events, tuple(findings))
            ids = [row.id for row in rows]
            logs = _logs(session, ids)
            work = _work(session, ids)
            files = _files(session, ids)
            booked = _booked(session, ids)
        for row in rows:
            log = logs.get(row.id, [])
            findings.extend(_examine_one(row, log, work.get(row.id, set())))
            if log and files.get(row.id, []) != _files_of(row):
                findings.append(Finding(row.number, "danh sách tệp khác với nhật ký của hồ sơ."))
            if log and booked.get(row.id, 0) != _held(row):
                findings.append(Finding(row.number, "sổ thu, hoàn khác với số tiền hồ sơ đang ghi."))
            events += len(log)
        dossiers += len(rows)
        last = ids[-1]


def _numbers(platform: Platform) -> Iterator[Finding]:
    """Dossier numbers without a gap, and counters that stand where the last number was given."""
    platform.rules.refresh()
    try:
        numbering = platform.rules.definition("numbering", DOSSIER_NUMBERING, platform.today())
    except RulesMissingError:
        return
    reader = NumberReader(numbering)
    with platform.database.read(Scope.everything("kiểm tra mã hồ sơ")) as session:
        counters = dict(session.execute(select(CounterRow.scope_key, CounterRow.n)).tuples().all())
        given: dict[str, list[int]] = {}
        for number in session.scalars(select(DossierRow.number).execution_options(yield_per=10_000)):
            found = reader.read(number)
            if found is not None and found.counter in counters:
                given.setdefault(found.counter, []).append(found.n)
    for counter, numbers in given.items():
        missing = sorted(set(range(numbering.first, max(numbers) + 1)).difference(numbers))
        if missing:
            words = ", ".join(map(str, missing[:MOST_NAMED]))
            yield Finding(counter, f"thiếu {len(missing)} số trong dãy mã hồ sơ: {words}.")
        if counters[counter] != max(numbers):
            yield Finding(counter, f"bộ đếm ở {counters[counter]}, số lớn nhất đã cấp là {max(numbers)}.")


def _contents(platform: Platform) -> Iterator[Finding]:
    """Files that dossiers speak of and whose content is gone."""
    files = platform.files
    with platform.database.read(Scope.everything("kiểm tra tệp của hồ sơ")) as session:
        rows = session.execute(
            select(DossierRow.number, DossierFileRow.sha256, DossierFileRow.file_name)
            .join(DossierRow, DossierRow.id == DossierFileRow.dossier_id)
            .join(StoredFileRow, StoredFileRow.id == DossierFileRow.file_id)
            .where(StoredFileRow.scan_state != ScanState.INFECTED.value)
            .execution_options(yield_per=1_000)
        )
        for number, sha256, name in rows:
            if not files.has(sha256):
                yield Finding(number, f"nội dung tệp “{name}” không còn trong kho ({sha256[:12]}…).")


def _logs(session: Session, ids: list[int]) -> dict[int, list[DossierEventRow]]:
    stored = session.scalars(
        select(DossierEventRow)
        .where(DossierEventRow.dossier_id.in_(ids))
        .order_by(DossierEventRow.dossier_id, DossierEventRow.seq)
    )
    return {dossier: list(group) for dossier, group in groupby(stored, key=lambda event: event.dossier_id)}


def _work(session: Session, ids: list[int]) -> dict[int, set[tuple[str, str, str]]]:
    found: dict[int, set[tuple[str, str, str]]] = {}
    rows = session.execute(
        select(WorkItemRow.dossier_id, WorkItemRow.step, WorkItemRow.branch, WorkItemRow.assignee).where(
            WorkItemRow.dossier_id.in_(ids)
        )
    )
    for dossier, *key in rows:
        found.setdefault(dossier, set()).add((key[0], key[1], key[2]))
    return found


def _files(session: Session, ids: list[int]) -> dict[int, list[tuple[str, str, str]]]:
    found: dict[int, list[tuple[str, str, str]]] = {}
    rows = session.execute(
        select(
            DossierFileRow.dossier_id,
            DossierFileRow.requirement_id,
            DossierFileRow.sha256,
            DossierFileRow.dropped,
        )
        .where(DossierFileRow.dossier_id.in_(ids))
        .order_by(DossierFileRow.id)
    )
    for dossier, paper, sha256, dropped in rows:
        found.setdefault(dossier, []).append((paper, sha256, dropped))
    return found


def _booked(session: Session, ids: list[int]) -> dict[int, int]:
    """What the money book holds of each dossier, in đồng."""
    rows = session.execute(
        select(PaymentRow.dossier_id, func.sum(PaymentRow.amount))
        .where(PaymentRow.dossier_id.in_(ids))
        .group_by(PaymentRow.dossier_id)
    )
    return {dossier: int(total or 0) for dossier, total in rows}


def _held(row: DossierRow) -> int:
    """What the dossier itself says was paid and not given back."""
    return sum(int(one.get("paid", 0)) - int(one.get("refunded", 0)) for one in row.state.get("fees", ()))


def _files_of(row: DossierRow) -> list[tuple[str, str, str]]:
    return [(one["paper"], one["sha256"], one["dropped"]) for one in row.state.get("files", ())]


def _examine_one(
    row: DossierRow, log: list[DossierEventRow], work: set[tuple[str, str, str]]
) -> Iterator[Finding]:
    if not log:
        yield Finding(row.number, "hồ sơ không có sự kiện nào.")
        return
    events = [event_of(entry) for entry in log]
    broken = broken_link(zip(events, (entry.hash for entry in log), strict=True))
    if broken is not None:
        yield Finding(row.number, f"chuỗi băm đứt ở sự kiện {broken}: nhật ký đã bị sửa hoặc mất.")
        return
    if log[-1].hash != row.last_hash or len(log) != row.version:
        yield Finding(row.number, f"nhật ký có {len(log)} sự kiện, hồ sơ ghi phiên bản {row.version}.")
    if log[0].previous_hash != FIRST_HASH:
        yield Finding(row.number, "sự kiện đầu không phải là sự kiện đầu của chuỗi.")
    yield from _examine_state(row, events, work)


def _holds(row: DossierRow, state: DossierState) -> bool:
    """Whether the row holds this state; what a newer version adds stands at its default in rows written before."""
    try:
        return load_state(row) == state
    except msgspec.ValidationError:
        return False


def _examine_state(
    row: DossierRow, events: list[DossierEvent], work: set[tuple[str, str, str]]
) -> Iterator[Finding]:
    try:
        state: DossierState = replay(events)
    except (ValueError, KeyError, msgspec.ValidationError) as error:
        yield Finding(row.number, f"không dựng lại được trạng thái từ nhật ký ({error}).")
        return
    if not _holds(row, state):
        yield Finding(row.number, "trạng thái lưu khác trạng thái dựng lại từ nhật ký.")
    shown = (row.lifecycle, row.official_status, row.due_at, row.finished_at)
    if shown != (state.lifecycle.value, state.official_status, state.clock.due_at, state.finished_at):
        yield Finding(row.number, "tình trạng hoặc ngày hẹn trên danh sách khác với nhật ký.")
    if (row.agency_code, row.competent_agency) != (state.agency, state.competent_agency):
        yield Finding(row.number, "cơ quan tiếp nhận hoặc giải quyết trên danh sách khác với nhật ký.")
    open_steps = {(step.step, step.branch, step.assignee) for step in state.active}
    if open_steps != work:
        yield Finding(row.number, "danh sách việc khác với các bước đang mở của hồ sơ.")
