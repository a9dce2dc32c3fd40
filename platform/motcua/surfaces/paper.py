"""A composed paper: what stands on the page once every token is filled, drawn by PDF, DOCX and HTML alike."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class NationalHeader:
    """Two columns: superior and issuing body with its number; national name with place and date."""

    left: tuple[str, ...]
    number: str = ""
    place_date: str = ""
    national: bool = True


@dataclass(frozen=True, slots=True)
class Title:
    """The centred name of the paper with an optional second line."""

    text: str
    subtitle: str = ""


@dataclass(frozen=True, slots=True)
class ReportTitle:
    """The title block of a report form: left corner, centre, right corner, and the unit line above the table."""

    text: str
    left: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    unit_line: str = ""


@dataclass(frozen=True, slots=True)
class Codes:
    """Machine-readable codes: QR texts with captions and one Code-128."""

    qr: tuple[tuple[str, str], ...] = ()
    code128: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A label with its value; an empty value prints dots."""

    label: str
    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str
    bold: bool = False
    italic: bool = False
    center: bool = False
    indent: bool = False
    small: bool = False
    warning: bool = False


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A cell of a table head with its spans."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table. ``widths`` are relative; ``align`` is ``left``, ``center`` or ``right`` per column.

    ``numbers`` is the row of column numbers that belongs to the head, ``strong`` the places of bold rows, ``indents``
    how deep the text of ``indented`` column stands in each row (empty: nowhere), ``size`` points instead of the rule.
    """

    head: tuple[tuple[HeaderCell, ...], ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    align: tuple[str, ...]
    small: bool = False
    numbers: tuple[str, ...] = ()
    strong: tuple[int, ...] = ()
    indents: tuple[int, ...] = ()
    indented: int = 1
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature column."""

    title: str
    hint: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Signature columns side by side, with an optional place-and-date line above the last."""

    columns: tuple[Signature, ...]
    place_date: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line, or an empty space of some lines."""

    lines: int = 0


@dataclass(frozen=True, slots=True)
class Lines:
    """Several label-value pairs in one row."""

    items: tuple[Line, ...] = field(default_factory=tuple)


PaperBlock = (
    NationalHeader | Title | ReportTitle | Codes | Line | Lines | Paragraph | Table | Signatures | Rule
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper. ``copies`` names each copy (liên); every copy repeats the blocks on its own page."""

    title: str
    blocks: tuple[PaperBlock, ...]
    paper: str = "A4"
    landscape: bool = False
    font_size: float = 13.0
    copies: tuple[str, ...] = ()
