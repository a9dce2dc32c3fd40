"""Cells of work lists: a row as the columns of a screen definition show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from motcua.definitions.directory import Directory
from motcua.definitions.screen import Screen, ScreenColumn
from motcua.dossiers.parts import Lifecycle
from motcua.services.worklists import ListRow
from motcua.web.screens.dossier_words import LIFECYCLE_LOOKS

CHANNELS = {"counter": "Trực tiếp", "online": "Trực tuyến", "post": "Bưu chính"}
PLAIN = (
    ScreenColumn("ma", "Mã hồ sơ", "number"),
    ScreenColumn("nguoi-nop", "Người nộp", "applicant"),
    ScreenColumn("thu-tuc", "Thủ tục", "procedure"),
    ScreenColumn("han", "Hạn", "clock"),
)


def describe_columns(screen: Screen) -> list[dict[str, Any]]:
    """The headings; an arrow stands where the list is sorted."""
    sorted_by = {"due": ("clock", "due"), "received": ("received",), "newest": ("received",)}.get(
        screen.sort, ()
    )
    return [
        {
            "heading": one.heading,
            "value": one.value,
            "arrow": "arrow-down" if screen.sort == "newest" else "arrow-up",
            "sorted": one.value in sorted_by,
        }
        for one in screen.columns or PLAIN
    ]


def common_prefix(rows: Sequence[ListRow]) -> str:
    """What every number on the page begins with (`H88.31-`), said once under the list; empty when they differ."""
    found = {row.number.partition("-")[0] for row in rows if "-" in row.number}
    return f"{found.pop()}-" if len(found) == 1 and len(rows) > 1 else ""


def describe_rows(
    screen: Screen, rows: Sequence[ListRow], directory: Directory, can: Mapping[str, Sequence[str]]
) -> list[dict[str, Any]]:
    """Every row with its cells, its number, and what may be done with it in bulk."""
    columns, prefix = screen.columns or PLAIN, common_prefix(rows)
    return [
        {
            "number": row.number,
            "can": " ".join(can.get(row.number, ())),
            "cells": [cell(one.value, row, directory, prefix) for one in columns],
        }
        for row in rows
    ]


def cell(value: str, row: ListRow, directory: Directory, prefix: str = "") -> dict[str, Any]:
    """One cell: its look (``as``) and its words."""
    made = CELLS.get(value)
    if made is not None:
        return made(row)
    if value == "number":
        return {"as": "number", "text": row.number.removeprefix(prefix), "whole": row.number}
    if value == "agency":
        return {"as": "long", "text": agency_name(directory, row.agency)}
    return {"as": "plain", "text": ""}


def _status(row: ListRow) -> dict[str, Any]:
    lifecycle = Lifecycle(row.lifecycle)
    kind, icon = LIFECYCLE_LOOKS.get(lifecycle, ("idle", "circle"))
    return {"as": "status", "kind": kind, "icon": icon, "text": lifecycle.name_in_vietnamese}


def moment(at: datetime | None) -> str:
    """A moment in the short form of lists; the year only when it is not this one."""
    if at is None:
        return ""
    return (
        at.strftime("%d/%m %H:%M")
        if at.year == datetime.now(at.tzinfo).year
        else at.strftime("%d/%m/%Y %H:%M")
    )


def agency_name(directory: Directory, code: str) -> str:
    """The short name of an agency."""
    if not directory.knows(code):
        return code
    agency = directory.agency(code)
    return agency.short_name or agency.name


CELLS: Mapping[str, Callable[[ListRow], dict[str, Any]]] = {
    "clock": lambda row: {
        "as": "clock",
        "kind": row.clock_kind,
        "text": row.clock_words,
        "sub": moment(row.due_at),
    },
    "applicant": lambda row: {"as": "strong", "text": row.applicant},
    "procedure": lambda row: {"as": "long", "text": row.procedure},
    "waiting": lambda row: {"as": "two", "text": row.waiting, "sub": row.note},
    "channel": lambda row: {"as": "plain", "text": CHANNELS.get(row.channel, row.channel)},
    "received": lambda row: {"as": "moment", "text": moment(row.received_at)},
    "due": lambda row: {"as": "moment", "text": moment(row.due_at) or "Chưa có"},
    "step_due": lambda row: {"as": "moment", "text": moment(row.step_due_at) or "–"},
    "assignee": lambda row: {"as": "plain", "text": row.assignee or "Chưa giao"},
    "field_of_work": lambda row: {"as": "long", "text": row.field_of_work},
    "status": _status,
}
