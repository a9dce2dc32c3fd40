"""Coverage names the conditions, price bands, steps and buttons that tests have not touched."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.services.proving import BUSINESS

from motcua.definitions.procedure import FeeTier
from motcua.services.definition_tests import run_definition_tests
from motcua.services.runtime import Platform


def test_coverage__counts_bands_exemptions_steps_and_buttons(sqlite_platform: Platform) -> None:
    directory = sqlite_platform.directory()
    bundle = sqlite_platform.rules.bundle(BUSINESS, "", sqlite_platform.today())
    fee = replace(bundle.procedure.fees[0], amount=None, channels={}, times="dossier.quantity")
    tiered = replace(fee, tiers=(FeeTier(2, 100_000), FeeTier(None, 50_000)))
    changed = replace(bundle, procedure=replace(bundle.procedure, fees=(tiered,)))
    found = run_definition_tests(changed, directory, sqlite_platform.registry).coverage
    bands = {one.path: one for one in found.branches if "/tiers/" in one.path}
    assert [one.held for one in bands.values()] == [True, False]
    assert bands["/fees/le-phi/tiers/2"].failed
    assert any("/exemptions/ho-ngheo" in one.path and not one.held for one in found.branches)
    assert found.steps_missed == ()
    assert found.actions_missed == ()
    assert ("sign", "approve") in found.actions
    assert 0 < found.percent < 100
    untested = replace(changed, procedure=replace(changed.procedure, tests=()))
    bare = run_definition_tests(untested, directory, sqlite_platform.registry).coverage
    assert len(bare.actions_missed) == len(bare.actions) > 0
