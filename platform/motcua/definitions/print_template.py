"""An official paper (mẫu in): its content as blocks from which PDF, DOCX and the preview are generated."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from motcua.definitions.legal import LegalBasis


@dataclass(frozen=True, slots=True)
class Block:
    """One block: ``kind`` names a registered block kind, ``options`` its typed settings, ``when`` a condition.

    Kinds: national_header, title, codes, line, lines, paragraph, table, signatures, note, spacer, rule, rows.
    Authored as ``{is: line, label: …, value: …}``: everything but ``is`` and ``when`` lands in ``options``.
    """

    kind: str
    options: dict[str, Any] = field(default_factory=dict)
    when: str = ""


@dataclass(frozen=True, slots=True)
class PrintTemplate:
    """A paper. ``role`` says what it is for in the product whatever its number (``receipt``, ``supplement``,
    ``refusal``, ``apology``, ``stop``, ``control_slip``, ``register``, ``outcome`` …), so that the 2018 and the
    2025 set can both be asked for "the receipt" and the date decides. ``data`` names the data contract.
    """

    code: str
    name: str
    role: str
    data: str = "dossier"
    form_number: str = ""
    form_set: str = ""
    paper: str = "A4"
    landscape: bool = False
    copies: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    numbering: str = ""
    font_size: str = "13"
    legal_basis: tuple[LegalBasis, ...] = ()
    agencies: tuple[str, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None
    extends: str = ""
