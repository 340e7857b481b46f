"""How narrowly a target may be missed: whose band it is, and which lines are never near."""

from __future__ import annotations

from layers.catalogue import Profile
from layers.rules.targets import may_be_near, near_band_of, own_near_bands


def test_its_own_band_goes_over_the_one_for_all_also_when_it_is_zero(profile: Profile) -> None:
    settings = {"near_band": "2", "near_band.tree_cover": "0"}
    assert near_band_of(settings, "tree_cover") == 0
    assert near_band_of(settings, "clean_water_rural") == 2
    assert own_near_bands(settings, profile) == {"tree_cover": 0}


def test_lines_of_yes_and_no_are_never_near(profile: Profile) -> None:
    never = {i.code for i in profile.indicators.values() if not may_be_near(i)}
    assert "new_rural_criteria" in never
    assert {i.code for i in profile.indicators.values() if i.is_denominator} <= never
    assert "tree_cover" not in never
