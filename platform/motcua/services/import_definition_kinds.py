"""Tables that become parts of definitions; of these kinds the one of agencies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from motcua.catalog.parsers.words import WordIndex
from motcua.catalog.table_problems import table_problem
from motcua.catalog.table_rows import TableRow
from motcua.catalog.table_values import folded_key
from motcua.compiler.library import Library
from motcua.compiler.sources import split_documents
from motcua.definitions.organization import Agency, Organization
from motcua.kernel.problems import Place, Problem
from motcua.services.compiling import compile_tested
from motcua.services.definition_files import publish_within
from motcua.services.definition_store import StoredLibrary
from motcua.services.editing import EditTarget, NotPublishableError, PublishWish, documents_of
from motcua.services.import_changes import Action
from motcua.services.import_definition_sources import sources_as_they_are
from motcua.services.import_kinds import (
    Looking,
    Standing,
    TableLine,
    TablePlan,
    TakenRow,
    Taking,
    change_words,
    each_once,
    texts_of,
)
from motcua.services.publication_rules import SECOND_PERSON, needs_two_people
from motcua.storage.locking import take_turn_to_publish

MOST_OF_ENTRY = 20
"""An entry of a list takes no more lines than that."""
_KEY_LINE = re.compile(r"\bcode: *[\"']?([A-Za-z0-9._-]+)")
IMPORTED_AGENCIES = "co-quan-nhap"


class DefinitionKind:
    """A kind whose rows become edits of definitions: published together, all or nothing."""

    def parts(self, plan: TablePlan) -> Sequence[Sequence[EditTarget]]:
        """All definitions together."""
        return (tuple(plan.edits),) if plan.edits else ()

    def take(
        self, session: Session, taking: Taking, plan: TablePlan, part: Sequence[EditTarget]
    ) -> Sequence[TakenRow]:
        """Publish the changed definitions. Raises ``NotPublishableError``."""
        if needs_two_people(session):
            raise NotPublishableError([SECOND_PERSON])
        take_turn_to_publish(session)
        texts = texts_of(session, plan)
        documents = [one for target in part for one in documents_of(texts[target], target)]
        before = sources_as_they_are(session, part)
        day = taking.order.effective_from or taking.platform.today()
        wish = PublishWish(day, note=taking.order.reason or f"nhập từ {taking.order.file}")
        published, _compilation = publish_within(session, taking.platform, taking.actor, documents, wish)
        rows = [line for line in plan.lines if line.standing is not Standing.UNCHANGED]
        return [
            TakenRow(
                f"{target.kind}/{target.code}",
                target.code,
                Action.CHANGED if before[target] else Action.ADDED,
                {"sources": before[target], "rows": _rows_of(rows, target)},
                published.release or None,
            )
            for target in part
        ]


def _rows_of(lines: Sequence[TableLine], target: EditTarget) -> list[dict[str, str]]:
    """The rows behind a definition; of procedures there is one each, their key is its code."""
    mine = [one for one in lines if target.kind != "procedure" or one.key == target.code]
    return [{"key": one.key, "standing": one.standing.value} for one in mine]


def judge(looking: Looking, plan: TablePlan) -> None:
    """Compile what the definitions would become. Rows that errors come from are rejected, until the rest compiles;
    an error that comes from no single row blocks the plan.
    """
    while plan.edits and not plan.blocked:
        try:
            texts = texts_of(looking.session, plan)
        except ValueError as error:
            plan.problems.append(table_problem("TAB-008", _first_place(plan), found=str(error)))
            plan.blocked = True
            return
        wrong = _errors(looking, texts)
        if not wrong:
            return
        for target, problems in wrong.items():
            _leave_out(plan, target, problems, texts[target] if target else "")


def _leave_out(plan: TablePlan, target: EditTarget | None, problems: Sequence[Problem], text: str) -> None:
    """Reject the rows that errors come from; when one comes from no single row, the whole plan is blocked."""
    lines = {line.key: line for line in plan.lines}
    for one in problems:
        named = [part for part in one.place.path.split("/") if part in lines] or _named_above(
            text, one.place.line, lines
        )
        if target is not None and target.code in lines:
            named = [target.code]
        line = lines[named[-1]] if named else None
        plan.problems.append(replace(one, place=line.place if line else _first_place(plan)))
        if line is None or target is None:
            plan.blocked = True
            continue
        if line in plan.lines:
            plan.lines.remove(line)
            plan.rejected += 1
        kept = [edit for edit in plan.edits.get(target, ()) if line.key not in (*edit.path, target.code)]
        if kept:
            plan.edits[target] = kept
        else:
            plan.edits.pop(target, None)


def _named_above(text: str, line: int, keys: Mapping[str, object]) -> list[str]:
    """The key of the entry a line of a text belongs to: errors of shape count entries instead of naming them."""
    for said in reversed(text.splitlines()[:line][-MOST_OF_ENTRY:]):
        key = _KEY_LINE.search(said)
        if key and key[1] in keys:
            return [key[1]]
    return []


def _first_place(plan: TablePlan) -> Place:
    return plan.lines[0].place if plan.lines else Place()


def _errors(looking: Looking, texts: Mapping[EditTarget, str]) -> dict[EditTarget | None, list[Problem]]:
    """The errors of the texts by definition; those of no single one stand under None."""
    files = {f"{target.kind}/{target.code}": target for target in texts}
    platform = looking.platform
    compilation = compile_tested(
        platform,
        [one for file, target in files.items() for one in split_documents(texts[target], file)],
        StoredLibrary(looking.session),
    )
    wrong: dict[EditTarget | None, list[Problem]] = {}
    for problem in compilation.problems:
        if problem.is_error:
            wrong.setdefault(files.get(problem.place.file), []).append(problem)
    return wrong


class AgencyTable(DefinitionKind):
    """Agencies: known ones are changed where they stand, new ones go into one organization."""

    FIELDS: tuple[tuple[str, str], ...] = (
        ("name", "tên"),
        ("short_name", "tên ngắn"),
        ("level", "cấp"),
        ("kind", "loại"),
        ("parent", "cấp trên"),
        ("place", "địa bàn"),
        ("receiving_unit", "nơi tiếp nhận"),
        ("address", "địa chỉ"),
        ("phone", "điện thoại"),
        ("email", "thư điện tử"),
        ("website", "trang thông tin"),
        ("area_code", "mã địa bàn"),
        ("valid_from", "hoạt động từ"),
        ("valid_to", "hoạt động đến"),
    )

    def plan(self, looking: Looking, rows: Sequence[TableRow]) -> TablePlan:
        """The plan; a parent may be a code or a name, of here or of the table."""
        plan = TablePlan()
        homes = dict(_homes(StoredLibrary(looking.session)))
        words = WordIndex(looking.mapping.words)
        unique = each_once(rows, plan, "code", "Mã định danh")
        names = {folded_key(agency.name): code for code, (agency, _home) in homes.items()}
        names |= {folded_key(row.text("name")): row.text("code") for row in unique}
        new_home = looking.into or IMPORTED_AGENCIES
        for row in unique:
            self._row(row, plan, homes, names, (words, new_home))
        target = EditTarget("organization", new_home)
        if target in plan.edits and not any(home == new_home for _agency, home in homes.values()):
            plan.beginnings[target] = {"name": f"Cơ quan nhập từ {looking.order.file}"}
        return plan

    def _row(
        self,
        row: TableRow,
        plan: TablePlan,
        homes: Mapping[str, tuple[Agency, str]],
        names: Mapping[str, str],
        how: tuple[WordIndex, str],
    ) -> None:
        words, new_home = how
        code = row.text("code")
        known = homes.get(code)
        values = plain_values(row)
        parent = str(values.get("parent", ""))
        if parent and parent not in homes and parent not in names.values():
            found = names.get(folded_key(parent))
            if found is None:
                expected = "Ghi mã định danh hoặc tên của cơ quan đã có, hoặc có trong tệp này."
                plan.reject(table_problem("TAB-006", row.at("parent"), "Cơ quan cấp trên", parent, expected))
                return
            values["parent"] = found
        if known is None and "level" not in values:
            level = words.leading("level", row.text("name"))
            if not level:
                plan.reject(table_problem("TAB-003", row.at("level"), "cấp của cơ quan"))
                return
            values["level"] = level
        old = known[0] if known else None
        changes = []
        for name, label in self.FIELDS:
            if name not in values:
                continue
            before = as_text(getattr(old, name)) if old else ""
            if values[name] != before:
                changes.append(change_words(label, before, values[name]))
                if known:
                    target = EditTarget("organization", known[1])
                    plan.edit(target, ("agencies", code, name), values[name])
        if known is None:
            plan.edit(EditTarget("organization", new_home), ("agencies", code), values)
        plan.keep(row, code, row.text("name"), changes, is_new=known is None)


def _homes(library: Library) -> Iterator[tuple[str, tuple[Agency, str]]]:
    """Every agency of the province with the organization definition it stands in."""
    for home in sorted(library.codes("organization")):
        organization: Organization = library.load("organization", home)
        for agency in organization.agencies:
            yield agency.code, (agency, home)


def plain_values(row: TableRow) -> dict[str, Any]:
    """The values of a row as definitions write them."""
    return {name: as_text(value) for name, value in row.values.items()}


def as_text(value: Any) -> str:
    """One value so; empty for none."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
