"""Lists of the procedures an agency takes in: each is offered there from now on."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from motcua.catalog.table_problems import table_problem
from motcua.catalog.table_rows import TableRow
from motcua.catalog.table_values import folded_key
from motcua.services.definition_store import StoredLibrary
from motcua.services.editing import EditTarget
from motcua.services.import_definition_kinds import DefinitionKind
from motcua.services.import_kinds import Looking, TablePlan, each_once
from motcua.storage.tables import CatalogEntryRow


class OfferTable(DefinitionKind):
    """The procedures an agency takes in: each is offered there from now on. What the list does not name stays."""

    def plan(self, looking: Looking, rows: Sequence[TableRow]) -> TablePlan:
        """The plan; a procedure must be in the catalog already."""
        plan = TablePlan()
        directory = looking.platform.directory()
        library = StoredLibrary(looking.session)
        names = {folded_key(one.name): one.code for one in directory.agencies()}
        names |= {folded_key(one.short_name): one.code for one in directory.agencies() if one.short_name}
        catalog = set(
            looking.session.scalars(select(CatalogEntryRow.code).where(CatalogEntryRow.retired.is_(False)))
        )
        for row in each_once(rows, plan, "code", "Mã thủ tục"):
            asked = row.text("agency") or looking.into
            agency = asked if directory.knows(asked) else names.get(folded_key(asked), "")
            if not agency:
                expected = "Chọn cơ quan thực hiện, hoặc ghi mã định danh của cơ quan vào tệp."
                plan.reject(table_problem("TAB-006", row.at("agency"), "Cơ quan", asked, expected))
                continue
            code = row.text("code")
            if code not in catalog:
                expected = "Nhập thủ tục này vào danh mục trước."
                plan.reject(table_problem("TAB-006", row.at("code"), "Thủ tục", code, expected))
                continue
            procedure = library.load("procedure", code)
            if directory.offers(procedure, agency):
                plan.keep(row, code, procedure.name, (), is_new=False)
                continue
            target = EditTarget("procedure", code)
            plan.edit(target, ("offered_by",), [*procedure.offered_by, agency])
            plan.beginnings[target] = {"reason": f"{directory.agency(agency).name} thực hiện"}
            plan.keep(row, code, procedure.name, (f"thêm nơi tiếp nhận {agency}",), is_new=False)
        return plan
