"""Results as papers: drawn up from the dossier's data, signed by a plugin or uploaded signed, revoked, issued again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from motcua.definitions.procedure import OutcomeDefinition
from motcua.documents.file_kinds import PDF, UnusableFileError
from motcua.dossiers.actor import Actor
from motcua.dossiers.decide_outcome import OUTCOME_PAPER
from motcua.dossiers.outcomes import outcome_definition
from motcua.dossiers.record_commands import DraftOutcome, ReplaceOutcome, RevokeOutcome, SignOutcome
from motcua.dossiers.record_parts import PaperFile
from motcua.dossiers.snapshot import DossierState
from motcua.extension.points import (
    DOCUMENT_SIGNERS,
    DeliveryFailed,
    FoundSignature,
    Refused,
    SigningWish,
)
from motcua.services.access import scope_of
from motcua.services.acting import act, find_dossier, rules_of
from motcua.services.dossier_files import FileMissingError
from motcua.services.dossier_log import load_state
from motcua.services.file_uploads import find_uploads, keep_generated
from motcua.services.papers import PaperMissingError, Printing, compose, render
from motcua.services.runtime import Platform
from motcua.surfaces.paper import Codes, Paper

VERIFY_PATH = "/tra-cuu/ket-qua"


class SigningError(RuntimeError):
    """A paper could not be signed; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class _Result:
    state: DossierState
    definition: OutcomeDefinition | None
    competent_agency: str


def draft_result(
    platform: Platform, actor: Actor, number: str, upload: str = "", outcome: str = ""
) -> DossierState:
    """Put a draft of the result into the dossier: an upload, or the paper its data make.

    Raises PaperMissingError when the result has no template, UploadMissingError, and as ``acting.act`` does.
    """
    found = _result(platform, actor, number, outcome)
    paper = f"{OUTCOME_PAPER}{found.definition.id if found.definition else ''}"
    if upload:
        file = find_uploads(platform, actor, (upload,))[upload].as_paper(paper)
    else:
        file = _drawn(platform, actor, number, found)
    return act(platform, actor, number, DraftOutcome(file, outcome, found.state.version))


def sign_result(platform: Platform, actor: Actor, number: str, signer: str = "") -> DossierState:
    """Sign the result with the agency's key and put the signed paper into the dossier.

    The paper signed is the one drawn up with number and day, or the PDF that was uploaded as its draft. Raises
    SigningError, PaperMissingError, and as ``acting.act`` does.
    """
    found = _result(platform, actor, number)
    names = platform.registry.names(DOCUMENT_SIGNERS)
    chosen = signer or next((one for one in names if _can_sign(platform, one, found)), "")
    if chosen not in names:
        raise SigningError("Chưa có cách ký số cho cơ quan này. Tải bản ký lên, hoặc cài chứng thư số.")
    paper = _to_be_signed(platform, actor, number, found)
    entry = platform.registry.registration(DOCUMENT_SIGNERS, chosen)
    wish = SigningWish(actor.full_name or actor.user, found.competent_agency, _reason(found), platform.now())
    try:
        content = entry.implementation.sign(entry.options, platform.files.read(paper.sha256), wish)
    except (Refused, DeliveryFailed) as error:
        raise SigningError(str(error)) from error
    signed = keep_generated(platform, actor, content, paper.name, paper.paper)
    names_found = _names(signatures_on(platform, content))
    return act(
        platform, actor, number, SignOutcome(signed, names_found or (wish.signer,), found.state.version)
    )


def submit_signed(platform: Platform, actor: Actor, number: str, upload: str) -> DossierState:
    """Put an uploaded signed result into the dossier: a PDF with signatures, or the scan of the paper."""
    found = _result(platform, actor, number)
    taken = find_uploads(platform, actor, (upload,))[upload]
    signatures: tuple[FoundSignature, ...] = ()
    if taken.media_type == PDF.media_type:
        signatures = signatures_on(platform, platform.files.read(taken.sha256))
    broken = next((one for one in signatures if not one.is_intact), None)
    if broken is not None:
        raise UnusableFileError(
            "signature_broken",
            f"Chữ ký của {broken.signer or 'người ký'} trên “{taken.name}” không còn đúng: nội dung đã bị sửa "
            "sau khi ký. Ký lại rồi tải lên.",
        )
    file = taken.as_paper(f"{OUTCOME_PAPER}{found.state.outcome.id}")
    return act(platform, actor, number, SignOutcome(file, _names(signatures), found.state.version))


def revoke_result(
    platform: Platform, actor: Actor, number: str, reason: str, document: str = ""
) -> DossierState:
    """Take an issued result back."""
    return act(platform, actor, number, RevokeOutcome(reason, document))


def reissue_result(
    platform: Platform, actor: Actor, number: str, reason: str, document: str = ""
) -> DossierState:
    """Issue the result again under the next number of its book; the old one is replaced."""
    return act(platform, actor, number, ReplaceOutcome(reason, document))


def signatures_on(platform: Platform, content: bytes) -> tuple[FoundSignature, ...]:
    """The digital signatures on a PDF, as the first plugin that reads them sees them."""
    for name in platform.registry.names(DOCUMENT_SIGNERS):
        entry = platform.registry.registration(DOCUMENT_SIGNERS, name)
        try:
            return tuple(entry.implementation.signatures(entry.options, content))
        except Refused:
            continue
    return ()


def may_sign_digitally(platform: Platform, agency: str) -> bool:
    """Whether some plugin has a key for the agency."""
    return any(_has_key(platform, name, agency) for name in platform.registry.names(DOCUMENT_SIGNERS))


def _can_sign(platform: Platform, name: str, found: _Result) -> bool:
    return _has_key(platform, name, found.competent_agency)


def _has_key(platform: Platform, name: str, agency: str) -> bool:
    entry = platform.registry.registration(DOCUMENT_SIGNERS, name)
    return bool(entry.implementation.can_sign(entry.options, agency))


def _result(platform: Platform, actor: Actor, number: str, outcome: str = "") -> _Result:
    platform.rules.refresh()
    with platform.database.read(scope_of(actor)) as session:
        row = find_dossier(session, number)
        rules = rules_of(platform, session, row, platform.directory())
        state = load_state(row)
        definition = outcome_definition(rules, state, {"id": outcome} if outcome else None)
        return _Result(state, definition, row.competent_agency)


def _to_be_signed(platform: Platform, actor: Actor, number: str, found: _Result) -> PaperFile:
    """The draft that was uploaded; else the paper as the data make it now, with number and day."""
    own = next((one for one in found.state.kept_files if one.sha256 == found.state.outcome.file), None)
    is_drawn = own is None or own.source.value == "generated"
    if is_drawn and found.definition is not None and found.definition.print:
        return _drawn(platform, actor, number, found)
    if own is None:
        raise FileMissingError("Chưa có bản kết quả để ký. Soạn hoặc tải bản kết quả lên trước.")
    if own.media_type != PDF.media_type:
        raise SigningError("Chỉ ký số được tệp PDF. Lưu bản kết quả thành PDF rồi tải lên.")
    if not platform.files.has(own.sha256):
        raise SigningError("Nội dung bản kết quả không còn trong kho. Tải lại bản kết quả.")
    return own


def _drawn(platform: Platform, actor: Actor, number: str, found: _Result) -> PaperFile:
    definition = found.definition
    if definition is None or not definition.print:
        raise PaperMissingError(
            "Kết quả này chưa có mẫu in. Tải bản kết quả lên, hoặc gán mẫu in cho thủ tục."
        )
    with platform.database.read(scope_of(actor)) as session:
        row = find_dossier(session, number)
        made = compose(platform, session, row, Printing(row.number, definition.print, actor.full_name))
        name = f"{definition.id}-{row.number}.pdf"
    content, _media_type = render(_with_code(platform, made, found), "pdf")
    return keep_generated(platform, actor, content, name, f"{OUTCOME_PAPER}{definition.id}")


def _with_code(platform: Platform, made: Paper, found: _Result) -> Paper:
    """The paper with the QR code by which anybody can ask whether it holds."""
    code = found.state.outcome.verify_code
    if not code:
        return made
    address = f"{platform.public_url}{VERIFY_PATH}/{code}"
    return replace(made, blocks=(*made.blocks, Codes(qr=((address, "Quét để kiểm tra giấy này"),))))


def _reason(found: _Result) -> str:
    name = found.definition.name if found.definition else "Kết quả"
    return f"{name} số {found.state.outcome.number}" if found.state.outcome.number else name


def _names(signatures: tuple[FoundSignature, ...]) -> tuple[str, ...]:
    return tuple(one.signer for one in signatures if one.is_intact and one.signer)
