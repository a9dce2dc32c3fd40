"""Tables of days off and swapped working days: they become days of a calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from motcua.catalog.table_problems import table_problem
from motcua.catalog.table_rows import TableRow
from motcua.definitions.calendar_definition import CalendarDay, CalendarDefinition
from motcua.services.definition_store import StoredLibrary
from motcua.services.editing import EditTarget
from motcua.services.import_definition_kinds import DefinitionKind
from motcua.services.import_kinds import Looking, TablePlan, change_words

LONGEST_SPAN = 31
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class HolidayTable(DefinitionKind):
    """Days off and swapped working days of one calendar; days the weekday already says are left out."""

    def plan(self, looking: Looking, rows: Sequence[TableRow]) -> TablePlan:
        """The plan; a row may stand for several days."""
        plan = TablePlan()
        library = StoredLibrary(looking.session)
        code = looking.into
        if code not in library.codes("calendar"):
            known = ", ".join(sorted(library.codes("calendar")))
            plan.problems.append(
                table_problem("TAB-009", rows[0].place, "mã lịch", expected=f"Chọn một lịch: {known}.")
            )
            plan.rejected = len(rows)
            return plan
        calendar: CalendarDefinition = library.load("calendar", code)
        days = {day.date: day for year in calendar.years for day in year.days}
        open_days = {one.day for one in calendar.hours} or set(WEEKDAYS[:5])
        seen: dict[date, TableRow] = {}
        for row in rows:
            self._row(row, plan, EditTarget("calendar", code), days, (open_days, seen))
        return plan

    def _row(
        self,
        row: TableRow,
        plan: TablePlan,
        target: EditTarget,
        known: Mapping[date, CalendarDay],
        about: tuple[set[str], dict[date, TableRow]],
    ) -> None:
        open_days, seen = about
        first, last = row.values["date"], row.values.get("until", row.values["date"])
        if not isinstance(first, date) or not isinstance(last, date):
            return
        if not first <= last <= first + timedelta(days=LONGEST_SPAN):
            expected = f"Ngày cuối phải sau ngày đầu và cách không quá {LONGEST_SPAN} ngày."
            plan.reject(table_problem("TAB-004", row.at("until"), "đến ngày", f"{last:%d/%m/%Y}", expected))
            return
        is_ = row.text("is") or "off"
        for day in (first + timedelta(days=number) for number in range((last - first).days + 1)):
            is_open = WEEKDAYS[day.weekday()] in open_days
            if day in seen:
                place = seen[day].at("date")
                plan.problems.append(
                    table_problem(
                        "TAB-005", row.at("date"), "Ngày", f"{day:%d/%m/%Y}", f"{place.sheet}!{place.cell}"
                    )
                )
                continue
            seen[day] = row
            if is_ == "off" and not is_open:
                continue
            self._day(row, plan, target, day, known.get(day))

    def _day(
        self, row: TableRow, plan: TablePlan, target: EditTarget, day: date, old: CalendarDay | None
    ) -> None:
        is_ = row.text("is") or "off"
        values = {"date": day.isoformat(), "is": is_, "name": row.text("name")}
        if is_ == "work":
            values["like"] = row.text("like") or "mon"
        if row.text("basis"):
            values["basis"] = row.text("basis")
        before = {"is": old.is_, "name": old.name, "like": old.like, "basis": old.basis} if old else {}
        changes = [
            change_words(name, before.get(name, ""), value)
            for name, value in values.items()
            if name != "date" and before.get(name, "") != value
        ]
        if changes or old is None:
            plan.edit(target, ("years", str(day.year), "days", day.isoformat()), values)
        plan.keep(row, f"{day:%d/%m/%Y}", row.text("name"), changes, is_new=old is None)
