"""The product's tables, one module for each subject."""

from motcua.storage.tables.catalog import (
    CatalogEntryRow,
    ImportChangeRow,
    ImportRunRow,
    ReferenceRow,
    RefusedValueRow,
    ReviewItemRow,
)
from motcua.storage.tables.counter_lists import (
    DossierListItemRow,
    DossierListRow,
    ListChoiceRow,
    SurveyAnswerRow,
)
from motcua.storage.tables.definition import DefinitionDraftRow, DefinitionSourceRow, ReleaseRow, RevisionRow
from motcua.storage.tables.dossier import (
    ChildDossierRow,
    DossierAccessRow,
    DossierEventRow,
    DossierRow,
    WorkItemRow,
)
from motcua.storage.tables.intake import CustomerRow, IdempotencyKeyRow, IntakeDraftRow
from motcua.storage.tables.notice import InAppNoticeRow, NoticeDeliveryRow, ReminderRow, TimedTaskRow
from motcua.storage.tables.operation import AuditEntryRow, CounterRow, JobRow, OutboxRow, SettingRow
from motcua.storage.tables.paper import (
    DossierDocumentRow,
    FeeLineRow,
    IssuedPaperRow,
    PaymentRow,
    StoredFileRow,
)
from motcua.storage.tables.people import AccountRow, DelegationRow, EndedSessionRow, HoldingRow, OfficerRow
from motcua.storage.tables.presence import EditorPresenceRow
from motcua.storage.tables.publication import DefinitionGrantRow, PublicationRequestRow, RevisionSourceRow
from motcua.storage.tables.record import DossierFileRow, FileUploadRow, IssuedOutcomeRow
from motcua.storage.tables.reorganization import DossierAgencyChangeRow, ReorganizationRow
from motcua.storage.tables.report import ReportSubmissionRow, StatedFigureRow

__all__ = [
    "AccountRow",
    "AuditEntryRow",
    "CatalogEntryRow",
    "ChildDossierRow",
    "CounterRow",
    "CustomerRow",
    "DefinitionDraftRow",
    "DefinitionGrantRow",
    "DefinitionSourceRow",
    "DelegationRow",
    "DossierAccessRow",
    "DossierAgencyChangeRow",
    "DossierDocumentRow",
    "DossierEventRow",
    "DossierFileRow",
    "DossierListItemRow",
    "DossierListRow",
    "DossierRow",
    "EditorPresenceRow",
    "EndedSessionRow",
    "FeeLineRow",
    "FileUploadRow",
    "HoldingRow",
    "IdempotencyKeyRow",
    "ImportChangeRow",
    "ImportRunRow",
    "InAppNoticeRow",
    "IntakeDraftRow",
    "IssuedOutcomeRow",
    "IssuedPaperRow",
    "JobRow",
    "ListChoiceRow",
    "NoticeDeliveryRow",
    "OfficerRow",
    "OutboxRow",
    "PaymentRow",
    "PublicationRequestRow",
    "ReferenceRow",
    "RefusedValueRow",
    "ReleaseRow",
    "ReminderRow",
    "ReorganizationRow",
    "ReportSubmissionRow",
    "ReviewItemRow",
    "RevisionRow",
    "RevisionSourceRow",
    "SettingRow",
    "StatedFigureRow",
    "StoredFileRow",
    "SurveyAnswerRow",
    "TimedTaskRow",
    "WorkItemRow",
]
