"""Each check with exactly the warning that is expected, and the case beside it that is not asked about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from geodata.findings import Finding
from geodata.store.targets import StoredTarget
from geodata.store.units import UnitKey
from layers.catalogue import Profile
from layers.errors import CatalogueError
from layers.periods import Period
from layers.plausibility import check_rules, old_image, own_targets_short
from layers.plausibility.dates import early_estimates
from layers.plausibility.jumps import jumps
from layers.plausibility.relations import grades_skipped, parts_not_total, parts_over_wholes
from tests.build.figures import A, B, figure, known_of


def said(finding: Finding, *names: str) -> tuple[Any, ...]:
    return (finding.code, *(finding.parameters[name] for name in names))


@pytest.mark.parametrize(
    ("indicator", "before", "after", "code", "change"),
    [
        ("clean_water_rural", "60", "80.5", "plausible.jump_points", Fraction(41, 2)),
        ("clean_water_rural", "60", "80", None, None),
        ("clean_water_rural", "60", "39.9", "plausible.jump_points", Fraction(-201, 10)),
        ("security_hotspots", "10", "16", "plausible.jump_percent", Fraction(60)),
        ("security_hotspots", "10", "15", None, None),
        # Three more are 150 %, and few.
        ("security_hotspots", "2", "5", None, None),
        # From nothing there is no percent: ten are twice the least that matters.
        ("security_hotspots", "0", "10", "plausible.jump_percent", Fraction(200)),
    ],
)
def test_a_jump_over_the_bound(profile: Profile, indicator, before, after, code, change):
    known = known_of(profile, [figure(indicator, after, "2024")], [figure(indicator, before, "2023")])
    found = [said(f, "change", "before", "earlier") for f in jumps(known)]
    assert found == ([] if code is None else [(code, change, Decimal(before), "2023")])


def test_the_office_sets_its_own_bound(profile: Profile):
    brought, standing = [figure("clean_water_rural", "80.5")], [figure("clean_water_rural", "60", "2023")]
    assert not list(jumps(known_of(profile, brought, standing, settings={"jump.clean_water_rural": "30"})))
    assert list(jumps(known_of(profile, brought, standing, settings={"jump.clean_water_rural": "20"})))


def test_what_stands_already_is_not_asked_about_again(profile: Profile):
    standing = [figure("clean_water_rural", "60", "2023"), figure("clean_water_rural", "90")]
    assert not list(jumps(known_of(profile, [figure("clean_water_rural", "90")], standing)))


def test_tap_water_above_clean_water(profile: Profile):
    known = known_of(profile, [figure("tap_water_rural", "70")], [figure("clean_water_rural", "65")])
    (finding,) = parts_over_wholes(known)
    assert said(finding, "smaller", "larger", "unit") == ("plausible.over_whole", 70, 65, "Xã 0")
    assert finding.parameters["larger_vi"] == profile.indicators["clean_water_rural"].name_vi
    assert not list(
        parts_over_wholes(
            known_of(profile, [figure("tap_water_rural", "65")], [figure("clean_water_rural", "65")])
        )
    )
    other_unit = known_of(
        profile, [figure("tap_water_rural", "70", unit=B)], [figure("clean_water_rural", "65")]
    )
    assert not list(parts_over_wholes(other_unit))


def test_resolved_above_received(profile: Profile):
    resolved = figure("crime_reports_resolved", "100", numerator=Decimal(12), denominator=Decimal(12))
    (finding,) = parts_over_wholes(known_of(profile, [resolved, figure("crime_reports", "11")]))
    assert said(finding, "smaller", "larger") == ("plausible.over_whole", 12, 11)
    assert not list(parts_over_wholes(known_of(profile, [resolved, figure("crime_reports", "12")])))


@pytest.mark.parametrize(("cases", "solved", "expected"), [("3", "9", 1), ("4", "9", 0), ("4", "3", 1)])
def test_serious_crimes_solved_above_serious_cases_or_all_solved(profile: Profile, cases, solved, expected):
    brought = [
        figure("serious_crimes_solved", "100", numerator=Decimal(4)),
        figure("serious_cases_initiated", cases),
        figure("crimes_solved", "90", numerator=Decimal(solved)),
        figure("cases_initiated", "10"),
    ]
    found = list(parts_over_wholes(known_of(profile, brought)))
    assert [f.code for f in found] == ["plausible.over_whole"] * expected


def test_urban_and_rural_are_not_the_total(profile: Profile):
    standing = [figure("population", "100"), figure("population_urban", "30")]
    (finding,) = parts_not_total(known_of(profile, [figure("population_rural", "71")], standing))
    assert said(finding, "added", "total", "difference") == ("plausible.not_total", 101, 100, 1)
    assert not list(parts_not_total(known_of(profile, [figure("population_rural", "70")], standing)))
    assert not list(parts_not_total(known_of(profile, [figure("population", "5")])))


def test_advanced_criteria_met_while_a_standard_one_is_not(profile: Profile):
    def met(indicator: str, value: str) -> object:
        return figure(indicator, value, denominator=Decimal(19))

    standard, advanced = met("new_rural_criteria", "18"), met("new_rural_advanced_criteria", "19")
    (finding,) = grades_skipped(known_of(profile, [advanced], [standard]))
    assert said(finding, "lower", "lower_of", "higher") == ("plausible.grade_skipped", 18, 19, 19)
    assert not list(grades_skipped(known_of(profile, [advanced], [met("new_rural_criteria", "19")])))
    fewer = met("new_rural_advanced_criteria", "18")
    assert not list(grades_skipped(known_of(profile, [fewer], [standard])))


def test_an_estimate_made_before_its_period(profile: Profile):
    estimate = figure("clean_water_rural", "80", "2024-Q2", quality="estimate")
    (finding,) = early_estimates(known_of(profile, [estimate], today=date(2024, 3, 31)))
    assert said(finding, "made", "begins") == (
        "plausible.early_estimate",
        date(2024, 3, 31),
        date(2024, 4, 1),
    )
    assert not list(early_estimates(known_of(profile, [estimate], today=date(2024, 4, 1))))
    final = figure("clean_water_rural", "80", "2024-Q2")
    assert not list(early_estimates(known_of(profile, [final], today=date(2024, 3, 31))))


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2023, 12, 31), ["plausible.old_image"]), (date(2024, 1, 1), []), (None, [])],
)
def test_an_image_older_than_the_period(day, expected):
    assert [finding.code for finding in old_image(day, Period.parse("2024"))] == expected


def target(indicator: str, value: str, unit: UnitKey | None = None, operator: str = ">=") -> StoredTarget:
    return StoredTarget(
        "09-NQ/HU", "I.1", 1, indicator, operator, Decimal(value), None, date(2024, 12, 31),
        "district", "judge", "stated", unit=unit,
    )  # fmt: skip


class TestOwnTargets:
    def test_counts_are_added(self, profile: Profile):
        whole, one = target("social_housing", "100"), target("social_housing", "60", A)
        (finding,) = own_targets_short(profile, [whole, one, target("social_housing", "39", B)], (A, B), {})
        assert said(finding, "together", "target") == ("plausible.own_targets", 99, 100)
        assert not list(
            own_targets_short(profile, [whole, one, target("social_housing", "40", B)], (A, B), {})
        )

    def test_rates_are_weighted(self, profile: Profile):
        """80 % of 300 and 92 % of 100 are 83 % of 400."""
        rates = [target("clean_water_rural", "85"), target("clean_water_rural", "80", A)]
        rates.append(target("clean_water_rural", "92", B))
        residents = {("population_rural", A): Decimal(300), ("population_rural", B): Decimal(100)}
        (finding,) = own_targets_short(profile, rates, (A, B), residents)
        assert said(finding, "together") == ("plausible.own_targets", 83)
        assert not list(own_targets_short(profile, rates, (A, B), {}))

    def test_a_commune_without_its_own_leaves_nothing_to_add(self, profile: Profile):
        given = [target("social_housing", "100"), target("social_housing", "60", A)]
        assert not list(own_targets_short(profile, given, (A, B), {}))

    def test_at_most_is_exceeded_from_above(self, profile: Profile):
        given = [
            target("major_fires", "5", operator="<="),
            target("major_fires", "3", A),
            target("major_fires", "3", B),
        ]
        assert [f.code for f in own_targets_short(profile, given, (A, B), {})] == ["plausible.own_targets"]


def test_a_rule_of_an_unknown_figure_is_refused(profile: Profile, tmp_path):
    (tmp_path / "checks.toml").write_text('[[at_most]]\nsmaller = "gone"\nlarger = "population"\n', "utf-8")
    with pytest.raises(CatalogueError, match="gone"):
        check_rules(replace(profile, folder=tmp_path))
    (tmp_path / "checks.toml").unlink()
    assert check_rules(replace(profile, folder=tmp_path, catalogue_hash="none")).at_most == ()
