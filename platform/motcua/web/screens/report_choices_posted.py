"""The builder's form read back: choices of rows, columns, filter, charts and sharing as content of a definition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from motcua.reporting.vocabulary import Attribution
from motcua.web.typed_numbers import typed_number

MOST_COLUMNS = 60
_NUMBER = re.compile(r"c(\d+)")
_BETWEEN_LEVELS = re.compile(r"\s+/\s+")


def chosen(posted: MultiDict[str, str], before: Mapping[str, Any]) -> dict[str, Any]:
    """What the form says, by the names of a report definition; None for what is taken away."""
    rows = dict(before.get("rows") or {})
    rows["group_by"] = [one for one in posted.getlist("group_by") if one]
    rows["total"] = posted.get("total", "").strip()[:200]
    if not rows["group_by"]:
        rows.pop("group_by")
    if "order_by" in posted:
        rows["order_by"] = posted.get("order_by", "").strip()[:40]
        if not rows["order_by"]:
            rows.pop("order_by")
    return {
        "name": _line(posted, "name"),
        "title": _line(posted, "title") or _line(posted, "name").upper(),
        "unit_text": _line(posted, "unit_text") or None,
        "rows": rows,
        "columns": _columns(posted, before),
        "checks": _checks(posted) or None,
        "charts": _charts(posted) or None,
        "filter": _filter(posted),
        "period_kinds": posted.getlist("period_kinds") or None,
        "landscape": None if posted.get("landscape", "1") == "1" else False,
        "roles": posted.getlist("roles") or None,
        "public": True if posted.get("public") else None,
    }


def _line(posted: MultiDict[str, str], name: str) -> str:
    return " ".join(posted.get(name, "").split())[:1000]


def _filter(posted: MultiDict[str, str]) -> str:
    whose = posted.get("whose", Attribution.SETTLED_BY)
    return ", ".join(dict.fromkeys([whose, *(one for one in posted.getlist("only") if one)]))


def _rows(posted: MultiDict[str, str], prefix: str, *names: str) -> Iterator[dict[str, str]]:
    """The rows of a repeating group: its inputs stand in the form in the same order."""
    lists = [posted.getlist(f"{prefix}_{name}")[:MOST_COLUMNS] for name in names]
    for values in zip(*lists, strict=False):
        yield {name: value.strip()[:500] for name, value in zip(names, values, strict=True)}


def _columns(posted: MultiDict[str, str], before: Mapping[str, Any]) -> list[dict[str, Any]]:
    known = {str(one.get("id")): one for one in before.get("columns") or () if isinstance(one, Mapping)}
    taken = {int(match[1]) for name in known if (match := _NUMBER.fullmatch(name))}
    found: list[tuple[float, int, dict[str, Any]]] = []
    names = ("id", "heading", "what", "formula", "format", "width", "place")
    for order, row in enumerate(_rows(posted, "c", *names)):
        heading = [one.strip() for one in _BETWEEN_LEVELS.split(row["heading"]) if one.strip()]
        if not heading and not row["what"]:
            continue
        if not row["id"]:
            number = max(taken, default=0) + 1
            taken.add(number)
            row["id"] = f"c{number}"
        made: dict[str, Any] = {"id": row["id"], "heading": heading or [row["id"]]}
        if kept := known.get(row["id"], {}).get("number"):
            made["number"] = kept
        kind, _, name = row["what"].partition(":")
        made |= {"formula": row["formula"]} if kind == "formula" else {kind: name} if name else {}
        made |= {"width": typed_number(row["width"], 0)} if row["width"].isdecimal() else {}
        made |= {"format": row["format"]} if row["format"] else {}
        found.append((_place(row["place"], order), order, made))
    return [made for _place_, _order, made in sorted(found, key=lambda one: one[:2])]


def _place(text: str, order: int) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return order + 1.0


def _checks(posted: MultiDict[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for number, row in enumerate(_rows(posted, "k", "id", "rule", "text"), start=1):
        if row["rule"]:
            text = row["text"] or f"{row['rule']} phải đúng trên mỗi dòng."
            found.append({"id": row["id"] or f"can-doi-{number}", "rule": row["rule"], "text": text})
    return found


def _charts(posted: MultiDict[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for number, row in enumerate(_rows(posted, "b", "id", "name", "kind", "columns", "most"), start=1):
        columns = row["columns"].replace(",", " ").split()
        if row["name"] and columns:
            made: dict[str, Any] = {
                "id": row["id"] or f"bieu-do-{number}",
                "name": row["name"],
                "kind": row["kind"],
            }
            made["columns"] = columns
            if most := typed_number(row["most"], 0):
                made["most"] = most
            found.append(made)
    return found
