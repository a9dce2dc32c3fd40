"""Everything that rules one dossier: the procedure with its form, process, policy and code lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from motcua.definitions.code_list import CodeList
from motcua.definitions.form import Form
from motcua.definitions.numbering import Numbering
from motcua.definitions.policy import Policy
from motcua.definitions.procedure import Procedure
from motcua.definitions.process import Process


@dataclass(frozen=True, slots=True)
class ProcedureBundle:
    """The rules of one dossier for its whole life, frozen. The revision numbers are row ids of the store; 0 while
    a definition is not stored yet (checks, tests, simulation). ``step_forms`` are those its steps ask to fill in.
    """

    procedure: Procedure
    form: Form | None
    process: Process
    policy: Policy
    code_lists: Mapping[str, CodeList] = field(default_factory=dict)
    numbering: Numbering | None = None
    step_forms: Mapping[str, Form] = field(default_factory=dict)
    procedure_revision: int = 0
    form_revision: int = 0
    process_revision: int = 0
    policy_revision: int = 0
