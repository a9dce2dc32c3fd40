"""The definitions a reorganization changes: agencies that end and begin, procedures that name them, their own rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from motcua.compiler.compilation import Compilation, compile_documents
from motcua.compiler.edits import Act, Edit, EditError
from motcua.compiler.sources import Layer, SourceDocument
from motcua.compiler.text_edits import edit_text
from motcua.definitions.directory import Directory
from motcua.definitions.organization import Agency, Organization
from motcua.services.definition_store import StoredLibrary, stored_text
from motcua.services.editing import EDITOR_FILE
from motcua.services.opened_texts import overlay_beginning
from motcua.services.reorganization_plan import ReorganizationKind, ReorganizationPlan, Successor
from motcua.services.runtime import Platform
from motcua.storage.tables import CatalogEntryRow, DefinitionSourceRow, RevisionRow

MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class TextChanges:
    """The documents to publish with what they compile to; ``problems`` forbid it, ``by_hand`` is left to people."""

    documents: tuple[SourceDocument, ...]
    compilation: Compilation
    offers: tuple[str, ...]
    own_rules: tuple[str, ...]
    problems: tuple[str, ...]
    by_hand: tuple[str, ...]


def text_changes(
    platform: Platform, session: Session, directory: Directory, plan: ReorganizationPlan
) -> TextChanges:
    """What the plan changes in definitions, compiled but not stored."""
    library = StoredLibrary(session)
    problems: list[str] = []
    by_hand: list[str] = []
    documents = [*_organizations(session, library, directory, plan, problems)]
    offers = list(_offers(session, plan, problems))
    own = list(_own_rules(session, plan, by_hand))
    by_hand.extend(_other_mentions(session, plan))
    documents += [source for _code, source in (*offers, *own)]
    compilation = compile_documents(documents, library, platform.registry, today=platform.today())
    problems += [f"{one.message} {one.remedy}".strip() for one in compilation.problems if one.is_error]
    return TextChanges(
        tuple(documents),
        compilation,
        tuple(code for code, _source in offers),
        tuple(code for code, _source in own),
        tuple(dict.fromkeys(problems)),
        tuple(dict.fromkeys(by_hand)),
    )


def _organizations(
    session: Session,
    library: StoredLibrary,
    directory: Directory,
    plan: ReorganizationPlan,
    problems: list[str],
) -> Iterator[SourceDocument]:
    """The texts of organizations with agencies ended, begun, renamed, and moved below their successor."""
    home: dict[str, str] = {}
    for code in sorted(library.codes("organization")):
        known: Organization = library.load("organization", code)
        home.update({agency.code: code for agency in known.agencies})
    edits: dict[str, list[Edit]] = {}
    for agency, edit in _agency_edits(directory, plan):
        edits.setdefault(home.get(agency) or home[plan.sources[0]], []).append(edit)
    for code, wanted in sorted(edits.items()):
        row = stored_text(session, "organization", code)
        if row is None or not row.text:
            problems.append(f"Danh mục tổ chức “{code}” không có văn bản để sửa. Mở trình soạn và ghi lại.")
            continue
        try:
            text = edit_text(row.text, wanted)
        except EditError as error:
            problems.append(f"Danh mục tổ chức “{code}”: {error}")
            continue
        yield SourceDocument(row.file or EDITOR_FILE, Layer.PROVINCE, text)


def _agency_edits(directory: Directory, plan: ReorganizationPlan) -> Iterator[tuple[str, Edit]]:
    """Each change of one agency, with the agency in whose text it belongs."""
    sources = [directory.agency(code) for code in plan.sources]
    begins = plan.effective_on.isoformat()
    for one in plan.successors:
        if directory.knows(one.code):
            yield from _standing_edits(directory.agency(one.code), one, plan, sources)
        else:
            fresh = _new_agency(one, plan, sources)
            yield plan.sources[0], Edit(Act.INSERT, ("agencies",), fresh | {"valid_from": begins})
    last = (plan.effective_on - timedelta(days=1)).isoformat()
    for code in plan.ended:
        yield code, _set(code, "receives", value=False)
        yield code, _set(code, "successors", value=list(plan.codes))
        yield code, _set(code, "valid_to", value=last)
        for child in directory.children(code):
            if child not in plan.ended and child not in plan.codes:
                yield child, _set(child, "parent", value=plan.first)


def _set(code: str, name: str, *, value: Any) -> Edit:
    return Edit(Act.SET, ("agencies", code, name), value)


def _standing_edits(
    agency: Agency, stated: Successor, plan: ReorganizationPlan, sources: Sequence[Agency]
) -> Iterator[tuple[str, Edit]]:
    """A standing agency that takes over others: its new name, whom it follows, the roles and fields it gains."""
    for name, value in stated.named().items():
        if getattr(agency, name) != value:
            yield agency.code, _set(agency.code, name, value=value)
    ended = [code for code in plan.ended if code not in agency.predecessors]
    if ended:
        yield agency.code, _set(agency.code, "predecessors", value=[*agency.predecessors, *ended])
    if plan.kind is not ReorganizationKind.MERGE:
        return
    for name in ("roles", "fields_of_work"):
        own = getattr(agency, name)
        every = _together([agency, *sources], name)
        if len(every) > len(own):
            yield agency.code, _set(agency.code, name, value=every)


def _together(agencies: Sequence[Agency], name: str) -> list[str]:
    return list(dict.fromkeys(value for agency in agencies for value in getattr(agency, name)))


def _new_agency(stated: Successor, plan: ReorganizationPlan, sources: Sequence[Agency]) -> dict[str, Any]:
    """A new agency after the model of the first one it follows."""
    model = sources[0]
    kept: dict[str, Any] = msgspec.to_builtins(
        replace(
            model,
            code=stated.code,
            name=stated.name,
            short_name="",
            receiving_unit="",
            email="",
            website="",
            tax_code="",
            roles=tuple(_together(sources, "roles")),
            fields_of_work=tuple(_together(sources, "fields_of_work")),
            predecessors=plan.sources if plan.ended else (),
            successors=(),
            valid_from=None,
            valid_to=None,
        )
    )
    fresh = {"code": stated.code, **kept, **stated.named()}
    empty = {"receives": True}
    return {
        name: value
        for name, value in fresh.items()
        if value not in ("", None, [], ()) and empty.get(name) != value
    }


def _offers(
    session: Session, plan: ReorganizationPlan, problems: list[str]
) -> Iterator[tuple[str, SourceDocument]]:
    """Procedures offered by agencies named by code that end: their successors are named instead."""
    for code, content in _mentioning(session, plan.ended):
        before = list(content.get("offered_by") or ())
        if not set(before) & set(plan.ended):
            continue
        after = list(dict.fromkeys(new for one in before for new in _named_now(one, plan)))
        row = stored_text(session, "procedure", code)
        text = row.text if row is not None and row.text else overlay_beginning(code)
        try:
            changed = edit_text(text, [Edit(Act.SET, ("offered_by",), after)])
        except EditError as error:
            problems.append(f"Thủ tục {code}: {error}")
            continue
        yield code, SourceDocument(EDITOR_FILE, Layer.PROVINCE, changed)


def _named_now(selector: str, plan: ReorganizationPlan) -> tuple[str, ...]:
    return plan.codes if selector in plan.ended else (selector,)


def _mentioning(session: Session, agencies: Sequence[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The procedures of the catalog in whose content one of the codes stands, by code."""
    if not agencies:
        return
    rows = session.execute(
        select(CatalogEntryRow.code, RevisionRow.content)
        .join(RevisionRow, RevisionRow.id == CatalogEntryRow.revision_id)
        .where(or_(*(RevisionRow.content.contains(f'"{code}"', autoescape=True) for code in agencies)))
        .order_by(CatalogEntryRow.code)
    )
    for code, content in rows:
        yield code, msgspec.json.decode(content)


def _own_rules(
    session: Session, plan: ReorganizationPlan, by_hand: list[str]
) -> Iterator[tuple[str, SourceDocument]]:
    """What agencies that end said otherwise of a definition, said by their new successors from now on."""
    rows = session.scalars(
        select(DefinitionSourceRow)
        .where(DefinitionSourceRow.layer == Layer.AGENCY.value)
        .order_by(DefinitionSourceRow.kind, DefinitionSourceRow.code, DefinitionSourceRow.id)
    ).all()
    taken = {(row.kind, row.code, row.agency_code) for row in rows}
    said: dict[tuple[str, str], list[DefinitionSourceRow]] = {}
    for row in rows:
        if row.agency_code in plan.ended:
            said.setdefault((row.kind, row.code), []).append(row)
    for (kind, code), found in said.items():
        heirs = [one for one in plan.codes if (kind, code, one) not in taken]
        if len(found) > 1 or len(heirs) < len(plan.codes) or not found[0].text:
            by_hand.append(
                f"Quy định riêng về {kind} {code}: nhiều đơn vị quy định khác nhau. "
                "Mở thủ tục, chọn quy định cho đơn vị kế tục."
            )
            continue
        for heir in heirs:
            changed = edit_text(found[0].text, [Edit(Act.SET, ("agency",), heir)])
            yield code, SourceDocument(EDITOR_FILE, Layer.AGENCY, changed, agency=heir)


def _other_mentions(session: Session, plan: ReorganizationPlan) -> Iterator[str]:
    """Other definitions that name an agency that ends: papers, work lists, numberings."""
    if not plan.ended:
        return
    rows = session.execute(
        select(DefinitionSourceRow.kind, DefinitionSourceRow.code)
        .where(
            DefinitionSourceRow.kind.not_in(("procedure", "organization")),
            DefinitionSourceRow.layer != Layer.AGENCY.value,
            or_(*(DefinitionSourceRow.text.regexp_match(_whole(code)) for code in plan.ended)),
        )
        .distinct()
        .order_by(DefinitionSourceRow.kind, DefinitionSourceRow.code)
        .limit(MOST_NAMED)
    )
    for kind, code in rows:
        yield f"Định nghĩa {kind} “{code}” còn nhắc mã đơn vị cũ. Xem lại và sửa nếu cần."


def _whole(code: str) -> str:
    """The code as a whole word of a text: H88.3 is not part of H88.31."""
    return code.replace(".", r"\.") + r"([^0-9.]|$)"
