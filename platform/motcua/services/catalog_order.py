"""What to import into the catalog, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from motcua.kernel.problems import Problem
from motcua.services.catalog_comparison import Comparison

KIND = "procedure_catalog"
DONE = "finished"
"""The state of an import that stands in the catalog."""


@dataclass(frozen=True, slots=True)
class CatalogOrder:
    """What to import and how far to go. `shown_name` is the file's name for people; `retire_abolished` confirms that
    all procedures the file no longer lists are to be retired; `errors` is where to write the error workbook; `run` is
    the import whose choices count and that keeps the result, 0 for a new one.
    """

    file: Path
    details: Path | None = None
    dry_run: bool = False
    retire_abolished: bool = False
    effective_from: date | None = None
    errors: Path | None = None
    shown_name: str = ""
    run: int = 0

    @property
    def name(self) -> str:
        """The file's name for people."""
        return self.shown_name or self.file.name


@dataclass(slots=True)
class CatalogReport:
    """What an import did, or would do. `usable` is false when the file could not be taken at all."""

    file: str
    dry_run: bool
    usable: bool = False
    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    abolished: int = 0
    retired: int = 0
    rejected: int = 0
    kept: int = 0
    review_items: int = 0
    seconds: float = 0.0
    release: int = 0
    import_run: int = 0
    problems: tuple[Problem, ...] = ()
    comparison: Comparison | None = field(default=None, repr=False)

    def summary(self) -> dict[str, Any]:
        """The figures as `--json` prints them and the history keeps them."""
        return {
            "file": self.file,
            "dry_run": self.dry_run,
            "ok": self.usable,
            "rows": self.rows,
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "abolished": self.abolished,
            "retired": self.retired,
            "rejected": self.rejected,
            "kept": self.kept,
            "review_items": self.review_items,
            "seconds": round(self.seconds, 3),
        }
