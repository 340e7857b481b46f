"""Templates by office, by how often and by commune: each holds its own lines and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.store.units import StoredUnit
from layers.catalogue import Frequency, Profile
from layers.errors import NothingDue
from layers.offices.owners import owners_of
from layers.periods import Period
from layers.reporting import template_book
from tests.build.workbooks import FilledTemplate

INSURANCE, STATISTICS = "Bảo hiểm xã hội huyện", "Chi cục Thống kê"
YEAR = Period.parse("2024")


@pytest.fixture(scope="module")
def owners(profile: Profile) -> dict[str, str]:
    given = {"social_insurance": INSURANCE, "health_insurance": INSURANCE, "labour_force": STATISTICS}
    return owners_of(profile, {f"owner.{code}": office for code, office in given.items()})


def asked(book) -> set[str]:
    """Indicators that a template asks for."""
    columns = {c.key.partition(":")[0] for s in book.sheets for c in s.columns if ":" in c.key}
    rows = {row for s in book.sheets if s.columns[0].key == "indicator" for row in s.rows if row[0] != "#"}
    return columns | rows


def test_an_office_gets_its_lines_for_all_communes(
    profile: Profile, old_units: tuple[StoredUnit, ...], owners: dict[str, str]
) -> None:
    book = template_book(profile, old_units, YEAR, office=INSURANCE, owners=owners)
    # The labour force was assigned to the statistics office, so it is that office's to enter.
    assert asked(book) == {"social_insurance", "health_insurance", "population"}
    sheet = next(s for s in book.sheets if any(c.key == "health_insurance:numerator" for c in s.columns))
    assert set(sheet.rows) >= {u.code for u in old_units if u.is_commune}
    comment = next(c.comment for s in book.sheets for c in s.columns if c.key == "social_insurance:numerator")
    assert f"Mẫu số do {STATISTICS} nhập." in (comment or "")
    assert ("office", "value") in book.sheets[0].filled


def test_a_denominators_office_is_asked_for_it(
    profile: Profile, old_units: tuple[StoredUnit, ...], owners: dict[str, str]
) -> None:
    book = template_book(profile, old_units, YEAR, office=STATISTICS, owners=owners)
    assert asked(book) == {"labour_force"}


def test_only_lines_of_a_frequency(profile: Profile, old_units: tuple[StoredUnit, ...]) -> None:
    monthly = asked(template_book(profile, old_units, YEAR, frequency=Frequency.MONTH))
    lines = {i.code for i in profile.measured_lines if i.frequency is Frequency.MONTH}
    assert monthly >= lines
    assert all(profile.indicators[code].is_denominator for code in monthly - lines)


def test_a_communes_clerk_gets_that_commune_only(
    profile: Profile, old_units: tuple[StoredUnit, ...], tmp_path: Path
) -> None:
    book = template_book(profile, old_units, YEAR, only_units=["26470"])
    tables = [s for s in book.sheets if s.columns[0].key != "property"]
    assert {row for s in tables for row in s.rows} == {"26470"}
    assert "budget_revenue" not in asked(book)
    assert {i.code for i in profile.measured_lines if i.data_level == "commune"} <= asked(book)


def test_what_is_not_due_makes_no_template(
    profile: Profile, old_units: tuple[StoredUnit, ...], owners: dict[str, str]
) -> None:
    with pytest.raises(NothingDue):
        template_book(profile, old_units, Period.parse("2024-03"), office="Phòng Nội vụ", owners=owners)
    with pytest.raises(NothingDue):
        template_book(profile, old_units, YEAR, only_units=["99999"])


def test_yes_or_no_is_chosen_from_a_list_with_the_fixed_words(template: FilledTemplate) -> None:
    sheet = template.workbook["Toàn huyện"]
    cell = template.cell("new_rural_advanced_district", "value").coordinate
    rule = next(v for v in sheet.data_validations.dataValidation if cell in v.sqref)
    assert rule.formula1 == '"có,không,chưa có số liệu,không phát sinh,không áp dụng,rút số liệu"'
