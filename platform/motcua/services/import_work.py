"""What a job of an import works with; each may run twice, and stores its end together with its work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.dossiers.actor import Actor
from motcua.services.background_jobs import TakenJob, holds
from motcua.services.import_runs import AT_WORK, find_run
from motcua.services.import_watch import ImportLostError, Watch
from motcua.services.officers import identity_by_name
from motcua.services.runtime import Platform
from motcua.storage.tables import ImportRunRow

Tell = Callable[[int, int | None, str], None]


@dataclass(frozen=True, slots=True)
class RunWork:
    """The work of one job on an import."""

    platform: Platform
    job: TakenJob
    tell: Tell

    @property
    def run_id(self) -> int:
        """The import."""
        return int(self.job.arguments["run"])

    @property
    def watch(self) -> Watch:
        """Tells how far it is, and lets nothing be stored once somebody called it off or another worker has it."""
        return Watch(self.tell, self.is_mine)

    def is_mine(self, session: Session) -> bool:
        """Whether the import still waits for this job; the answer holds until the transaction ends."""
        mine = session.scalar(
            select(ImportRunRow.id)
            .where(
                ImportRunRow.id == self.run_id,
                ImportRunRow.job_id == self.job.id,
                ImportRunRow.state.in_(AT_WORK),
            )
            .with_for_update()
        )
        return mine is not None and holds(session, self.job)

    def actor(self) -> Actor:
        """Who asked for it, with the permissions held now."""
        with self.platform.database.read() as session:
            identity = identity_by_name(session, self.job.created_by)
        if identity is None:
            raise LookupError(f"Không còn tài khoản “{self.job.created_by}”.")
        return identity.actor(self.platform.now())

    def row(self, state: str) -> ImportRunRow:
        """The import, detached. Raises :class:`ImportLostError` unless it waits for this job in that state."""
        with self.platform.database.read() as session:
            row = find_run(session, self.run_id)
            session.expunge(row)
        if row.state != state or row.job_id != self.job.id:
            raise ImportLostError("Lần nhập đã được dừng.")
        return row
