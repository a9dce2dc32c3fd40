"""Detail records of procedures, whatever their keys are called: flat texts, lists of lines, and tables beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from motcua.catalog.details_record import DetailRecord
from motcua.catalog.headers import HeadingIndex
from motcua.catalog.nested_records import read_nested
from motcua.catalog.parsers.channel_lines import ChannelLine, split_channel_lines
from motcua.catalog.parsers.paper_lines import PaperLine, paper_line, split_paper_lines
from motcua.catalog.procedure_codes import read_code
from motcua.definitions.import_mapping import ImportMapping
from motcua.kernel.text import clean, nfc

OF_LINES = ("line_", "paper_")
"""How ids of columns begin that belong to the lines within a record, not to the record."""


class DetailReader:
    """Reads records by the headings of a mapping; keys are recognized once."""

    __slots__ = ("_lines", "_records", "_targets")

    def __init__(self, mapping: ImportMapping) -> None:
        inner = [column for column in mapping.columns if column.id.startswith(OF_LINES)]
        outer = [column for column in mapping.columns if not column.id.startswith(OF_LINES)]
        self._records = HeadingIndex(outer, mapping.words)
        self._lines = HeadingIndex([*inner, *(column for column in outer if column.id == "code")])
        self._targets: dict[tuple[bool, str], str] = {}

    def target(self, key: str, *, of_line: bool = False) -> str:
        """The value a key of a record, or of a line within one, feeds; empty when none."""
        known = (of_line, key)
        if known not in self._targets:
            index = self._lines if of_line else self._records
            self._targets[known] = index.exact(key) or ""
        return self._targets[known]

    def code(self, record: Mapping[str, Any]) -> str:
        """The code of a record; empty when it carries none that is usable."""
        for key, value in record.items():
            if self.target(key) == "code" and value is not None:
                return read_code(str(value), is_number=not isinstance(value, str)).code
        return ""

    def read(self, record: Mapping[str, Any], code: str) -> DetailRecord:
        """The record of a procedure with this code; tables that were flattened into text are not split yet."""
        nested = read_nested(record, code)
        if nested is not None:
            return nested
        values: dict[str, str] = {}
        lines: list[ChannelLine] = []
        papers: list[PaperLine] = []
        for key, value in record.items():
            target = self.target(key)
            if not target:
                continue
            if isinstance(value, list):
                if target == "channels":
                    lines += self._channel_lines(value)
                elif target == "checklist":
                    papers += self._papers(value)
                else:
                    values[target] = ", ".join(nfc(str(item)) for item in value if item is not None)
            elif value is not None and target not in values:
                values[target] = nfc(str(value))
        return DetailRecord(code, values, tuple(lines), tuple(papers))

    def _row(self, item: Any) -> dict[str, str]:
        if not isinstance(item, Mapping):
            return {}
        return {
            self.target(str(key), of_line=True): clean(str(value))
            for key, value in item.items()
            if value is not None
        }

    def _channel_lines(self, items: Sequence[Any]) -> list[ChannelLine]:
        rows = [self._row(item) for item in items]
        return [
            ChannelLine(
                row["line_channel"],
                row.get("line_time_limit", ""),
                row.get("line_fee", ""),
                row.get("line_note", ""),
            )
            for row in rows
            if row.get("line_channel")
        ]

    def _papers(self, items: Sequence[Any]) -> list[PaperLine]:
        rows = [self._row(item) for item in items]
        return [
            paper_line(row["paper_name"], row.get("paper_quantity", ""), row.get("paper_group", ""))
            for row in rows
            if row.get("paper_name")
        ]

    def with_tables(
        self,
        records: Mapping[str, DetailRecord],
        channel_rows: Iterable[Mapping[str, str]],
        paper_rows: Iterable[Mapping[str, str]],
    ) -> dict[str, DetailRecord]:
        """The records with their lines: from tables beside them where these have any, else from flattened text."""
        lines: dict[str, list[ChannelLine]] = {}
        for row in map(self._row, channel_rows):
            if row.get("code") in records and row.get("line_channel"):
                line = ChannelLine(
                    row["line_channel"],
                    row.get("line_time_limit", ""),
                    row.get("line_fee", ""),
                    row.get("line_note", ""),
                )
                lines.setdefault(row["code"], []).append(line)
        papers: dict[str, list[PaperLine]] = {}
        for row in map(self._row, paper_rows):
            if row.get("code") in records and row.get("paper_name"):
                paper = paper_line(
                    row["paper_name"], row.get("paper_quantity", ""), row.get("paper_group", "")
                )
                papers.setdefault(row["code"], []).append(paper)
        return {
            code: replace(
                record,
                lines=tuple(lines.get(code, ()))
                or record.lines
                or split_channel_lines(record.values.get("channels", "")),
                papers=tuple(papers.get(code, ()))
                or record.papers
                or split_paper_lines(record.values.get("checklist", "")),
            )
            for code, record in records.items()
        }
