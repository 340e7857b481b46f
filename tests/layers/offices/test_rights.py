"""Who may report what: an office its lines for all communes, a commune all lines of itself."""

from __future__ import annotations

import pytest

from layers.catalogue import Profile
from layers.offices.owners import owners_of
from tests.build.rights import of_communes, of_offices

WATER = "Trung tâm Nước sạch"
SETTINGS = {
    "owner.clean_water_rural": WATER,
    "owner.major_fires": "Công an huyện",
    "owner.households": "Chi cục Thống kê",
}


@pytest.fixture(scope="module")
def owners(profile: Profile) -> dict[str, str]:
    return owners_of(profile, SETTINGS)


@pytest.mark.parametrize(
    ("indicator", "unit", "reason"),
    [
        ("clean_water_rural", "26470", None),
        ("clean_water_rural", "742", None),
        ("population_rural", "26470", None),
        ("households", "26470", "indicator.not_yours"),
        ("major_fires", "26470", "indicator.not_yours"),
        ("tree_cover", "26470", "indicator.not_yours"),
    ],
)
def test_an_office_reports_its_own_lines_for_all(
    indicator: str, unit: str, reason: str | None, owners: dict[str, str], profile: Profile
) -> None:
    found = of_offices(WATER).why_not(profile.indicators[indicator], unit, owners, profile)
    assert found == reason


@pytest.mark.parametrize(
    ("indicator", "unit", "reason"),
    [
        ("tree_cover", "26470", None),
        ("tree_cover", "26473", "unit.not_yours"),
        ("budget_revenue", "26470", "unit.not_yours"),
        ("tree_cover", "742", "unit.not_yours"),
    ],
)
def test_a_commune_reports_all_lines_of_itself(
    indicator: str, unit: str, reason: str | None, owners: dict[str, str], profile: Profile
) -> None:
    found = of_communes("26470").why_not(profile.indicators[indicator], unit, owners, profile)
    assert found == reason
