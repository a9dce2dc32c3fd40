"""What becomes of every stored agency code when agencies are merged, split or renamed: decided for each column."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Fate(StrEnum):
    """What a reorganization does with the rows of an agency that is left."""

    CARRIED = "carried"
    """Work that is still open goes on at the successor; what is finished stays as it was."""
    WITH_DOSSIER = "with_dossier"
    """Says where it was written; whoever may see the dossier sees it, so it follows without being changed."""
    PUBLISHED = "published"
    """The successor's texts are published beside it; what was published before stays as it was."""
    HISTORY = "history"
    """Says what was at its time and is never changed."""
    PASSING = "passing"
    """Renewed within seconds or minutes by itself."""


FATES: Mapping[str, Fate] = MappingProxyType(
    {
        # running dossiers, their open steps and who is shown them: services/reorganization_dossiers
        "dossier.agency_code": Fate.CARRIED,
        "dossier.competent_agency": Fate.CARRIED,
        "dossier.state": Fate.CARRIED,
        "work_item.agency_code": Fate.CARRIED,
        "work_item.owner_agency": Fate.CARRIED,
        "dossier_access.agency_code": Fate.CARRIED,
        # lists on their way, drafts, uploads, applicants: services/reorganization_queues
        "dossier_list.agency_code": Fate.CARRIED,
        "dossier_list.owner_agency": Fate.CARRIED,
        "dossier_list_item.agency_code": Fate.CARRIED,
        "dossier_list_item.owner_agency": Fate.CARRIED,
        "intake_draft.agency_code": Fate.CARRIED,
        "intake_draft.payload": Fate.CARRIED,
        "file_upload.agency_code": Fate.CARRIED,
        "customer.agency_code": Fate.CARRIED,
        # people, what they hold and will hold: services/reorganization_people
        "officer.agency_code": Fate.CARRIED,
        "holding.agency_code": Fate.CARRIED,
        # who may edit what, texts begun and proposed: services/reorganization_drafts
        "definition_draft.agency_code": Fate.CARRIED,
        "definition_draft.text": Fate.CARRIED,
        "definition_grant.agency_code": Fate.CARRIED,
        "publication_request.agency_code": Fate.CARRIED,
        "publication_request.text": Fate.CARRIED,
        # parts of a dossier: seen through it, counted where they came about
        "child_dossier.agency_code": Fate.WITH_DOSSIER,
        "dossier_document.agency_code": Fate.WITH_DOSSIER,
        "dossier_event.agency_code": Fate.WITH_DOSSIER,
        "dossier_event.data": Fate.WITH_DOSSIER,
        "dossier_file.agency_code": Fate.WITH_DOSSIER,
        "fee_line.agency_code": Fate.WITH_DOSSIER,
        "issued_outcome.agency_code": Fate.WITH_DOSSIER,
        "issued_outcome.issuer": Fate.WITH_DOSSIER,
        "issued_paper.agency_code": Fate.WITH_DOSSIER,
        "issued_paper.data": Fate.WITH_DOSSIER,
        "notice_delivery.agency_code": Fate.WITH_DOSSIER,
        "payment.agency_code": Fate.WITH_DOSSIER,
        "survey_answer.agency_code": Fate.WITH_DOSSIER,
        # numbers: a dossier keeps its own, a series of an agency that ended is continued by nobody
        "counter.scope_key": Fate.HISTORY,
        "dossier.number": Fate.HISTORY,
        "dossier.number_tail": Fate.HISTORY,
        "dossier.search_text": Fate.HISTORY,
        "work_item.number": Fate.HISTORY,
        "dossier_list.number": Fate.HISTORY,
        "dossier_list_item.number": Fate.HISTORY,
        "child_dossier.parent_number": Fate.HISTORY,
        "issued_paper.number": Fate.HISTORY,
        "issued_outcome.number": Fate.HISTORY,
        "issued_outcome.verify_code": Fate.HISTORY,
        "payment.receipt_number": Fate.HISTORY,
        "in_app_notice.number": Fate.HISTORY,
        "in_app_notice.key": Fate.HISTORY,
        "in_app_notice.text": Fate.HISTORY,
        "in_app_notice.title": Fate.HISTORY,
        "outbox.payload": Fate.HISTORY,
        "outbox.key": Fate.HISTORY,
        # what is published; the organization says itself who follows whom
        "definition_source.agency_code": Fate.PUBLISHED,
        "definition_source.text": Fate.PUBLISHED,
        "definition_source.data": Fate.PUBLISHED,
        "revision.agency_code": Fate.PUBLISHED,
        "revision.content": Fate.PUBLISHED,
        "revision.origins": Fate.PUBLISHED,
        "revision_source.agency_code": Fate.PUBLISHED,
        "revision_source.text": Fate.PUBLISHED,
        "revision_source.data": Fate.PUBLISHED,
        "reference.from_agency": Fate.PUBLISHED,
        "reference.to_code": Fate.PUBLISHED,
        "catalog_entry.issuing_agency": Fate.PUBLISHED,
        "release.summary": Fate.PUBLISHED,
        # what was done, asked and reported
        "audit_entry.agency_code": Fate.HISTORY,
        "audit_entry.detail": Fate.HISTORY,
        "audit_entry.target": Fate.HISTORY,
        "dossier_agency_change.agency_code": Fate.HISTORY,
        "dossier_agency_change.agency_before": Fate.HISTORY,
        "dossier_agency_change.competent_before": Fate.HISTORY,
        "idempotency_key.response": Fate.HISTORY,
        "job.agency_code": Fate.HISTORY,
        "job.arguments": Fate.HISTORY,
        "job.result": Fate.HISTORY,
        "report_submission.agency_code": Fate.HISTORY,
        "report_submission.agency_name": Fate.HISTORY,
        "report_submission.content": Fate.HISTORY,
        "reorganization.plan": Fate.HISTORY,
        "reorganization.result": Fate.HISTORY,
        "setting.value": Fate.HISTORY,
        "stated_figure.agency_code": Fate.HISTORY,
        "editor_presence.agency_code": Fate.PASSING,
    }
)
"""Every column an agency's code stands in, as `table.column`; a test finds those nobody has decided upon."""
