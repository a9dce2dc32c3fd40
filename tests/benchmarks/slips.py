"""Drawing the slip of a dossier."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from tests.benchmarks.figures import Figure, best_of
from tests.benchmarks.worlds import World

from motcua.services.papers import Printing, compose, render
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierRow

BUDGETS = {"pdf": 300.0, "docx": 100.0}


def slip_figures(world: World) -> Iterator[Figure]:
    """The receipt as PDF and as DOCX, from the database to the bytes."""
    platform = world.platform()
    with platform.database.read(Scope.everything("đo")) as session:
        row = session.scalars(select(DossierRow).where(DossierRow.lifecycle == "processing").limit(1)).one()

        def draw(kind: str) -> bytes:
            return render(compose(platform, session, row, Printing(row.number, "receipt")), kind)[0]

        for kind, budget in BUDGETS.items():
            draw(kind)
            best = best_of(8, lambda kind=kind: draw(kind))
            yield Figure(f"slip as {kind.upper()}", best.milliseconds, "ms", budget, computing=best.computing)
    platform.database.dispose()
