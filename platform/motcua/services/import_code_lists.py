"""Tables whose rows become entries of a code list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from motcua.catalog.table_problems import table_problem
from motcua.catalog.table_rows import TableRow
from motcua.definitions.code_list import CodeItem, CodeList
from motcua.services.definition_store import StoredLibrary
from motcua.services.editing import EditTarget
from motcua.services.import_definition_kinds import DefinitionKind, as_text, plain_values
from motcua.services.import_kinds import Looking, TablePlan, change_words, each_once

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class CodeListTable(DefinitionKind):
    """Entries of one code list; entries of the list that the table does not name stay."""

    FIELDS: tuple[tuple[str, str], ...] = (
        ("name", "tên"),
        ("parent", "cấp trên"),
        ("national", "mã quốc gia"),
        ("valid_from", "hiệu lực từ"),
        ("valid_to", "hiệu lực đến"),
    )

    def plan(self, looking: Looking, rows: Sequence[TableRow]) -> TablePlan:
        """The plan; without a list to put them in there is only a problem."""
        plan = TablePlan()
        code = looking.into
        if not CODE.fullmatch(code):
            expected = "Ghi mã danh mục nhận dữ liệu, ví dụ dan-toc (chữ không dấu, số, gạch nối)."
            plan.problems.append(table_problem("TAB-009", rows[0].place, "mã danh mục", expected=expected))
            plan.rejected = len(rows)
            return plan
        library = StoredLibrary(looking.session)
        target = EditTarget("code_list", code)
        known: dict[str, CodeItem] = {}
        if code in library.codes("code_list"):
            standing: CodeList = library.load("code_list", code)
            known = {item.code: item for item in standing.items}
        else:
            plan.beginnings[target] = {"name": looking.order.file.rpartition(".")[0] or code}
        unique = each_once(rows, plan, "code", "Mã")
        codes = known.keys() | {row.text("code") for row in unique}
        for row in unique:
            self._row(row, plan, target, known.get(row.text("code")), codes)
        return plan

    def _row(
        self, row: TableRow, plan: TablePlan, target: EditTarget, old: CodeItem | None, codes: set[str]
    ) -> None:
        values = plain_values(row)
        parent = str(values.get("parent", ""))
        if parent and parent not in codes:
            expected = "Ghi mã của một mục có trong danh mục hoặc trong tệp này."
            plan.reject(table_problem("TAB-006", row.at("parent"), "Mã cấp trên", parent, expected))
            return
        code = row.text("code")
        changes = []
        for name, label in self.FIELDS:
            before = as_text(getattr(old, name)) if old else ""
            if name in values and values[name] != before:
                changes.append(change_words(label, before, values[name]))
                if old:
                    plan.edit(target, ("items", code, name), values[name])
        if old is None:
            plan.edit(target, ("items", code), values)
        plan.keep(row, code, row.text("name"), changes, is_new=old is None)
