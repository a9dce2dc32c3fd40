"""What the worker does for an import: one way for the catalog, one for every other table, under the same jobs."""

from __future__ import annotations

from motcua.services.catalog_jobs import take_catalog, try_catalog
from motcua.services.catalog_undo import undo_catalog
from motcua.services.import_runs import TABLE, find_run
from motcua.services.import_table_jobs import take_table_run, try_table_run
from motcua.services.import_table_undo import undo_table
from motcua.services.import_work import RunWork


def _is_table(work: RunWork) -> bool:
    with work.platform.database.read() as session:
        return find_run(session, work.run_id).kind == TABLE


def run_trial(work: RunWork) -> str:
    """Work out what the kept file would do; the words the list of jobs shows."""
    return try_table_run(work) if _is_table(work) else try_catalog(work)


def run_import(work: RunWork) -> str:
    """Take the kept file in for good."""
    return take_table_run(work) if _is_table(work) else take_catalog(work)


def run_undo(work: RunWork) -> str:
    """Undo the import."""
    return undo_table(work) if _is_table(work) else undo_catalog(work)
