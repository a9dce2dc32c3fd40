"""Marks and dimensions of dossiers that lie beside their rows: in the log, the money book, the papers, the catalog."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, case, exists, func, literal, select

from motcua.dossiers.events import EventKind
from motcua.reporting.facts import Mark
from motcua.reporting.vocabulary import Dimension
from motcua.storage.json_value import json_text_at, json_value, later_than_told
from motcua.storage.tables import (
    CatalogEntryRow,
    ChildDossierRow,
    DossierAgencyChangeRow,
    DossierDocumentRow,
    DossierEventRow,
    DossierFileRow,
    DossierRow,
    FeeLineRow,
    PaymentRow,
)

ONLINE_METHOD = "online"
REUSED_FILE = "reused"
PERSONAL_NUMBER_LENGTH = 12
LATE_REASONS = (
    ("coordination", EventKind.CONSULTED),
    ("supplement", EventKind.SUPPLEMENT_REQUESTED),
    ("payment", EventKind.PAYMENT_REQUESTED),
    ("suspension", EventKind.SUSPENDED),
    ("extension", EventKind.EXTENDED),
)
"""Grounds on which a dossier may have become late, the first that the log knows of; names are in a code list."""
OWN_HANDLING = "handling"
"""The ground when the log knows of none: it was handled too slowly."""


def bare(row: Any) -> Any:
    """A table of dossiers without its scope: it is reached only through dossiers, which are held to the session's."""
    table: Table = row.metadata.tables[row.__tablename__]
    return table.alias()


def before_moves(moment: Any, name: str, since: Any) -> Any:
    """An agency of a dossier as it was before its first move after a moment; `since` when there was none."""
    change = bare(DossierAgencyChangeRow)
    before = (
        select(change.c[name])
        .where(change.c.dossier_id == DossierRow.id, change.c.at > moment)
        .order_by(change.c.at, change.c.id)
        .limit(1)
        .correlate(DossierRow, PaymentRow)
        .scalar_subquery()
    )
    return func.coalesce(before, since)


def is_child(dossier_id: Any) -> ColumnElement[bool]:
    """Whether a step of another dossier opened it: such a dossier is counted with that one, once."""
    child = bare(ChildDossierRow)
    found: ColumnElement[bool] = dossier_id.in_(select(child.c.dossier_id))
    return found


def happened(dossier_id: Any, kind: str, as_of: datetime) -> ColumnElement[bool]:
    """Whether an event of a kind is in a dossier's log up to a moment."""
    log = bare(DossierEventRow)
    return exists().where(log.c.dossier_id == dossier_id, log.c.kind == kind, log.c.at <= as_of)


def _flag(condition: ColumnElement[bool]) -> Any:
    return case((condition, 1), else_=0)


def _extended(dossier_id: Any, as_of: datetime) -> Any:
    return _flag(happened(dossier_id, EventKind.EXTENDED, as_of))


def _supplemented(dossier_id: Any, as_of: datetime) -> Any:
    return _flag(happened(dossier_id, EventKind.SUPPLEMENT_REQUESTED, as_of))


def _owing(dossier_id: Any, as_of: datetime) -> Any:
    del as_of  # what is to be paid is known from the receipt on
    line = bare(FeeLineRow)
    return _flag(exists().where(line.c.dossier_id == dossier_id, line.c.amount > 0))


def _paid_online(dossier_id: Any, as_of: datetime) -> Any:
    entry = bare(PaymentRow)
    return _flag(
        exists().where(
            entry.c.dossier_id == dossier_id,
            entry.c.kind == "paid",
            entry.c.method == ONLINE_METHOD,
            entry.c.at <= as_of,
        )
    )


def _digitized(dossier_id: Any, as_of: datetime) -> Any:
    paper = bare(DossierDocumentRow)
    return _flag(
        exists().where(
            paper.c.dossier_id == dossier_id,
            paper.c.file_id.is_not(None),
            func.coalesce(paper.c.file_added_at, paper.c.added_at) <= as_of,
        )
    )


def _answered_late(dossier_id: Any, as_of: datetime) -> Any:
    """Received after the target that its submission tells; what had none is never late."""
    log = bare(DossierEventRow)
    return _flag(
        exists().where(
            log.c.dossier_id == dossier_id,
            log.c.kind == EventKind.SUBMITTED,
            log.c.at <= as_of,
            later_than_told(DossierRow.received_at, json_text_at(log.c.data, "data,entered,0,due_at")),
        )
    )


def _handed_to_post(dossier_id: Any, as_of: datetime) -> Any:
    log = bare(DossierEventRow)
    return _flag(
        exists().where(
            log.c.dossier_id == dossier_id,
            log.c.kind == EventKind.RESULT_SENT,
            log.c.at <= as_of,
            json_text_at(log.c.data, "data,delivery,way") == "post",
        )
    )


def _signed(dossier_id: Any, as_of: datetime) -> Any:
    return _flag(happened(dossier_id, EventKind.OUTCOME_SIGNED, as_of))


def _reused(dossier_id: Any, as_of: datetime) -> Any:
    file = bare(DossierFileRow)
    return _flag(
        exists().where(
            file.c.dossier_id == dossier_id, file.c.source == REUSED_FILE, file.c.added_at <= as_of
        )
    )


def _applicant_kind(dossier_id: Any, as_of: datetime) -> Any:
    del dossier_id, as_of
    return func.coalesce(json_value(DossierRow.applicant, "kind"), "")


def _identified(dossier_id: Any, as_of: datetime) -> Any:
    del dossier_id, as_of
    return _flag(func.length(DossierRow.applicant_identity) == PERSONAL_NUMBER_LENGTH)


APPLICANT_DIMENSIONS: Mapping[str, Any] = MappingProxyType(
    {
        Dimension.APPLICANT_KIND: func.coalesce(json_value(DossierRow.applicant, "kind"), ""),
        Dimension.DELIVERY: func.coalesce(json_value(DossierRow.applicant, "delivery"), "counter"),
        Dimension.APPLICANT_PLACE: func.coalesce(json_text_at(DossierRow.applicant, "address,commune"), ""),
    }
)
"""Dimensions read off the applicant as written at receipt; the place is the code of the commune of the address."""


LAZY_MARKS: Mapping[Mark, Callable[[Any, datetime], Any]] = MappingProxyType(
    {
        Mark.EXTENDED: _extended,
        Mark.SUPPLEMENTED: _supplemented,
        Mark.OWING: _owing,
        Mark.PAID_ONLINE: _paid_online,
        Mark.DIGITIZED: _digitized,
        Mark.APPLICANT_KIND: _applicant_kind,
        Mark.IDENTIFIED: _identified,
        Mark.ANSWERED_LATE: _answered_late,
        Mark.HANDED_TO_POST: _handed_to_post,
        Mark.SIGNED: _signed,
        Mark.REUSED: _reused,
    }
)
"""Marks looked up for each dossier of the population by its id."""


def online_level() -> Any:
    """The level of online service of a dossier's procedure, by today's catalog."""
    entry = bare(CatalogEntryRow)
    return (
        select(entry.c.online_level)
        .where(entry.c.code == DossierRow.procedure_code)
        .limit(1)
        .correlate(DossierRow)
        .scalar_subquery()
    )


def late_reason(dossier_id: Any, as_of: datetime) -> Any:
    """Why a dossier may have become late, as far as its log tells."""
    return case(
        *((happened(dossier_id, kind, as_of), literal(reason)) for reason, kind in LATE_REASONS),
        else_=literal(OWN_HANDLING),
    )


def received_elsewhere() -> Any:
    """1 when another agency received a dossier than settles it."""
    return _flag(
        and_(DossierRow.competent_agency != "", DossierRow.agency_code != DossierRow.competent_agency)
    )
