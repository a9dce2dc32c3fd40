"""The papers of a dossier as its page shows them: each with its files, one of them opened beside the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from motcua.documents.file_kinds import ACCEPTED, KINDS
from motcua.documents.uploaded_pages import UndrawableError
from motcua.dossiers.actor import Actor
from motcua.dossiers.decide_outcome import is_outcome_paper
from motcua.dossiers.record_parts import Digitization, PaperFile
from motcua.kernel.date_words import date_words
from motcua.services.acting import DossierMissingError
from motcua.services.dossier_files import FileMissingError, open_file
from motcua.services.dossier_view import DossierView
from motcua.services.file_preview import page_count
from motcua.services.held_papers import HeldPaper
from motcua.services.paper_reuse import reusable_papers
from motcua.services.runtime import Platform
from motcua.web.screens.files import UPLOADERS, size_words

LOOKS = {Digitization.NONE: "idle", Digitization.PARTIAL: "soon", Digitization.FULL: "ok"}
MOST_SHOWN = 40
"""Pages drawn into one view; the rest is read in the browser's own viewer."""


@dataclass(frozen=True, slots=True)
class PaperDesk:
    """What the template reads."""

    papers: Sequence[Mapping[str, Any]]
    others: Sequence[Mapping[str, Any]]
    opened: Mapping[str, Any] | None
    status: Mapping[str, str]
    may_add: bool
    accepted: str = ACCEPTED

    @property
    def count(self) -> int:
        """How many files there are."""
        return sum(len(one["files"]) for one in (*self.papers, *self.others))


def build_paper_desk(platform: Platform, actor: Actor, view: DossierView, chosen: str) -> PaperDesk:
    """The papers with their files, and the file that was chosen, or the first that can be shown."""
    state, number = view.state, view.file.row.number
    files = state.kept_files
    may_add = bool(actor.permissions & frozenset(UPLOADERS)) and state.filing is None
    held = reusable_papers(platform, actor, number) if may_add and not state.lifecycle.is_end else {}
    by_paper: dict[str, list[PaperFile]] = {}
    for one in files:
        by_paper.setdefault(one.paper, []).append(one)
    papers = [
        {
            "id": line.requirement_id,
            "name": line.name,
            "received": line.received,
            "counts": _counts(line),
            "files": [_file(number, view, one, chosen) for one in by_paper.pop(line.requirement_id, ())],
            "held": [_held(one) for one in held.get(line.requirement_id, ())],
        }
        for line in view.file.documents
    ]
    others = [
        {
            "id": paper,
            "name": _other_name(view, paper),
            "files": [_file(number, view, one, chosen) for one in some],
        }
        for paper, some in by_paper.items()
    ]
    shown = next((one for one in files if one.sha256 == chosen), None)
    return PaperDesk(
        papers,
        others,
        _opened(platform, actor, number, shown) if shown else None,
        {"kind": LOOKS[state.digitization], "word": state.digitization.name_in_vietnamese},
        may_add,
    )


def _held(one: HeldPaper) -> dict[str, str]:
    until = f", dùng được đến {date_words(one.valid_until)}" if one.valid_until else ""
    return {"key": one.key, "words": f"{one.origin}, ngày {date_words(one.issued_on)}{until}"}


def _counts(line: Any) -> str:
    counts = (
        (line.originals, "bản chính"),
        (line.copies, "bản sao"),
        (line.certified_copies, "bản chứng thực"),
    )
    return ", ".join(f"{count} {what}" for count, what in counts if count)


def _other_name(view: DossierView, paper: str) -> str:
    if is_outcome_paper(paper):
        wanted = paper.partition(":")[2]
        names = {one.id: one.name for one in view.file.bundle.procedure.outcomes}
        return f"Kết quả: {names.get(wanted, wanted)}"
    names = {one.id: one.name for one in view.file.bundle.procedure.checklist}
    return names.get(paper, "Giấy tờ khác")


def _file(number: str, view: DossierView, file: PaperFile, chosen: str) -> dict[str, Any]:
    who = view.names.get(file.added_by, file.added_by)
    when = file.added_at.strftime("%H:%M %d/%m/%Y") if file.added_at else ""
    origin = f"từ {file.origin}" if file.origin else ""
    parts = (size_words(file.size), file.source.name_in_vietnamese, origin, who, when)
    return {
        "sha256": file.sha256,
        "name": file.name,
        "words": " · ".join(part for part in parts if part),
        "href": url_for("dossier.show", number=number, phan="giay-to", tep=file.sha256, _anchor="xem"),
        "download": url_for("files.show", number=number, sha256=file.sha256, tai=1),
        "current": file.sha256 == chosen,
        "icon": "file-earmark-image" if file.media_type.startswith("image/") else "file-earmark-text",
    }


def _opened(platform: Platform, actor: Actor, number: str, file: PaperFile) -> dict[str, Any]:
    kind = KINDS.get(file.media_type)
    whole = url_for("files.show", number=number, sha256=file.sha256)
    shown: dict[str, Any] = {
        "name": file.name,
        "whole": whole,
        "pages": [],
        "image": "",
        "problem": "",
        "note": "",
        "more": 0,
    }
    try:
        opened = open_file(platform, actor, number, file.sha256)
    except (DossierMissingError, FileMissingError) as error:
        return shown | {"problem": str(error), "whole": ""}
    with opened.content:
        if kind is not None and kind.shown == "image":
            return shown | {"image": whole}
        if kind is None or not kind.shown:
            return shown | {"problem": f"Tệp {kind.name if kind else ''} không xem được ở đây. Tải về để mở."}
        try:
            count = page_count(platform, opened)
        except UndrawableError as error:
            return shown | {"problem": str(error)}
    pages = [
        url_for("files.page", number=number, sha256=file.sha256, page=page)
        for page in range(1, min(count, MOST_SHOWN) + 1)
    ]
    note = "Nội dung được vẽ lại từ tệp, bố cục có thể khác bản gốc. Tải về để mở nguyên bản."
    return shown | {
        "pages": pages,
        "more": max(0, count - MOST_SHOWN),
        "note": "" if kind.opens_in_browser else note,
    }
