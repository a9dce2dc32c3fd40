"""Two states of one definition side by side: revisions, layers, a draft; said in words and printed as an annex."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from motcua.compiler.compilation import compile_documents
from motcua.compiler.sources import Layer, SourceDocument
from motcua.definitions.directory import Directory
from motcua.dossiers.actor import Actor
from motcua.kernel.date_words import date_words
from motcua.services.definition_diff import Change, ChangeKind, differences
from motcua.services.definition_sheet import newest_sheet, revision_lines, sheet_of
from motcua.services.definition_store import StoredLibrary
from motcua.services.editing import EditTarget, check, open_editor
from motcua.services.runtime import Platform
from motcua.surfaces.paper import (
    HeaderCell,
    NationalHeader,
    Paper,
    PaperBlock,
    Paragraph,
    Signature,
    Signatures,
    Table,
    Title,
)

DRAFT = "nhap"
NATIONAL = "lop:national"
BASELINE = "lop:baseline"
CHANGE_WORDS = {ChangeKind.ADDED: "Thêm", ChangeKind.CHANGED: "Đổi", ChangeKind.REMOVED: "Bỏ"}


class SideMissingError(LookupError):
    """One of the two sides cannot be shown; the text says why."""


@dataclass(frozen=True, slots=True)
class Side:
    """One state that can be chosen: its token, and its words for a list."""

    token: str
    words: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides with what differs."""

    left: Side
    right: Side
    name: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    changes: tuple[Change, ...]


def sides(platform: Platform, session: Session, actor: Actor, kind: str, code: str) -> tuple[Side, ...]:
    """Every state of a definition that can be compared: the draft, the revisions newest first, the layers below."""
    found: list[Side] = []
    if open_editor(session, actor, EditTarget(kind, code)).is_draft:
        found.append(Side(DRAFT, "Bản nháp của bạn"))
    directory = platform.directory()
    for line in revision_lines(session, kind, code, platform.today()):
        if line.retired:
            continue
        token = f"ban:{line.number}" + (f"@{line.agency}" if line.agency else "")
        where = f" của {_agency(directory, line.agency)}" if line.agency else ""
        found.append(Side(token, f"Bản {line.number}{where}, từ {date_words(line.effective_from)}"))
    layers = {source.layer for source in StoredLibrary(session).layers(kind, code)}
    if Layer.NATIONAL in layers:
        found.append(Side(NATIONAL, "Lớp danh mục quốc gia, chưa có phần của tỉnh"))
    standing = newest_sheet(session, kind, code)
    if standing is not None and standing.content.get("extends"):
        found.append(Side(BASELINE, "Lớp mẫu chung, chưa có phần nào khác"))
    return tuple(found)


def _agency(directory: Directory, code: str) -> str:
    return directory.agency(code).name if directory.knows(code) else code


def compare_sides(
    platform: Platform, session: Session, actor: Actor, target: EditTarget, tokens: tuple[str, str]
) -> Comparison:
    """What differs from the first side to the second. Raises :class:`SideMissingError`."""
    known = {side.token: side for side in sides(platform, session, actor, target.kind, target.code)}
    chosen = [known.get(token) for token in tokens]
    if chosen[0] is None or chosen[1] is None:
        raise SideMissingError("Một trong hai bản không có. Chọn lại trong danh sách.")
    before, after = (
        content_of(platform, session, actor, target, side.token) for side in chosen if side is not None
    )
    library = StoredLibrary(session)

    def name_of(kind: str, code: str) -> str:
        content = library.content(kind, code)
        return f"{content['name']} ({code})" if content and content.get("name") else code

    name = str(after.get("name") or before.get("name") or target.code)
    changes = differences(target.kind, before, after, name_of)
    return Comparison(chosen[0], chosen[1], name, before, after, changes)


def content_of(
    platform: Platform, session: Session, actor: Actor, target: EditTarget, token: str
) -> Mapping[str, Any]:
    """The effective content of one side. Raises :class:`SideMissingError` when it cannot be put together."""
    kind, code = target.kind, target.code
    if token.startswith("ban:"):
        number, _, agency = token.removeprefix("ban:").partition("@")
        sheet = sheet_of(session, kind, code, int(number), agency) if number.isdecimal() else None
        if sheet is None:
            raise SideMissingError(f"Không có bản {number} của {code}.")
        return sheet.content
    if token == DRAFT:
        editable = open_editor(session, actor, EditTarget(kind, code))
        compiled = check(platform, session, editable.text, EditTarget(kind, code)).get(kind, code)
        if compiled is None:
            raise SideMissingError("Bản nháp còn lỗi nên chưa so sánh được. Sửa lỗi trước.")
        return compiled.content
    if token == BASELINE:
        return _baseline(session, kind, code)
    return _lower_layers(platform, session, kind, code)


def _baseline(session: Session, kind: str, code: str) -> Mapping[str, Any]:
    """What a definition takes over from what it extends."""
    standing = newest_sheet(session, kind, code)
    extends = str(standing.content.get("extends", "")) if standing else ""
    base = newest_sheet(session, "baseline" if kind == "procedure" else kind, extends)
    if standing is None or base is None:
        raise SideMissingError(f"Không tìm thấy mẫu chung “{extends}” của {code}.")
    own = {"kind": kind, "code": code, "name": standing.content.get("name", "")}
    left_out = ("kind", "code", "name", "applies_to", "abstract")
    return {**own, **{name: value for name, value in base.content.items() if name not in left_out}}


class _Below:
    """The stored library without the layers of one definition."""

    def __init__(self, library: StoredLibrary, kind: str, code: str) -> None:
        self._library, self._key = library, (kind, code)

    def content(self, kind: str, code: str, agency: str = "") -> Mapping[str, Any] | None:
        """The effective content; None for the definition left out."""
        return None if (kind, code) == self._key else self._library.content(kind, code, agency)

    def layers(self, kind: str, code: str) -> Sequence[SourceDocument]:
        """The stored layers; none for the definition left out."""
        return () if (kind, code) == self._key else self._library.layers(kind, code)

    def codes(self, kind: str) -> Collection[str]:
        """Every code of a kind."""
        return self._library.codes(kind)

    def load(self, kind: str, code: str) -> Any:
        """The frozen definition."""
        return self._library.load(kind, code)

    def referrers(self, kind: str, code: str) -> Collection[tuple[str, str]]:
        """Nobody: only the one definition is put together."""
        del kind, code
        return ()


def _lower_layers(platform: Platform, session: Session, kind: str, code: str) -> Mapping[str, Any]:
    library = StoredLibrary(session)
    wanted = [one for one in library.layers(kind, code) if one.layer in (Layer.BASELINE, Layer.NATIONAL)]
    below = _Below(library, kind, code)
    compilation = compile_documents(wanted, below, platform.registry, today=platform.today())
    compiled = compilation.get(kind, code)
    if compiled is None:
        raise SideMissingError(
            "Lớp danh mục quốc gia chưa đủ để thành một thủ tục nên không so sánh riêng được."
        )
    return compiled.content


def annex(comparison: Comparison, target: EditTarget, agency_name: str, at: datetime) -> Paper:
    """The differences as an annex to a decision: what is added, changed and taken out, value by value."""
    rows = tuple(
        (
            str(index),
            CHANGE_WORDS[change.kind],
            f"{change.what}\n{change.place}" if change.place and change.place != change.what else change.what,
            change.before,
            " ".join(filter(None, (change.after, change.tail))),
        )
        for index, change in enumerate(comparison.changes, 1)
    )
    head = (tuple(HeaderCell(text) for text in ("TT", "Loại", "Nội dung", "Quy định cũ", "Quy định mới")),)
    blocks: list[PaperBlock] = [
        NationalHeader(
            (agency_name.upper(),), place_date=f"Ngày {at.day:02d} tháng {at.month:02d} năm {at.year}"
        ),
        Title("PHỤ LỤC", "Nội dung sửa đổi, bổ sung"),
        Paragraph(f"{comparison.name} (mã {target.code})", bold=True, center=True),
        Paragraph(f"Đối chiếu: {comparison.left.words} với {comparison.right.words}.", center=True),
    ]
    if rows:
        align = ("center", "left", "left", "left", "left")
        blocks.append(Table(head, rows, (0.5, 0.8, 2.6, 2.6, 2.6), align, small=True))
    else:
        blocks.append(Paragraph("Hai bên không khác nhau.", center=True))
    blocks.append(Signatures((Signature("NGƯỜI LẬP"), Signature("NGƯỜI DUYỆT"))))
    return Paper(f"Phụ lục {target.code}", tuple(blocks), font_size=12.0)
