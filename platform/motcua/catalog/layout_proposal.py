"""Proposes what the columns of an unknown table are, how sure that is, and shows what its cells would be read as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from motcua.catalog.headers import HeadingIndex, find_header, heading_key
from motcua.catalog.parsers.words import WordIndex
from motcua.catalog.table_fields import TARGETS, FieldKind
from motcua.catalog.table_rows import NUMBERINGS
from motcua.catalog.table_values import Cell, read_cell
from motcua.definitions.import_mapping import ImportColumn, ImportMapping, ImportWord
from motcua.kernel.sheet import Sheet, Workbook, column_letters
from motcua.kernel.text import clean, slug

LOOKED_ROWS = 15
SAMPLED_ROWS = 40
SHOWN_ROWS = 8
MOST_COLUMNS = 60
LONGEST_HEADING = 120
ALIKE = 72
"""From so many hundredths on, a heading resembles a known one."""
IGNORED = "-"


@dataclass(frozen=True, slots=True)
class ColumnProposal:
    """A column of the table: what it may be, how sure that is (0 to 1), and some of its cells."""

    column: int
    letters: str
    heading: str
    target: str
    confidence: float
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LayoutChoice:
    """What a person said of a table: sheet, header rows (counted from 0, both included), columns by position, what
    words mean by (column, text). Empty parts are proposed.
    """

    sheet: str = ""
    first_row: int = -1
    last_row: int = -1
    targets: Mapping[int, str] | None = None
    words: Mapping[tuple[str, str], str] | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """A table as the choice sees it: its header and columns, the words that still mean nothing, the first cells."""

    sheet: Sheet
    first_row: int
    last_row: int
    columns: tuple[ColumnProposal, ...]
    unknown_words: Mapping[str, tuple[str, ...]]
    preview: tuple[tuple[tuple[str, Cell | None], ...], ...]

    def targets(self) -> dict[int, str]:
        """What each column is, as proposed or chosen."""
        return {one.column: one.target for one in self.columns if one.target}


def lay_out(workbook: Workbook, base: ImportMapping, choice: LayoutChoice) -> Layout | None:
    """The layout of a table for a mapping's subject; None when the workbook has no filled sheet."""
    sheet = _sheet(workbook, choice.sheet)
    if sheet is None:
        return None
    first, last = _header_rows(sheet, base, choice)
    headings = _headings(sheet, first, last)
    proposed = _proposals(sheet, last, headings, base)
    if choice.targets is not None:
        proposed = tuple(_settled(one, choice.targets) for one in proposed)
    words = WordIndex((*base.words, *learned_words(choice)))
    return Layout(
        sheet,
        first,
        last,
        proposed,
        _unknown_words(sheet, last, proposed, base, words),
        _preview(sheet, last, proposed, base, words),
    )


def _sheet(workbook: Workbook, name: str) -> Sheet | None:
    filled = [one for one in workbook.sheets if not one.hidden and any(map(any, one.rows))]
    named = [one for one in filled if one.name == name]
    return next(iter(named or sorted(filled, key=lambda one: -len(one.rows))), None)


def _header_rows(sheet: Sheet, base: ImportMapping, choice: LayoutChoice) -> tuple[int, int]:
    """The rows of the header: as chosen, as a known mapping finds them, else the row that looks most like one."""
    most = len(sheet.rows) - 1
    if 0 <= choice.first_row <= most:
        return choice.first_row, max(choice.first_row, min(choice.last_row, choice.first_row + 3, most))
    found = find_header(sheet, base)
    if found is not None and len(found.columns) > 1:
        return found.first_row, found.last_row
    best, best_score = 0, -1.0
    for number, row in enumerate(sheet.rows[:LOOKED_ROWS]):
        texts = [clean(cell) for cell in row if cell.strip()]
        short = [text for text in texts if len(text) <= LONGEST_HEADING and not text.isdigit()]
        score = len(set(short)) - 0.1 * number - 2.0 * (len(texts) - len(short))
        if score > best_score:
            best, best_score = number, score
    return best, best


def _headings(sheet: Sheet, first: int, last: int) -> dict[int, str]:
    """The heading of each column, parts of merged and multi-row headers joined from the top."""
    origins = {
        (row, column): (area.top, area.left)
        for area in sheet.merged
        if area.top <= last and area.bottom >= first
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, min(area.right, area.left + MOST_COLUMNS) + 1)
    }
    found: dict[int, str] = {}
    width = max((len(sheet.rows[row]) for row in range(first, last + 1)), default=0)
    for column in range(min(width, MOST_COLUMNS)):
        cells = dict.fromkeys(origins.get((row, column), (row, column)) for row in range(first, last + 1))
        parts = [clean(sheet.text(*cell)) for cell in cells if cell[0] >= first]
        heading = " / ".join(part for part in parts if part)
        if heading:
            found[column] = heading[:LONGEST_HEADING]
    return found


def _samples(sheet: Sheet, last: int, column: int) -> tuple[str, ...]:
    texts = (
        clean(sheet.text(row, column))
        for row in range(last + 1, min(last + 1 + SAMPLED_ROWS, len(sheet.rows)))
    )
    return tuple(dict.fromkeys(text for text in texts if text))


def _proposals(
    sheet: Sheet, last: int, headings: Mapping[int, str], base: ImportMapping
) -> tuple[ColumnProposal, ...]:
    index = HeadingIndex(base.columns, base.words)
    words = WordIndex(base.words)
    guessed: list[tuple[float, int, str]] = []
    samples = {column: _samples(sheet, last, column) for column in headings}
    for column, heading in headings.items():
        if heading_key(heading) in NUMBERINGS:
            continue
        for target, confidence in _candidates(heading, samples[column], base, index, words):
            guessed.append((confidence, column, target))
    taken: dict[int, tuple[str, float]] = {}
    for confidence, column, target in sorted(guessed, key=lambda one: (-one[0], one[1])):
        if column not in taken and target not in {known for known, _sure in taken.values()}:
            taken[column] = (target, confidence)
    return tuple(
        ColumnProposal(
            column, column_letters(column), heading, *taken.get(column, ("", 0.0)), samples[column][:4]
        )
        for column, heading in headings.items()
    )


def _candidates(
    heading: str, samples: Sequence[str], base: ImportMapping, index: HeadingIndex, words: WordIndex
) -> list[tuple[str, float]]:
    """What a column may be: by its heading, by a heading much like it, else by what stands in its cells."""
    known = index.recognize(heading.split(" / "))
    found = {known[0]: known[1]} if known else {}
    key = heading_key(heading)
    for column in base.columns:
        likeness = max((fuzz.token_sort_ratio(key, heading_key(text)) for text in column.headings), default=0)
        if likeness >= ALIKE:
            found[column.id] = max(found.get(column.id, 0.0), round(likeness / 100 * 0.8, 2))
        fitting = _share(column, samples, base, words)
        if fitting > 0.8 and column.id not in found:
            found[column.id] = round(0.45 * fitting, 2)
        elif column.id in found and samples and fitting == 0.0:
            found[column.id] = round(found[column.id] * 0.6, 2)
    return sorted(found.items(), key=lambda one: -one[1])


def _share(column: ImportColumn, samples: Sequence[str], base: ImportMapping, words: WordIndex) -> float:
    """How many of the cells read as values of a column that is choosy about them; -1 when it is not."""
    kind = TARGETS[base.subject].kind_of(column.id)
    if kind in (FieldKind.TEXT, FieldKind.CODE, FieldKind.AGENCIES, FieldKind.FEE) or not samples:
        return -1.0
    good = sum(read_cell(kind, column.id, text, words).is_usable for text in samples)
    return good / len(samples)


def _settled(one: ColumnProposal, targets: Mapping[int, str]) -> ColumnProposal:
    target = targets.get(one.column, "")
    return ColumnProposal(
        one.column, one.letters, one.heading, "" if target == IGNORED else target, 1.0, one.samples
    )


def _unknown_words(
    sheet: Sheet, last: int, columns: Sequence[ColumnProposal], base: ImportMapping, words: WordIndex
) -> dict[str, tuple[str, ...]]:
    """For columns with a choice of values: the texts that mean none of them yet."""
    unknown: dict[str, tuple[str, ...]] = {}
    for one in columns:
        kind = TARGETS[base.subject].kind_of(one.target)
        if not one.target or kind not in (FieldKind.CHOICE, FieldKind.CHOICES):
            continue
        texts = dict.fromkeys(
            clean(sheet.text(row, one.column)) for row in range(last + 1, min(len(sheet.rows), last + 5_000))
        )
        strange = [text for text in texts if text and not read_cell(kind, one.target, text, words).is_usable]
        if strange:
            unknown[one.target] = tuple(strange[:20])
    return unknown


def _preview(
    sheet: Sheet, last: int, columns: Sequence[ColumnProposal], base: ImportMapping, words: WordIndex
) -> tuple[tuple[tuple[str, Cell | None], ...], ...]:
    """The first rows: each cell's text, and what it is read as when its column has a meaning."""
    rows = []
    for number in range(last + 1, len(sheet.rows)):
        texts = [(one, sheet.text(number, one.column)) for one in columns]
        if not any(text.strip() for _one, text in texts):
            continue
        rows.append(
            tuple(
                (
                    clean(text)[:200],
                    read_cell(
                        TARGETS[base.subject].kind_of(one.target),
                        one.target,
                        text,
                        words,
                        is_number=(number, one.column) in sheet.numbers,
                    )
                    if one.target
                    else None,
                )
                for one, text in texts
            )
        )
        if len(rows) == SHOWN_ROWS:
            break
    return tuple(rows)


def learned_words(choice: LayoutChoice) -> tuple[ImportWord, ...]:
    """The words a person explained."""
    return tuple(
        ImportWord(f"hoc-{slug(column)}-{slug(text)[:60] or 'x'}", column, value, (text,))
        for (column, text), value in (choice.words or {}).items()
        if value
    )
