"""How a fictitious dossier begins when nobody says more: an applicant who may apply, answers its form accepts."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from motcua.services.drafted_rules import ChosenRules
from motcua.services.runtime import Platform
from motcua.services.sample_answers import Sampler, sample_answers
from motcua.services.simulation_script import Script, request_of


def sample_applicant(rules: ChosenRules) -> dict[str, Any]:
    """Somebody who may apply."""
    kinds = rules.bundle.procedure.applicants
    return {
        "full_name": "Nguyễn Văn An",
        "phone": "0912345678",
        **({"kind": kinds[0].value} if kinds else {}),
    }


def with_sample(platform: Platform, rules: ChosenRules, script: Script, seed: int) -> Script:
    """The script with answers made up for its form; the same seed gives the same ones."""
    sampler = Sampler(random.Random(seed), platform.today(), rules.bundle.code_lists)  # noqa: S311
    return replace(script, answers=sample_answers(rules.bundle, rules.directory, request_of(script), sampler))
