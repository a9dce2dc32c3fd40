"""The changes of an import for a person to look at: differences, what the province keeps of its own, what is in use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from motcua.catalog.differences import field_label
from motcua.compiler.shapes import ANYTHING
from motcua.dossiers.actor import Actor
from motcua.services.access import require
from motcua.services.catalog_comparison import ALL
from motcua.services.import_changes import Action, Verdict
from motcua.services.import_local_parts import LocalPart, local_parts
from motcua.services.import_refusals import Refusal, keep_reason, refusals
from motcua.services.import_runs import TRIED, ImportRunClosedError, find_run
from motcua.services.runtime import Platform
from motcua.services.usage import ENDED, usage_of
from motcua.services.value_words import value_words
from motcua.storage.scope import Scope
from motcua.storage.tables import CatalogEntryRow, DossierRow, ImportChangeRow

PAGE = 25
LOOKING = Scope.everything("xem thay đổi của lần nhập danh mục")


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One value: where, in words, before and after; `taken` is the choice, `kept_by` who keeps a value of its own."""

    path: str
    label: str
    old: str
    new: str
    taken: bool
    kept_by: str = ""
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One procedure of an import."""

    code: str
    name: str
    taken: bool
    values: tuple[ValueChange, ...] = ()
    local: tuple[LocalPart, ...] = ()
    partner: str = ""
    partner_name: str = ""
    likeness: int = 0
    verdict: str = ""
    dossiers: int = 0
    needed_by: str = ""
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class ChangeCounts:
    """How many procedures an import adds, changes and no longer lists, and how many pairs wait for a person."""

    added: int = 0
    changed: int = 0
    abolished: int = 0
    pairs: int = 0
    open_pairs: int = 0


def count_changes(session: Session, run: int, *, pending: bool = False) -> ChangeCounts:
    """The counts of an import, of what is still to be done alone when it is `pending`."""
    of_run = _of_run(run, pending=pending)
    counted = dict(
        session.execute(
            select(ImportChangeRow.action, func.count(ImportChangeRow.id))
            .where(*of_run)
            .group_by(ImportChangeRow.action)
        )
        .tuples()
        .all()
    )
    verdicts = session.scalars(
        select(ImportChangeRow.verdict).where(*of_run, ImportChangeRow.partner != "")
    ).all()
    return ChangeCounts(
        counted.get(Action.ADDED.value, 0),
        counted.get(Action.CHANGED.value, 0),
        counted.get(Action.ABOLISHED.value, 0),
        len(verdicts),
        sum(not verdict for verdict in verdicts),
    )


def _of_run(run: int, *, pending: bool) -> tuple[ColumnElement[bool], ...]:
    mine = ImportChangeRow.import_run_id == run
    return (mine, ImportChangeRow.release_id.is_(None)) if pending else (mine,)


def change_lines(
    session: Session, run: int, action: Action, skip: int = 0, *, pairs: bool = False, pending: bool = False
) -> tuple[ChangeLine, ...]:
    """A page of an import's changes in the order of codes; `pairs` are those that seem to have a new code."""
    wanted = select(ImportChangeRow).where(
        *_of_run(run, pending=pending), ImportChangeRow.action == action.value
    )
    if pairs:
        wanted = wanted.where(ImportChangeRow.partner != "")
    rows = session.scalars(wanted.order_by(ImportChangeRow.code).offset(skip).limit(PAGE)).all()
    codes = [row.code for row in rows] + [row.partner for row in rows if row.partner]
    local = local_parts(session, codes)
    names = _names(session, [row.partner for row in rows if row.partner])
    running = _running(session, codes) if action is Action.ABOLISHED or pairs else {}
    before = refusals(session, codes, _incoming(rows))
    lines = []
    for row in rows:
        refused = frozenset(row.refused)
        shown = row.partner if pairs else row.code
        needed = usage_of(session, "procedure", row.code).words() if action is Action.ABOLISHED else ""
        lines.append(
            ChangeLine(
                row.code,
                row.name,
                ALL not in refused,
                tuple(
                    _value(one, refused, local.get(row.code, ()), before.get((row.code, str(one["path"]))))
                    for one in row.differences
                ),
                local.get(shown, ()),
                row.partner,
                names.get(row.partner, ""),
                row.likeness,
                row.verdict,
                running.get(shown, 0),
                needed,
                _whole(before.get((row.code, ALL)), refused),
            )
        )
    return tuple(lines)


def _whole(refusal: Refusal | None, refused: frozenset[str]) -> Refusal | None:
    """The refusal of a whole new procedure: the same as long as the import leaves it out by itself."""
    return None if refusal is None else replace(refusal, same=ALL in refused)


def _incoming(rows: Sequence[ImportChangeRow]) -> dict[tuple[str, str], str]:
    """The digests of the values that come now, by code and path."""
    return {
        (row.code, str(one["path"])): str(one.get("digest") or "") for row in rows for one in row.differences
    }


def _value(
    one: Mapping[str, str | None],
    refused: frozenset[str],
    local: Sequence[LocalPart],
    refusal: Refusal | None,
) -> ValueChange:
    path = str(one["path"])
    name = path.rpartition("/")[2]
    label = field_label(path)
    kept = next((part for part in local if label in part.labels), None)
    old, new = one["old"] or "", one["new"] or ""
    return ValueChange(
        path,
        label,
        value_words(name, old, ANYTHING) if old else "",
        value_words(name, new, ANYTHING) if new else "",
        path not in refused and ALL not in refused,
        "" if kept is None else f"{kept.whose} giữ riêng" + (f": {kept.reason}" if kept.reason else ""),
        refusal,
    )


def _names(session: Session, codes: Sequence[str]) -> dict[str, str]:
    found = session.execute(
        select(CatalogEntryRow.code, CatalogEntryRow.name).where(CatalogEntryRow.code.in_(codes))
    )
    return {row.code: row.name for row in found}


def _running(session: Session, codes: Sequence[str]) -> dict[str, int]:
    rows = session.execute(
        select(DossierRow.procedure_code, func.count(DossierRow.id))
        .where(DossierRow.procedure_code.in_(codes), DossierRow.lifecycle.not_in(ENDED))
        .group_by(DossierRow.procedure_code)
    )
    return {row[0]: row[1] for row in rows}


def save_choices(
    platform: Platform,
    actor: Actor,
    run: int,
    shown: Mapping[str, Sequence[str]],
    taken: frozenset[str],
    reason: str = "",
) -> None:
    """Keep what a person chose of the shown values, by code and path; what is not taken stays as it is, and why.

    Raises ``ImportRunClosedError``, ``ImportRunMissingError``.
    """
    with _open(platform, actor, run) as session:
        for code, paths in shown.items():
            refused = [path for path in paths if f"{code}|{path}" not in taken]
            whole = [ALL] if len(refused) == len(paths) else refused
            if set(whole) - _refused_already(session, run, code):
                keep_reason(find_run(session, run), [code], reason)
            _update(session, run, code, refused=whole)


def _refused_already(session: Session, run: int, code: str) -> set[str]:
    found = session.scalar(
        select(ImportChangeRow.refused).where(
            ImportChangeRow.import_run_id == run, ImportChangeRow.code == code
        )
    )
    return set(found or ())


def refuse_all(
    platform: Platform, actor: Actor, run: int, action: Action, *, refused: bool, reason: str = ""
) -> None:
    """Take or refuse everything of a kind. Raises as :func:`save_choices`."""
    with _open(platform, actor, run) as session:
        if refused:
            keep_reason(find_run(session, run), [ALL], reason)
        session.execute(
            update(ImportChangeRow)
            .where(ImportChangeRow.import_run_id == run, ImportChangeRow.action == action.value)
            .values(refused=[ALL] if refused else [])
            .execution_options(synchronize_session=False)
        )


def save_verdicts(platform: Platform, actor: Actor, run: int, verdicts: Mapping[str, Verdict]) -> None:
    """Keep what a person said of pairs and abolished procedures. Raises as :func:`save_choices`."""
    with _open(platform, actor, run) as session:
        for code, verdict in verdicts.items():
            _update(session, run, code, verdict=verdict.value)


def retire_all(platform: Platform, actor: Actor, run: int, *, retire: bool) -> None:
    """End every procedure that is no longer listed, or none. Raises as :func:`save_choices`."""
    with _open(platform, actor, run) as session:
        session.execute(
            update(ImportChangeRow)
            .where(ImportChangeRow.import_run_id == run, ImportChangeRow.action == Action.ABOLISHED.value)
            .values(verdict=Verdict.RETIRE.value if retire else "")
            .execution_options(synchronize_session=False)
        )


@contextmanager
def _open(platform: Platform, actor: Actor, run: int) -> Iterator[Session]:
    """A writing session on an import that still waits for its choices."""
    require(actor, "can_import_catalog", "chọn thay đổi của lần nhập")
    with platform.database.write() as session:
        if find_run(session, run, locked=True).state != TRIED:
            raise ImportRunClosedError("Lần nhập này không còn chờ chọn. Mở lại trang để xem kết quả.")
        yield session


def _update(session: Session, run: int, code: str, **values: object) -> None:
    session.execute(
        update(ImportChangeRow)
        .where(ImportChangeRow.import_run_id == run, ImportChangeRow.code == code)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
