"""Citizens file online without an account: their files, the dossier they send, what they bring when asked for more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import IO, Any

from sqlalchemy import func, select

from motcua.definitions.procedure import Channel, RequirementKind
from motcua.documents.file_kinds import UnusableFileError
from motcua.dossiers.actor import Actor, ActorKind
from motcua.dossiers.checklist import CheckLine
from motcua.dossiers.commands import Act
from motcua.dossiers.field_error import FieldError
from motcua.dossiers.flows import SUPPLEMENT_RECEIVED
from motcua.dossiers.parts import Supplement
from motcua.dossiers.record_parts import PaperFile
from motcua.dossiers.snapshot import DossierState
from motcua.kernel.clock import VIETNAM
from motcua.services.acting import act, bundle_of, find_dossier
from motcua.services.applicant_proof import PROVING
from motcua.services.dossier_files import FileMissingError, OpenFile
from motcua.services.dossier_log import load_state
from motcua.services.file_uploads import Upload, find_uploads, own_scope, take_upload
from motcua.services.intake_drafts import discard_draft
from motcua.services.intake_requests import DossierRequest, InvalidRequestError, Weighed, weigh
from motcua.services.receiving import submit_online
from motcua.services.runtime import Platform
from motcua.storage.tables import FileUploadRow, StoredFileRow

PORTAL = "cong-dan"
"""What stands for an agency on drafts and uploads of citizens: no officer's scope reaches it."""
BODIES = frozenset({"business", "organization", "state_agency"})
"""Who is known by a tax code."""
MOST_FILES_A_DAY = 60
MOST_BYTES_A_DAY = 300 * 1024 * 1024


def visitor(key: str, full_name: str = "", agency: str = PORTAL) -> Actor:
    """A citizen known only by the key of their browser; acts on nothing but what is theirs."""
    return Actor(f"nd-{key}", full_name, agency, kind=ActorKind.APPLICANT)


def take_visitor_file(platform: Platform, who: Actor, stream: IO[bytes], name: str) -> Upload:
    """Take a citizen's file in, within what one may send a day. Raises UnusableFileError."""
    number, size = _sent_today(platform, who)
    if number >= MOST_FILES_A_DAY or size >= MOST_BYTES_A_DAY:
        raise UnusableFileError(
            "too_many",
            f"Hôm nay đã tải lên {number} tệp, hết mức một ngày. Nộp tiếp vào ngày mai, hoặc nộp tại quầy.",
        )
    return take_upload(platform, who, stream, name)


def _sent_today(platform: Platform, who: Actor) -> tuple[int, int]:
    since = datetime.combine(platform.today(), time.min, VIETNAM)
    with platform.database.read(own_scope(who)) as session:
        number, size = session.execute(
            select(func.count(), func.coalesce(func.sum(StoredFileRow.size), 0))
            .select_from(FileUploadRow)
            .join(StoredFileRow, StoredFileRow.id == FileUploadRow.file_id)
            .where(FileUploadRow.created_by == who.user, FileUploadRow.created_at >= since)
        ).one()
    return int(number), int(size)


def open_visitor_file(platform: Platform, who: Actor, key: str) -> OpenFile:
    """A file the citizen has uploaded, before it lies in a dossier. Raises as ``find_uploads``, FileMissingError."""
    upload = find_uploads(platform, who, (key,))[key]
    if not upload.scan_state.is_served:
        raise FileMissingError("Tệp đang chờ quét mã độc, chưa mở được. Thử lại sau ít phút.")
    return OpenFile(
        upload.name, upload.media_type, upload.size, upload.sha256, platform.files.open(upload.sha256)
    )


def needed_files(weighed: Weighed) -> tuple[CheckLine, ...]:
    """Required papers of an online dossier that nothing was put to; what is only shown at the counter is not."""
    return tuple(one for one in weighed.evaluation.missing if one.kind is not RequirementKind.PRESENT)


def own_form_paper(weighed: Weighed) -> str:
    """The paper that is the electronic form itself: filled in here, so nothing is to be uploaded for it."""
    form = weighed.bundle.form
    lines = weighed.bundle.procedure.checklist
    return next((one.id for one in lines if form is not None and one.form == form.code), "")


def online_request(platform: Platform, request: DossierRequest) -> DossierRequest:
    """The request as citizens may make it: online, no appointment of their own, papers by what was uploaded."""
    documents: dict[str, Any] = {
        paper: {"received": True, "files": entry["files"]}
        for paper, entry in request.documents.items()
        if isinstance(entry, Mapping) and entry.get("files")
    }
    plain = replace(request, channel=Channel.ONLINE, due_at=None, due_reason="", assignee="", parent="")
    own = own_form_paper(weigh(platform, replace(plain, documents={})))
    if own and own not in documents:
        documents[own] = {"received": True}
    return replace(plain, documents=documents)


def online_problems(weighed: Weighed) -> tuple[FieldError, ...]:
    """What citizens must right before sending: besides the rules, papers, a number to prove oneself by, a phone."""
    person = weighed.evaluation.applicant
    found = list(weighed.evaluation.problems)
    if not person.get("identity_number") and not person.get("tax_code"):
        body = str(person.get("kind", "")) in BODIES
        field, words = ("tax_code", "mã số thuế") if body else ("identity_number", "số căn cước")
        found.append(
            FieldError(
                f"applicant.{field}", "required", f"Ghi {words}; cần số này khi tra cứu, bổ sung hồ sơ."
            )
        )
    if not person.get("phone") and not person.get("email"):
        found.append(FieldError("applicant.phone", "required", "Ghi số điện thoại để cơ quan báo tin."))
    found.extend(
        FieldError(f"documents.{line.id}", "missing", "Tải lên ảnh chụp hoặc tệp quét của giấy này.")
        for line in needed_files(weighed)
    )
    places = [one.path for one in found]
    return tuple(one for index, one in enumerate(found) if one.path not in places[:index])


def file_online(platform: Platform, who: Actor, request: DossierRequest) -> str:
    """Send a dossier; the draft's key makes it happen once. Returns its number.

    Raises InvalidRequestError with every place, RefusedError, KeyReusedError.
    """
    wanted = online_request(platform, request)
    if problems := online_problems(weigh(platform, wanted, who)):
        raise InvalidRequestError(problems)
    sender = replace(who, full_name=str(wanted.applicant.get("full_name", "")))
    number = submit_online(platform, sender, wanted, wanted.draft_key)
    discard_draft(platform, who, wanted.draft_key)
    return number


@dataclass(frozen=True, slots=True)
class Asked:
    """What a citizen is asked to bring: the request, its papers by id with their names, the dossier."""

    number: str
    procedure: str
    agency: str
    supplement: Supplement
    papers: tuple[tuple[str, str], ...]


OTHER_PAPER = ("", "Giấy tờ khác cơ quan yêu cầu")


def asked_for(platform: Platform, number: str) -> Asked | None:
    """The open request of a dossier for further papers; nothing while none is open."""
    with platform.database.read(PROVING) as session:
        row = find_dossier(session, number)
        state = load_state(row)
        checklist = bundle_of(platform.rules, row).procedure.checklist
        agency, procedure = row.agency_code, row.procedure_name
    if state.open_supplement is None:
        return None
    names = {line.id: line.name for line in checklist}
    papers = tuple((one, names[one]) for one in state.open_supplement.items if one in names)
    return Asked(number, procedure, agency, state.open_supplement, (*papers, OTHER_PAPER))


def send_supplement(
    platform: Platform, who: Actor, asked: Asked, given: Mapping[str, Sequence[str]], note: str, key: str
) -> DossierState:
    """Answer a request for further papers with uploads by paper; the clock of the dossier goes on.

    Raises InvalidRequestError for a paper left without a file, UploadMissingError, RefusedError.
    """
    missing = [paper for paper, _name in asked.papers if paper and not given.get(paper)]
    if missing or not any(given.values()):
        problem = "Chọn tệp cho giấy này."
        raise InvalidRequestError(
            tuple(FieldError(f"documents.{paper}", "missing", problem) for paper in missing or ("",))
        )
    known = {paper for paper, _name in asked.papers}
    files: list[PaperFile] = []
    for paper, keys in given.items():
        if paper in known:
            files.extend(one.as_paper(paper) for one in find_uploads(platform, who, keys).values())
    sender = replace(who, agency=asked.agency)
    command = Act(SUPPLEMENT_RECEIVED.id, reason=note.strip()[:2_000], files=tuple(files))
    return act(platform, sender, asked.number, command, key)
