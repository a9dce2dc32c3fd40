"""Splits "Thành phần hồ sơ" into papers with groups and quantities, from text whose tables were flattened."""

from __future__ import annotations

import re
from dataclasses import dataclass

from motcua.catalog.parsers.letters import CAPITAL, SMALL
from motcua.kernel.text import clean, nfc

_HEADING = re.compile(r"Tên giấy tờ\s*Mẫu đơn, tờ khai\s*Số lượng(?:\s*-\s*bản chính)?")
# A quantity cell: glued to the name before it, and followed by the next name, group or the end.
_QUANTITY = re.compile(
    r"(?:(?<![\d(])(?<!\d )|(?<=(?:19|20)\d\d))(?P<text>\d{1,2} bản chính(?:,\s?\d{1,2} bản sao)?)"
    rf"(?=$|[^\s{SMALL}),.;:]|\s*[*+]|[a-zđ]\))",
    re.MULTILINE,
)
_FILE_ENDINGS = (".doc", ".docx", ".xls", ".xlsx", ".pdf", ".rtf", ".odt", ".zip", ".rar", ".jpg", ".png")
_AFTER_MARK = re.compile(rf"(?<=[).;:,”\"])(?=[{CAPITAL}0-9])")
_NEW_WORD = re.compile(rf"(?<=[{SMALL}])(?=[{CAPITAL}])|(?<=[{CAPITAL}]{{2}})(?=M[ẫu])")
NEAR = 90
MAX_NAME = 4_000


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line of a checklist: texts as found; `template` is the file name of its form."""

    name: str
    quantity: str
    group: str = ""
    template: str = ""


def split_paper_lines(text: str) -> tuple[PaperLine, ...]:
    """The papers of a flattened checklist in their order; none when the text is not one."""
    source = nfc(text)
    headings = list(_HEADING.finditer(source))
    if not headings:
        return ()
    lines: list[PaperLine] = []
    group = _group(source[: headings[0].start()])
    for number, heading in enumerate(headings):
        end = headings[number + 1].start() if number + 1 < len(headings) else len(source)
        block = source[heading.end() : end]
        position = 0
        for match in _QUANTITY.finditer(block):
            name = block[position : match.start()]
            if clean(name):
                lines.append(paper_line(name, match["text"], group))
            position = match.end()
        group = _group(block[position:])
    return tuple(lines)


def _group(text: str) -> str:
    """A group's title; the portal prints dashes where there is none."""
    return clean(text).strip("-").strip() and clean(text)


def paper_line(name: str, quantity: str, group: str = "") -> PaperLine:
    """A line with the file name of its template taken off its name."""
    bare = clean(name)
    template = ""
    if bare.lower().endswith(_FILE_ENDINGS):
        begin = _boundary(bare)
        template, bare = bare[begin:], bare[:begin]
    return PaperLine(
        clean(bare)[:MAX_NAME] or template, clean(quantity), clean(group).strip(), template.strip()
    )


def _boundary(text: str) -> int:
    """Where the file name begins: behind the last mark that something is glued to, else at a word glued to another."""
    stem = text.rfind(".")
    for glue, pick in ((_AFTER_MARK, -1), (_NEW_WORD, 0)):
        places = [match.start() for match in glue.finditer(text) if stem - NEAR <= match.start() < stem - 2]
        if places:
            return places[pick]
    return len(text)
