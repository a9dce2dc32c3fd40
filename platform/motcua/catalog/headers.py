"""Finds the header of a table wherever it stands, over one or more rows, by the synonyms of a mapping."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from motcua.definitions.import_mapping import ImportColumn, ImportMapping, ImportWord
from motcua.kernel.sheet import Sheet
from motcua.kernel.text import clean, fold

SEARCHED_ROWS = 60
MAX_HEADER_ROWS = 4
MAX_HEADING_LENGTH = 120
MAX_MERGED_COLUMNS = 200
SPLIT_BY_CHANNEL = frozenset({"time_limit", "fee"})
_NOT_WORD = re.compile(r"[^a-z0-9]+")

EXACT = 1.0
PART_OF_PATH = 0.9
CONTAINED = 0.6


def heading_key(text: str) -> str:
    """A heading as it is compared: folded, without punctuation."""
    return _NOT_WORD.sub(" ", fold(text)).strip()


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A column that was recognized; `confidence` is 1 for the very words of the mapping.

    `channel` is set when the heading says for which channel the column speaks ("Thời hạn / Trực tuyến").
    """

    column: int
    target: str
    heading: str
    confidence: float
    channel: str = ""


@dataclass(frozen=True, slots=True)
class DuplicateHeading:
    """Two columns say the same thing equally well."""

    target: str
    heading: str
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """A header: its rows, the recognized columns, what is missing and what is there twice."""

    sheet: str
    first_row: int
    last_row: int
    columns: tuple[FoundColumn, ...]
    headings: tuple[str, ...]
    missing: tuple[str, ...] = ()
    duplicates: tuple[DuplicateHeading, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every required column is there once."""
        return not self.missing and not self.duplicates

    def column_of(self, target: str) -> int | None:
        """The column that feeds a value; None when there is none."""
        return next((found.column for found in self.columns if found.target == target), None)


class HeadingIndex:
    """The synonyms of a mapping, ready to be asked."""

    __slots__ = ("_channels", "_exact", "_phrases", "_required")

    def __init__(self, columns: Sequence[ImportColumn], words: Sequence[ImportWord] = ()) -> None:
        self._channels = {
            heading_key(text): word.value
            for word in words
            if word.column == "channels"
            for text in word.texts
        }
        self._exact: dict[str, str] = {}
        for column in columns:
            for heading in column.headings:
                self._exact.setdefault(heading_key(heading), column.id)
        self._phrases = sorted(self._exact.items(), key=lambda item: -len(item[0]))
        self._required = tuple(column.id for column in columns if column.required)

    @property
    def required(self) -> tuple[str, ...]:
        """The columns without which nothing can be read."""
        return self._required

    def exact(self, text: str) -> str | None:
        """The value whose synonym the heading is."""
        return self._exact.get(heading_key(text))

    def channel(self, path: Sequence[str]) -> str:
        """The channel the innermost heading names; empty when it names none."""
        return self._channels.get(heading_key(path[-1]), "") if len(path) > 1 else ""

    def recognize(self, path: Sequence[str]) -> tuple[str, float] | None:
        """The value a heading path (outer to inner) feeds, and how sure that is."""
        whole = heading_key(" ".join(path))
        if not whole:
            return None
        target = self._exact.get(whole)
        if target:
            return target, EXACT
        for part in reversed(path):
            target = self._exact.get(heading_key(part))
            if target:
                return target, EXACT if len(path) == 1 else PART_OF_PATH
        for part in reversed(path):
            found = self._contained(heading_key(part))
            if found:
                return found
        return None

    def _contained(self, key: str) -> tuple[str, float] | None:
        """A synonym of at least two words that stands whole inside a longer heading."""
        words = f" {key} "
        for phrase, target in self._phrases:
            if " " in phrase and f" {phrase} " in words:
                return target, CONTAINED * len(phrase) / len(key) + 0.1
        return None


def find_header(sheet: Sheet, mapping: ImportMapping) -> HeaderMatch | None:
    """The best header of the sheet; None when no row looks like one. An incomplete match is returned too, so that
    its problems can be named.
    """
    index = HeadingIndex(mapping.columns, mapping.words)
    best: tuple[float, HeaderMatch] | None = None
    for match in _candidates(sheet, index):
        score = _score(match)
        if score > 0 and (best is None or score > best[0]):
            best = (score, match)
    if best is None:
        return None
    ignored = {heading_key(text) for text in mapping.ignored}
    unknown = tuple(text for text in best[1].unknown if heading_key(text) not in ignored)
    return replace(best[1], unknown=unknown)


def _score(match: HeaderMatch) -> float:
    sure = sum(found.confidence for found in match.columns)
    if len(match.columns) < 2 and match.missing:
        return 0.0
    twice = len(match.duplicates)
    return (
        sure
        - twice
        - 1.5 * len(match.missing)
        - 0.05 * (match.last_row - match.first_row)
        - 0.001 * match.first_row
    )


def _candidates(sheet: Sheet, index: HeadingIndex) -> Iterator[HeaderMatch]:
    origins = _merged_origins(sheet)
    for first in range(min(len(sheet.rows), SEARCHED_ROWS)):
        if not any(index.exact(cell) for cell in sheet.rows[first] if cell):
            continue
        for count in range(1, MAX_HEADER_ROWS + 1):
            if first + count > len(sheet.rows):
                break
            rows = sheet.rows[first : first + count]
            if any(len(cell) > MAX_HEADING_LENGTH for cell in rows[-1]):
                break
            yield _match(sheet, range(first, first + count), origins, index)


def _merged_origins(sheet: Sheet) -> Mapping[tuple[int, int], tuple[int, int]]:
    """For the covered cells of merged headings, the cell that holds the text."""
    origins: dict[tuple[int, int], tuple[int, int]] = {}
    for area in sheet.merged:
        if area.top > SEARCHED_ROWS + MAX_HEADER_ROWS:
            continue
        for row in range(area.top, min(area.bottom, area.top + MAX_HEADER_ROWS) + 1):
            for column in range(area.left, min(area.right, area.left + MAX_MERGED_COLUMNS) + 1):
                origins[row, column] = (area.top, area.left)
    return origins


def _path(
    sheet: Sheet, rows: range, column: int, origins: Mapping[tuple[int, int], tuple[int, int]]
) -> tuple[tuple[int, int], ...]:
    """The cells whose texts make up the heading of a column, from the top."""
    cells: list[tuple[int, int]] = []
    for row in rows:
        cell = origins.get((row, column), (row, column))
        if cell not in cells and cell[0] >= rows.start and sheet.text(*cell).strip():
            cells.append(cell)
    return tuple(cells)


def _match(
    sheet: Sheet, rows: range, origins: Mapping[tuple[int, int], tuple[int, int]], index: HeadingIndex
) -> HeaderMatch:
    found: dict[tuple[str, str], list[FoundColumn]] = {}
    headings: list[str] = []
    unknown: list[str] = []
    seen: set[tuple[tuple[int, int], ...]] = set()
    for column in range(max(len(sheet.rows[row]) for row in rows)):
        cells = _path(sheet, rows, column, origins)
        path = [clean(sheet.text(*cell)) for cell in cells]
        headings.append(" / ".join(path))
        if not cells or cells in seen:
            continue
        seen.add(cells)
        known = index.recognize(path)
        if known is None:
            unknown.append(headings[-1])
            continue
        channel = index.channel(path) if known[0] in SPLIT_BY_CHANNEL else ""
        one = FoundColumn(column, known[0], headings[-1], known[1], channel)
        found.setdefault((known[0], channel), []).append(one)
    columns, duplicates = _settle(found.values())
    targets = {item.target for item in columns}
    return HeaderMatch(
        sheet=sheet.name,
        first_row=rows.start,
        last_row=rows.stop - 1,
        columns=columns,
        headings=tuple(headings),
        missing=tuple(target for target in index.required if target not in targets),
        duplicates=duplicates,
        unknown=tuple(unknown),
    )


def _settle(
    groups: Iterable[Sequence[FoundColumn]],
) -> tuple[tuple[FoundColumn, ...], tuple[DuplicateHeading, ...]]:
    """One column for each value: the surest; two that are equally sure are a duplicate."""
    columns: list[FoundColumn] = []
    duplicates: list[DuplicateHeading] = []
    for candidates in groups:
        best = max(item.confidence for item in candidates)
        top = [item for item in candidates if item.confidence == best]
        columns.append(top[0])
        if len(top) > 1 and best > CONTAINED + 0.1:
            places = tuple(item.column for item in top)
            duplicates.append(DuplicateHeading(top[0].target, top[0].heading, places))
    return tuple(sorted(columns, key=lambda item: item.column)), tuple(duplicates)
