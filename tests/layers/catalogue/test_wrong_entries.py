"""A wrong entry of the profile stops start-up, and the error says file, entry and reason."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from layers.catalogue import load_profile
from layers.errors import CatalogueError
from tests.layers.catalogue.conftest import replace_in

WASTE, RESOLUTION = "indicators/waste.toml", "resolutions/09-NQ-HU.toml"
CRITERIA, DENOMINATORS, PROFILE = "criteria/standard-2026-2030.toml", "denominators.toml", "profile.toml"
CUT_OFFS, DOMESTIC = "cut_offs.toml", "waste_domestic"
CRIME, TREES = "indicators/crime.toml", "indicators/tree_cover.toml"
STRAY = '[[target]]\nindicator = "waste_domestic"\nresolution = "1/NQ"'

WRONG: list[tuple[str, str, str, str, str]] = [
    # file, what stood there, what stands now → entry, reason
    (WASTE, 'measure = "ytd"', 'mesure = "ytd"', DOMESTIC, "'measure' is missing"),
    (WASTE, "per = 100", "per = 100\ncolour = 1", DOMESTIC, "unknown key 'colour'"),
    (WASTE, '"waste_domestic_t"', '"waste_t"', DOMESTIC, "'waste_t' is not among"),
    (WASTE, '"waste_domestic_t"', '"tree_cover"', DOMESTIC, "is not among the denom"),
    (WASTE, '"waste_hazardous"', '"waste_domestic"', DOMESTIC, "used twice"),
    (WASTE, '"waste_domestic"', '"tree_cover"', "tree_cover", "used twice"),
    (WASTE, '"waste_domestic"', '"Rác"', "Rác", "lower-case letters"),
    (WASTE, 'kind = "rate"', 'kind = "ratio"', DOMESTIC, "'ratio', expected one of: rate"),
    (WASTE, "precision = 1", "precision = 7", DOMESTIC, "precision 7 is over 6"),
    (WASTE, "precision = 1", "precision = -1", DOMESTIC, "at least 0"),
    (WASTE, "precision = 1", 'precision = "1"', DOMESTIC, "whole number"),
    (WASTE, "per = 100", "per = true", DOMESTIC, "whole number"),
    (WASTE, "max = 100", "max = 90", DOMESTIC, "max equals per"),
    (WASTE, "max = 100", "max = nan", DOMESTIC, "finite"),
    (WASTE, 'theme = "waste"', 'theme = "sport"', DOMESTIC, "theme 'sport'"),
    (WASTE, 'clause = "I.2"', "clause = 2", DOMESTIC, "expected a text"),
    (WASTE, 'name_en = "Domestic', 'name_en = ""\n# "', DOMESTIC, "missing or empty"),
    (WASTE, 'owner = ""', 'note_vi = "Một"', DOMESTIC, "both languages"),
    (WASTE, "max = 100", "max = 100\nclass_breaks = [0, 50, 40]", DOMESTIC, "out of order"),
    (WASTE, "max = 100", "max = 100\nclass_breaks = [0, 50, 50]", DOMESTIC, "out of order"),
    (WASTE, "max = 100", "max = 100\nclass_breaks = [5]", DOMESTIC, "two edges"),
    (WASTE, "max = 100", "max = 100\nclass_breaks = 5", DOMESTIC, "list of numbers"),
    (WASTE, "max = 100", "max = 100\nexceeded_margin = 0", DOMESTIC, "not above 0"),
    (WASTE, "max = 100", 'max = 100\npalette = "Rot"', DOMESTIC, "palette 'Rot'"),
    (WASTE, "[[indicator]]", "[indicator", "", "not readable as TOML"),
    (WASTE, 'denominator = "waste_domestic_t"\n', "", DOMESTIC, "needs a denominator"),
    (WASTE, "[[indicator]]", "[[target]]\nindicator = 1\n\n[[indicator]]", "1", "'resolution' is missing"),
    (WASTE, "[[indicator]]", f"{STRAY}\n\n[[indicator]]", DOMESTIC, "resolution '1/NQ' is not among"),
    ("indicators/new_rural.toml", 'criteria_grade = "standard"\n', "", "new_rural_criteria", "criteria_gr"),
    (DENOMINATORS, 'kind = "count"', 'kind = "rate"', "population", "a count or an amount"),
    (DENOMINATORS, 'kind = "count"', 'kind = "count"\nper = 5', "population", "unknown key 'per'"),
    (DENOMINATORS, 'from_unit = "natural_area_ha"', 'from_unit = "x"', "natural_area_ha", "from_unit"),
    (RESOLUTION, "value = 26.5", "value = 126.5", "tree_cover", "over the indicator's max"),
    (RESOLUTION, "value = 26.5", "value = -1", "tree_cover", "below 0"),
    (RESOLUTION, "value = 26.5\n", "", "tree_cover", "the value is missing"),
    (RESOLUTION, "value = 26.5", "value = 26.5\nvalue_to = 30", "tree_cover", "'between'"),
    (RESOLUTION, "value_to = 5.5", "value_to = 4.5", "doctors_per_10k", "not above value"),
    (RESOLUTION, "value_to = 5.5\n", "", "doctors_per_10k", "'between'"),
    (RESOLUTION, 'operator = "<"', 'operator = ">"', "urban_unemployment", "other direction"),
    (RESOLUTION, 'operator = "<"', 'operator = "=<"', "urban_unemployment", "one of: >="),
    (RESOLUTION, 'indicator = "tree_cover"', 'indicator = "trees"', "trees", "not in the catalogue"),
    (RESOLUTION, 'indicator = "tree_cover"', 'indicator = "forest_cover"', "forest_cover", "two targ"),
    (RESOLUTION, 'indicator = "tree_cover"', 'indicator = "population"', "population", "has no target"),
    (RESOLUTION, 'clause = "I.1"\norder = 1', 'clause = "IV"\norder = 1', "budget_revenue", "clause 'IV'"),
    (RESOLUTION, "order = 2", "order = 1", "investment_capital", "occurs twice"),
    (RESOLUTION, "due = 2024-12-31", 'due = "2024"', "budget_revenue", "expected a date"),
    (RESOLUTION, 'code = "I.2"', 'code = "I.1"', "", "two clauses"),
    (RESOLUTION, 'assigned_by = "UBND tỉnh"\n', "", "budget_revenue", "assigned_by"),
    (CRITERIA, 'number = "2"', 'number = "1"', "", "'1' occurs twice"),
    (CRITERIA, "valid_to = 2030-12-31", "valid_to = 2025-12-31", "", "before valid_from"),
    (CRITERIA, '"standard-2026-2030"', '"standard-2021-2025"', "", "described twice"),
    (PROFILE, 'lead = "tree_cover"', 'lead = "trees"', "tree_cover", "lead 'trees'"),
    (PROFILE, 'page = "incidents"', 'page = "crime"', "crime", "one of: incidents, new_rural"),
    (PROFILE, 'page = "incidents"', 'page = "new_rural"', "", "not to new_rural and crime"),
    (TREES, 'measured_by = "tree"', 'measured_by = "trees"', "tree_cover", "one of: tree, forest"),
    (CRIME, 'kind = "count"', 'kind = "count"\nmeasured_by = "tree"', "security_hotspots", "only a rate"),
    (PROFILE, '"EPSG:5899"', '"5899"', "", "such as EPSG:5899"),
    (PROFILE, 'units = "units.csv"', 'units = "unit.csv"', "2020-01-01", "'unit.csv' is missing"),
    (PROFILE, "valid_from = 2025-07-01", "valid_from = 2025-06-30", "", "vintages overlap"),
    (CUT_OFFS, "closes_on = 14", "closes_on = 32", "month", "at most 31"),
    (CUT_OFFS, '"quarter"', '"month"', "month", "two cut-offs for 'all offices'"),
    (CUT_OFFS, 'kind = "year"\ndays', 'kind = "year"\noffices = ["X"]\ndays', "", "of kind 'year'"),
    (PROFILE, "[own_bodies]", "[own]", "", "'own_bodies' is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "before", "after", "entry", "reason"), WRONG)
def test_a_wrong_entry_stops_with_file_entry_and_reason(
    copy: Path, file: str, before: str, after: str, entry: str, reason: str
) -> None:
    replace_in(copy / file, before, after, count=1)
    with pytest.raises(CatalogueError) as refused:
        load_profile(copy)
    assert (refused.value.file, refused.value.entry) == (file, entry)
    assert reason in refused.value.reason
    assert str(refused.value).startswith(f"{file}: {entry}" if entry else f"{file}: ")


@pytest.mark.parametrize(
    "name", ["profile.toml", "denominators.toml", "indicators", "resolutions", "criteria"]
)
def test_a_missing_part_is_named(copy: Path, name: str) -> None:
    path = copy / name
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    with pytest.raises(CatalogueError, match=f"{name}: the (file|folder) is missing"):
        load_profile(copy)


def test_a_file_that_would_be_passed_over_is_refused(copy: Path) -> None:
    (copy / "indicators" / "waste.toml").rename(copy / "indicators" / "waste.tml")
    with pytest.raises(CatalogueError, match=r"waste\.tml: expected a file ending in \.toml"):
        load_profile(copy)
