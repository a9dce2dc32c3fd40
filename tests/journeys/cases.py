"""Every case, by name."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys.commune_cases import (
    batch_of_thirty,
    birth_online_supplemented_twice,
    delegation_during_absence,
    extension_with_apology_then_late,
    merged_communes_with_open_dossiers,
    refund,
    refusal_at_intake,
    same_day_certification_after_three,
    stop,
    withdrawal,
)
from tests.journeys.province_cases import (
    joint_birth_residence_insurance,
    land_change_with_tax_wait,
    permit_with_parallel_consultation,
)
from tests.journeys.story import Story

CASES: tuple[Callable[[Story], None], ...] = (
    same_day_certification_after_three,
    birth_online_supplemented_twice,
    permit_with_parallel_consultation,
    land_change_with_tax_wait,
    joint_birth_residence_insurance,
    refusal_at_intake,
    withdrawal,
    stop,
    extension_with_apology_then_late,
    delegation_during_absence,
    batch_of_thirty,
    refund,
    merged_communes_with_open_dossiers,
)
