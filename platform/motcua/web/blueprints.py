"""The screens and operations of the product: one blueprint a module, listed here."""

from __future__ import annotations

from flask import Blueprint, Flask
from flask_wtf import CSRFProtect

from motcua.web.api import batches as api_batches
from motcua.web.api import dossiers as api_dossiers
from motcua.web.api import files as api_files
from motcua.web.api import money as api_money
from motcua.web.api import openapi as api_openapi
from motcua.web.api import procedures as api_procedures
from motcua.web.api import public as api_public
from motcua.web.api import reorganizations as api_reorganizations
from motcua.web.api import reports as api_reports
from motcua.web.api import teamwork as api_teamwork
from motcua.web.screens import (
    appointments,
    archive,
    audit_log,
    bulk_changes,
    cashier,
    catalog,
    catalog_import,
    comparison,
    counter,
    counter_batch,
    customers,
    dashboards,
    definition_bundles,
    definitions,
    delegations,
    dossier,
    dossier_result,
    drafts,
    drawing_board,
    editing_grants,
    editor,
    files,
    hand_overs,
    home,
    import_centre,
    import_changes,
    import_layout,
    language,
    list_choices,
    migration,
    money_acts,
    new_procedure,
    notice_inbox,
    offering,
    outbox,
    portal,
    portal_files,
    portal_filing,
    portal_supplement,
    preview,
    print_editor,
    prints,
    procedure_page,
    procedure_reasons,
    process_import,
    publication_requests,
    publishing,
    received,
    recounting,
    reorganizations,
    report_builder,
    report_charts,
    report_figures,
    report_files,
    report_stated,
    report_submissions,
    reports,
    result_check,
    result_pickup,
    result_register,
    review_desk,
    revision_life,
    revision_sides,
    round_trip,
    simulation,
    studio,
    supervision,
    what_if,
    worklists,
)

# Screens: signed-in people by cookie, every change protected against forgery.
SCREENS: tuple[Blueprint, ...] = (
    home.blueprint,
    counter.blueprint,
    drafts.blueprint,
    received.blueprint,
    customers.blueprint,
    supervision.blueprint,
    delegations.blueprint,
    counter_batch.blueprint,
    hand_overs.blueprint,
    cashier.blueprint,
    worklists.blueprint,
    list_choices.blueprint,
    dossier.blueprint,
    money_acts.blueprint,
    prints.blueprint,
    files.blueprint,
    dossier_result.blueprint,
    archive.blueprint,
    result_check.blueprint,
    result_pickup.blueprint,
    result_register.blueprint,
    catalog.blueprint,
    procedure_page.blueprint,
    procedure_reasons.blueprint,
    offering.blueprint,
    review_desk.blueprint,
    definition_bundles.blueprint,
    process_import.blueprint,
    print_editor.blueprint,
    new_procedure.blueprint,
    round_trip.blueprint,
    comparison.blueprint,
    bulk_changes.blueprint,
    studio.blueprint,
    language.blueprint,
    editor.blueprint,
    drawing_board.blueprint,
    preview.blueprint,
    publishing.blueprint,
    publication_requests.blueprint,
    revision_life.blueprint,
    revision_sides.blueprint,
    simulation.blueprint,
    what_if.blueprint,
    migration.blueprint,
    editing_grants.blueprint,
    reorganizations.blueprint,
    recounting.blueprint,
    appointments.blueprint,
    audit_log.blueprint,
    definitions.blueprint,
    portal.blueprint,
    portal_files.blueprint,
    portal_filing.blueprint,
    portal_supplement.blueprint,
    report_builder.blueprint,
    report_charts.blueprint,
    dashboards.blueprint,
    report_figures.blueprint,
    report_stated.blueprint,
    reports.blueprint,
    report_files.blueprint,
    report_submissions.blueprint,
    catalog_import.blueprint,
    import_changes.blueprint,
    import_centre.blueprint,
    import_layout.blueprint,
    notice_inbox.blueprint,
    outbox.blueprint,
)

# Operations for programs: a token in the Authorization header, never a cookie.
OPERATIONS: tuple[Blueprint, ...] = (
    api_dossiers.blueprint,
    api_files.blueprint,
    api_money.blueprint,
    api_teamwork.blueprint,
    api_batches.blueprint,
    api_reorganizations.blueprint,
    api_procedures.blueprint,
    api_public.blueprint,
    api_reports.blueprint,
    api_openapi.blueprint,
)


def register_blueprints(app: Flask, csrf: CSRFProtect) -> None:
    """Put every blueprint in its place."""
    for screen in SCREENS:
        app.register_blueprint(screen)
    for operation in OPERATIONS:
        csrf.exempt(operation)
        app.register_blueprint(operation)
