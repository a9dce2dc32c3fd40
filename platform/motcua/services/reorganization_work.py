"""Carries out ordered decisions on agencies: at once or on their day, taken up again where they stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.definitions.directory import Directory
from motcua.dossiers.actor import SYSTEM
from motcua.kernel.date_words import date_words
from motcua.services.audit import Act, write_audit_entry
from motcua.services.catalog_rows import Publication
from motcua.services.reorganization_customers import move_customers
from motcua.services.reorganization_dossiers import (
    MOVING,
    MovedDossiers,
    Order,
    move_dossiers,
    open_archive,
)
from motcua.services.reorganization_drafts import move_texts_begun
from motcua.services.reorganization_people import move_officers
from motcua.services.reorganization_plan import KIND_NAMES, plan_to_json
from motcua.services.reorganization_queues import move_left_drafts, move_lists
from motcua.services.reorganization_texts import text_changes
from motcua.services.reorganizations import (
    OPEN_STATES,
    Reorganization,
    ReorganizationRefusedError,
    ReorganizationState,
    locked,
    of_row,
)
from motcua.services.runtime import Platform
from motcua.services.text_publication import publish_texts
from motcua.storage.locking import take_turn_to_publish
from motcua.storage.tables import ReorganizationRow

AT_ONCE = 500
"""So many dossiers move while somebody waits; the worker moves the others."""
IN_BACKGROUND = 20_000


def carry_out(platform: Platform, row_id: int, most: int = AT_ONCE) -> Reorganization:
    """Carry out an ordered plan whose day has come, at most so many dossiers; running it again goes on.

    Definitions, people and lists change together first, then each dossier by itself. Raises
    ReorganizationRefusedError when the plan is not ordered or its day has not come.
    """
    known = _begin(platform, row_id)
    order = Order(known.id, known.plan, known.ordered_by)
    moved = move_dossiers(platform, order, most)
    opened = open_archive(platform, known.plan) if moved.complete else 0
    customers = move_customers(platform, known.plan) if moved.complete else 0
    return _note(platform, row_id, moved, {"archive": opened, "customers": customers})


def _begin(platform: Platform, row_id: int) -> Reorganization:
    """Publish and move the people, once."""
    platform.rules.refresh()
    with platform.database.write(MOVING) as session:
        take_turn_to_publish(session)
        row = locked(session, row_id)
        known = of_row(row)
        if known.state not in (
            ReorganizationState.SCHEDULED,
            ReorganizationState.RUNNING,
            ReorganizationState.DONE,
        ):
            raise ReorganizationRefusedError(["Kế hoạch chưa được lên lịch. Bấm “Lên lịch” trước."])
        if known.plan.effective_on > platform.today():
            raise ReorganizationRefusedError(
                [f"Chưa tới ngày hiệu lực {date_words(known.plan.effective_on)}."]
            )
        if known.state is ReorganizationState.SCHEDULED:
            row.result = _publish_and_move(platform, session, known)
            row.state = ReorganizationState.RUNNING.value
    platform.rules.refresh()
    return known


def _publish_and_move(platform: Platform, session: Session, known: Reorganization) -> dict[str, Any]:
    plan, now = known.plan, platform.now()
    changes = text_changes(platform, session, platform.directory(), plan)
    if changes.problems:
        raise ReorganizationRefusedError(changes.problems)
    note = plan.reason or f"{KIND_NAMES[plan.kind]} theo {plan.decision_number}"
    wish = Publication(known.ordered_by, now, plan.effective_on, note, plan.decision_number)
    published = publish_texts(session, changes.documents, changes.compilation.definitions, wish)
    # people find their units in the organization as it is from now on
    directory = _directory_after(platform, changes.compilation.definitions, plan.effective_on)
    officers = move_officers(session, directory, plan, now)
    lists = move_lists(platform, session, directory, plan)
    move_left_drafts(session, plan)
    move_texts_begun(session, plan, now)
    done = {
        "release": published.release,
        "definitions": len(published.changed),
        "officers": officers,
        "lists": lists,
        "dossiers": 0,
        "archive": 0,
        "customers": 0,
    }
    detail = {"plan": plan_to_json(plan), "result": done, "decision_number": plan.decision_number}
    hand = replace(SYSTEM, user=known.ordered_by or SYSTEM.user, full_name="")
    act = Act("reorganize", "reorganization", str(known.id), detail)
    write_audit_entry(session, hand, act, now)
    return done


def _directory_after(platform: Platform, definitions: Sequence[Any], day: date) -> Directory:
    changed = {one.code: one.definition for one in definitions if one.kind == "organization"}
    standing = {one.code: one for one in platform.rules.every("organization", day)}
    organizations = {**standing, **changed}
    return Directory.link(
        [organizations[code] for code in sorted(organizations)], platform.rules.every("calendar", day)
    )


def _note(
    platform: Platform, row_id: int, moved: MovedDossiers, more_done: Mapping[str, int]
) -> Reorganization:
    with platform.database.write() as session:
        row = locked(session, row_id)
        result = dict(row.result)
        result["dossiers"] = int(result.get("dossiers", 0)) + moved.moved
        for name, count in more_done.items():
            result[name] = int(result.get(name, 0)) + count
        result["failed"] = dict(moved.failed)
        row.result = result
        if moved.complete:
            row.state, row.finished_at = ReorganizationState.DONE.value, platform.now()
        left = f" {len(moved.failed)} hồ sơ chưa chuyển được." if moved.failed else ""
        more = "" if moved.complete else " Còn hồ sơ đang chuyển tiếp."
        row.message = f"Đã chuyển {result['dossiers']} hồ sơ, {result['officers']} công chức.{left}{more}"
        return of_row(row)


def carry_out_due(platform: Platform) -> str:
    """Carry out every ordered plan whose day has come; says what was done. Running it twice does nothing twice."""
    with platform.database.read() as session:
        due = session.scalars(
            select(ReorganizationRow.id)
            .where(
                ReorganizationRow.state.in_(OPEN_STATES), ReorganizationRow.effective_on <= platform.today()
            )
            .order_by(ReorganizationRow.effective_on, ReorganizationRow.id)
        ).all()
    said = []
    for row_id in due:
        try:
            said.append(carry_out(platform, row_id, IN_BACKGROUND).message)
        except ReorganizationRefusedError as error:
            said.append(f"Kế hoạch {row_id} chưa thực hiện được: {error}")
            _say(platform, row_id, f"Chưa thực hiện được: {error}")
    return " ".join(said) or "Không có kế hoạch sắp xếp đơn vị nào tới ngày."


def _say(platform: Platform, row_id: int, message: str) -> None:
    with platform.database.write() as session:
        locked(session, row_id).message = message
