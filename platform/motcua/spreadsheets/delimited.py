"""Reads text tables (csv, tsv): finds the encoding and the delimiter, keeps quoted line breaks."""

from __future__ import annotations

import csv
import re
from io import StringIO

from motcua.kernel.problems import Problem
from motcua.kernel.sheet import Sheet
from motcua.kernel.text import nfc
from motcua.spreadsheets.reading_problems import MAX_CELLS, MAX_ROWS, reading_problem

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_LINES = 20
SAMPLE_LETTERS = 50_000
MAX_FIELD = 1_000_000
_DECLARED = re.compile(r"^sep=(.)\s*$", re.IGNORECASE)
_VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
# What "thñ tôc hµnh chÝnh" of the TCVN3 fonts looks like when read as Latin-1, windows-1252 or windows-1258.
_OLD_FONT = re.compile(r"[µ¶·¸¹¨©ª«¬®§]|[a-z][ñòóôõö×ØÜÝÞß][a-z]")


def read_delimited(data: bytes, name: str) -> Sheet | Problem:
    """The one sheet of a text table, or the problem with the line it was found in."""
    text = decode_text(data, name)
    if isinstance(text, Problem):
        return text
    declared = _DECLARED.match(text.partition("\n")[0])
    delimiter = declared[1] if declared else _delimiter(text)
    rows: list[tuple[str, ...]] = []
    cells = 0
    csv.field_size_limit(MAX_FIELD)
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=False):
            rows.append(tuple(cell.strip() for cell in row))
            cells += len(row)
            if len(rows) > MAX_ROWS or cells > MAX_CELLS:
                return reading_problem("BOOK-008", name, sheet=name)
    except csv.Error as error:
        return reading_problem("BOOK-012", name, found=f"dòng {len(rows) + 1} ({error})")
    if declared:
        rows[0] = ()
    while rows and not any(rows[-1]):
        rows.pop()
    return Sheet(name="CSV", rows=tuple(rows))


def decode_text(data: bytes, name: str) -> str | Problem:
    """The text of the bytes: by byte-order mark, else UTF-8, else windows-1258; composed letters."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return nfc(data.decode("utf-16", "replace"))
    try:
        text = nfc(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return _decode_windows(data, name, data.count(b"\n", 0, error.start) + 1)
    return reading_problem("BOOK-011", name) if _looks_like_old_font(text) else text


def _decode_windows(data: bytes, name: str, line: int) -> str | Problem:
    try:
        text = nfc(data.decode("cp1258"))
    except UnicodeDecodeError:
        return reading_problem("BOOK-010", name, found=str(line))
    if _looks_like_old_font(text):
        return reading_problem("BOOK-011", name)
    return text if _VIETNAMESE.search(text) else reading_problem("BOOK-010", name, found=str(line))


def _looks_like_old_font(text: str) -> bool:
    sample = text[:20_000]
    return len(_OLD_FONT.findall(sample)) > max(5, 2 * len(_VIETNAMESE.findall(sample)))


def _delimiter(text: str) -> str:
    """The delimiter that splits the first lines most evenly."""
    sample = "\n".join(text[:SAMPLE_LETTERS].splitlines()[:SAMPLE_LINES])
    best, best_score = ",", 0.0
    for candidate in DELIMITERS:
        widths = [len(row) for row in csv.reader(StringIO(sample, newline=""), delimiter=candidate) if row]
        common = max(set(widths), key=widths.count, default=1)
        score = 0.0 if common < 2 else widths.count(common) / len(widths) * common
        if score > best_score:
            best, best_score = candidate, score
    return best
