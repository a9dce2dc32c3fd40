"""The example province with random dossiers, for tests of reports."""

from datetime import datetime

from sqlalchemy import select, update
from tests.storage.histories import random_lives, store

from motcua.kernel.clock import VIETNAM
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierRow, RevisionRow

EVERYTHING = Scope.everything("kiểm thử")
TAN_HOA = Scope.of({"H88.31"}, "kiểm thử")
FIRST = datetime(2026, 3, 1, tzinfo=VIETNAM)
LIVES = random_lives(42, 250, FIRST, 230)


def fill(platform):
    """Store the random dossiers, pinned to a procedure that exists."""
    with platform.database.write(EVERYTHING) as session:
        store(session, LIVES)
        procedure = session.scalar(select(RevisionRow.id).where(RevisionRow.kind == "procedure").limit(1))
        session.execute(update(DossierRow).values(procedure_revision_id=procedure))
    return platform
