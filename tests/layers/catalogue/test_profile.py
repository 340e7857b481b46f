"""The profile's data: what stands in it, and how a wrong entry is refused."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from layers.catalogue import Grade, Kind, Operator, Profile, Visibility, find_profile, load_profile
from layers.errors import CatalogueError
from tests.layers.catalogue.conftest import replace_in

FOLDER = find_profile("nhon_trach")


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load_profile(FOLDER)


def test_the_resolution_has_its_seventy_targets(profile: Profile) -> None:
    (resolution,) = profile.resolutions
    assert (resolution.number, resolution.year, resolution.issued) == ("09-NQ/HU", 2024, date(2024, 1, 15))
    by_clause = Counter(target.clause for target in resolution.targets)
    assert by_clause == {
        "I.1": 5, "III.1.1": 5, "I.2": 10, "I.3": 19, "I.4": 9, "I.5": 4, "I.6": 6, "I.7": 12,
    }  # fmt: skip
    assert {target.indicator for target in resolution.targets} == {i.code for i in profile.measured_lines}


def test_operators_are_those_of_the_document(profile: Profile) -> None:
    (resolution,) = profile.resolutions
    assert Counter(target.operator for target in resolution.targets) == {
        ">=": 32, ">": 14, "==": 14, "<": 3, "between": 2, "below_previous": 3, "all_criteria": 2,
    }  # fmt: skip
    unset = [t.indicator for t in resolution.targets if t.operator.needs_value and t.value is None]
    assert unset == [
        "budget_revenue",
        "social_housing",
        "party_admissions",
        "drug_cases",
        "civil_enforcement",
    ]


@pytest.mark.parametrize(
    ("code", "operator", "value", "value_to"),
    [
        ("investment_capital", ">=", "15577", None),
        ("tree_cover", ">=", "26.5", None),
        ("clean_water_urban", ">=", "89", None),
        ("tap_water_urban", ">=", "86.5", None),
        ("urban_unemployment", "<", "2", None),
        ("doctors_per_10k", "between", "4.6", "5.5"),
        ("security_hotspots", "==", "0", None),
        ("cultural_offices", ">", "98", None),
    ],
)
def test_target_values_are_exact(
    profile: Profile, code: str, operator: str, value: str, value_to: str | None
) -> None:
    target = profile.resolutions[0].target_of(code)
    assert target is not None
    assert (target.operator, target.value) == (operator, Fraction(value))
    assert target.value_to == (None if value_to is None else Fraction(value_to))


def test_every_line_is_named_in_both_languages_and_says_who_reports_it_later(profile: Profile) -> None:
    for indicator in profile.indicators.values():
        assert indicator.name("vi") != indicator.name("en")
        assert indicator.unit("vi") and indicator.unit("en")
        assert indicator.owner == ""


def test_rates_have_what_they_are_made_of(profile: Profile) -> None:
    rates = [i for i in profile.measured_lines if i.kind is Kind.RATE]
    assert len(rates) == 54
    for rate in rates:
        assert rate.numerator is not None and rate.denominator is not None
        assert rate.per in (100, 10000)
        assert rate.numerator_within_denominator == (rate.max == 100)


def test_thirty_eight_denominators_are_each_used(profile: Profile) -> None:
    denominators = {i.code for i in profile.indicators.values() if i.is_denominator}
    used = {i.denominator for i in profile.measured_lines if i.denominator is not None}
    assert len(denominators) == 38
    assert denominators == used


def test_a_denominator_is_no_more_visible_than_the_most_visible_rate(profile: Profile, copy: Path) -> None:
    assert profile.indicators["population"].visibility is Visibility.PUBLIC
    assert profile.indicators["party_members"].visibility is Visibility.INTERNAL
    replace_in(copy / "denominators.toml", 'visibility = "internal"', 'visibility = "public"')
    assert load_profile(copy).indicators["party_members"].visibility is Visibility.INTERNAL
    assert load_profile(copy).indicators["households"].visibility is Visibility.PUBLIC


def test_themes_lead_to_indicators_of_their_own(profile: Profile) -> None:
    assert [t.code for t in profile.themes] == ["new_rural", "clean_water", "tree_cover", "waste", "crime"]
    for theme in profile.themes:
        assert profile.indicators[theme.lead].theme == theme.code
    assert Counter(i.theme for i in profile.measured_lines if i.theme) == {
        "new_rural": 7, "clean_water": 4, "tree_cover": 2, "waste": 6, "crime": 9,
    }  # fmt: skip
    assert profile.theme("waste") is not None and profile.theme("sport") is None


def test_the_count_of_crimes_is_mapped_as_a_rate(profile: Profile) -> None:
    crimes = profile.indicators["social_order_crimes"]
    assert (crimes.kind, crimes.per, crimes.denominator, crimes.mapped_as_rate) == (
        Kind.COUNT, 1000, "population", True,
    )  # fmt: skip
    assert not profile.indicators["major_fires"].mapped_as_rate


def test_what_counts_recognitions_says_so(profile: Profile) -> None:
    counting = {i.code: i.recognition_grade for i in profile.measured_lines if i.counts_recognitions}
    assert counting == {
        "new_rural_model_communes": Grade.MODEL,
        "new_rural_advanced_communes": Grade.ADVANCED,
        "new_rural_model_communes_2025": Grade.MODEL,
        "new_rural_advanced_district": Grade.ADVANCED,
    }


@pytest.mark.parametrize(
    ("grade", "day", "code", "criteria"),
    [
        (Grade.STANDARD, date(2024, 6, 30), "standard-2021-2025", 19),
        (Grade.ADVANCED, date(2024, 6, 30), "advanced-2021-2025", 19),
        (Grade.STANDARD, date(2025, 12, 31), "standard-2021-2025", 19),
        (Grade.STANDARD, date(2026, 12, 31), "standard-2026-2030", 10),
    ],
)
def test_the_criterion_set_of_a_period(
    profile: Profile, grade: Grade, day: date, code: str, criteria: int
) -> None:
    found = profile.criterion_set(grade, day)
    assert found is not None
    assert (found.code, len(found.criteria)) == (code, criteria)


def test_a_grade_without_a_set_has_none(profile: Profile) -> None:
    assert profile.criterion_set(Grade.MODEL, date(2024, 6, 30)) is None
    assert profile.criterion_set(Grade.STANDARD, date(2020, 12, 31)) is None
    assert profile.criterion_set(Grade.ADVANCED, date(2026, 6, 30)) is None


def test_thresholds_that_nobody_compared_are_empty(profile: Profile) -> None:
    standard = profile.criterion_set(Grade.STANDARD, date(2024, 6, 30))
    assert standard is not None
    parts = {part.number: part for criterion in standard.criteria for part in criterion.parts}
    assert (parts["3.1"].threshold, parts["3.1"].verified) == ("≥ 80 %", True)
    assert [parts[number].threshold for number in ("2.1", "10", "15.1", "17.11", "18.3")] == [None] * 5


def test_the_profile_knows_its_district(profile: Profile) -> None:
    assert (profile.district.code, profile.own_bodies.code, profile.crs) == ("742", "742-own", "EPSG:5899")
    assert profile.district.valid_to == date(2025, 6, 30)
    assert [(v.valid_from, v.valid_to) for v in profile.vintages] == [
        (date(2020, 1, 1), date(2025, 6, 30)),
        (date(2025, 7, 1), None),
    ]
    assert profile.own_bodies.name("vi") == "Khối trực thuộc huyện"


def test_the_hash_changes_with_the_data(profile: Profile, copy: Path) -> None:
    assert load_profile(copy).catalogue_hash == profile.catalogue_hash
    replace_in(copy / "indicators" / "waste.toml", "Domestic solid waste", "Household waste")
    assert load_profile(copy).catalogue_hash != profile.catalogue_hash


def test_an_indicator_is_added_by_one_entry(copy: Path) -> None:
    path = copy / "indicators" / "waste.toml"
    path.write_text(path.read_text(encoding="utf-8") + _WASTE_WATER, encoding="utf-8")
    added = load_profile(copy).indicators["waste_water"]
    assert (added.name("en"), added.theme, added.precision) == ("Domestic waste water treated", "waste", 1)


def test_a_profile_is_found_by_name_or_path(copy: Path) -> None:
    assert find_profile(str(copy)) == copy.resolve()
    assert load_profile(find_profile(str(copy))).name == "spoilt"
    with pytest.raises(CatalogueError, match="known are: nhon_trach"):
        find_profile("long_thanh")


_WASTE_WATER = """
[[indicator]]
code = "waste_water"
name_vi = "Tỷ lệ nước thải sinh hoạt được xử lý"
name_en = "Domestic waste water treated"
theme = "waste"
kind = "count"
unit_vi = "công trình"
unit_en = "works"
precision = 1
direction = "higher"
measure = "stock"
frequency = "year"
data_level = "commune"
visibility = "public"
"""


def test_every_operator_knows_its_direction() -> None:
    assert {operator: str(operator.direction) for operator in Operator} == {
        ">=": "higher", ">": "higher", "between": "higher", "all_criteria": "higher",
        "<=": "lower", "<": "lower", "below_previous": "lower", "==": "neutral",
    }  # fmt: skip
