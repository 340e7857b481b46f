"""The sample's values: complete, consistent with one another, accepted by the import, and of every sort."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest

from geodata.store.vocabulary import Basis, Quality, State
from layers.audience import Audience, Sight
from layers.catalogue import Kind, Measure
from layers.joining.snapshot import read_snapshot
from layers.joining.summary import Summary, summarise
from layers.periods import Period
from layers.profiles.nhon_trach.sample import make_values, plan, published
from layers.rules.judgement import Reason, Status
from layers.rules.values import NO_CASES
from tests.build.sample import BY_KEY, COMMUNES, INDICATORS, ROWS, loaded_store, number, report

CENSUS_2009 = {
    "26470": 9984,
    "26473": 6923,
    "26476": 7846,
    "26479": 10848,
    "26482": 9451,
    "26485": 7680,
    "26488": 7447,
    "26491": 7525,
    "26494": 5958,
    "26497": 14529,
    "26500": 10001,
    "26503": 6685,
}
WITHIN_A_YEAR = {year: [f"{year}-Q1", f"{year}-Q2", f"{year}-Q3", f"{year}-Q4"] for year in (2023, 2024)}
ENDING_ALIKE = [("H1", "Q2"), ("9M", "Q3"), ("", "Q4")]


@pytest.fixture(scope="module")
def summaries(tmp_path_factory) -> dict[str, Summary]:
    store = loaded_store(tmp_path_factory.mktemp("sample"))
    periods = [Period.parse(text) for text in ("2024", "2024-Q2")]
    with store.session() as session:
        snapshot = read_snapshot(session, plan.profile(), periods=periods)
    found = {str(period): summarise(snapshot, period, sight=Sight(Audience.POLICE)) for period in periods}
    store.close()
    return found


def with_numbers(indicator: str) -> list[dict[str, str]]:
    return [r for r in ROWS if r["indicator"] == indicator and r["state"] == "value"]


def test_the_program_makes_the_committed_file_again(tmp_path):
    made = tmp_path / "values.csv"
    make_values.write(make_values.make(), made)
    assert made.read_bytes() == make_values.FILE.read_bytes()


def test_the_import_takes_it_without_error_or_warning():
    read = report()
    assert Counter(finding.code for finding in read.findings) == {"rate.without_denominator": 1}
    assert len(read.entries) == len(ROWS)


def test_every_target_has_values_or_follows_from_criteria_and_decisions():
    entered = {row["indicator"] for row in ROWS}
    for indicator in INDICATORS.values():
        if indicator.from_unit is None:
            derived = indicator.criteria_grade is not None or indicator.counts_recognitions
            assert (indicator.code in entered) != derived, indicator.code


def test_every_line_is_given_for_three_years_and_some_by_quarter_and_half():
    for indicator in plan.lines():
        years = {row["period"] for row in ROWS if row["indicator"] == indicator.code}
        assert {"2022", "2023"} <= years
        assert "2024" in years or indicator.code == "union_branches"
    waste = {row["period"] for row in ROWS if row["indicator"] == "waste_domestic"}
    assert waste >= {"2023-H1", "2023-9M", *WITHIN_A_YEAR[2023], "2024-H1", "2024-9M", *WITHIN_A_YEAR[2024]}


def test_numerators_and_denominators_are_whole_people_households_and_tonnes():
    for row in ROWS:
        indicator = INDICATORS[row["indicator"]]
        if indicator.kind is Kind.RATE and row["numerator"]:
            assert indicator.numerator is not None
            assert -Decimal(row["numerator"]).as_tuple().exponent <= indicator.numerator.precision, row
            assert Decimal(row["denominator"]) == int(row["denominator"])
        if indicator.is_denominator:
            assert int(row["value"]) >= 0


def test_a_rate_never_counts_more_than_there_is():
    for row in ROWS:
        indicator = INDICATORS[row["indicator"]]
        if indicator.max is not None and row["numerator"]:
            part, whole = Fraction(row["numerator"]), Fraction(row["denominator"])
            assert indicator.per * part / whole <= indicator.max, row
        assert Decimal(row["value"] or 0) >= 0
        assert row["denominator"] != "0"


def test_rates_have_the_denominator_that_is_shared():
    areas = {commune.code: commune.area_ha for commune in published.communes()}
    for row in ROWS:
        code = INDICATORS[row["indicator"]].denominator
        if row["numerator"] and row["commune_code"] != plan.DISTRICT:
            unit, period = row["commune_code"], row["period"]
            shared = areas[unit] if code == "natural_area_ha" else int(BY_KEY[unit, code, period]["value"])
            assert int(row["denominator"]) == shared, row


def test_population_is_urban_and_rural_and_only_the_town_is_urban():
    periods = {row["period"] for row in with_numbers("population")}
    assert len(periods) == 15
    for code in COMMUNES:
        for period in periods:
            urban, rural = (number(code, f"population_{scope}", period) for scope in ("urban", "rural"))
            assert number(code, "population", period) == urban + rural
            assert (rural if code == plan.TOWN else urban) == 0


def test_population_is_invented_and_grows():
    for code in COMMUNES:
        people = [number(code, "population", period) for period in ("2022", "2023", "2024")]
        assert 15000 <= people[0] < people[1] < people[2] <= 60000
        assert CENSUS_2009[code] not in people


def test_rates_of_residents_that_do_not_exist_are_not_applicable():
    for scope, elsewhere in (("urban", set(COMMUNES) - {plan.TOWN}), ("rural", {plan.TOWN})):
        for row in ROWS:
            if row["indicator"].endswith(f"_water_{scope}") and row["commune_code"] != plan.DISTRICT:
                missing = row["commune_code"] in elsewhere
                assert (row["state"] == "not_applicable") == missing
                assert row["reason"] == (f"no_{scope}_residents" if missing else "")


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("tap_water_urban", "clean_water_urban"),
        ("tap_water_rural", "clean_water_rural"),
        ("unemployment_insurance", "social_insurance"),
        ("certified_workers", "trained_workers"),
    ],
)
def test_a_part_is_never_more_than_its_whole(part, whole):
    for row in with_numbers(part):
        other = BY_KEY[row["commune_code"], whole, row["period"]]
        if other["state"] == "value":
            assert int(row["numerator"]) <= int(other["numerator"]), row


def test_reports_accepted_are_those_received_and_never_more_than_came():
    for row in with_numbers("crime_reports_received"):
        accepted = number(row["commune_code"], "crime_reports_accepted", row["period"])
        assert int(row["numerator"]) == accepted <= int(row["denominator"])


def test_what_is_cumulative_only_grows_within_a_year():
    checked = 0
    for indicator in INDICATORS.values():
        column = "numerator" if indicator.kind is Kind.RATE else "value"
        for year, quarters in WITHIN_A_YEAR.items():
            for unit in {row["commune_code"] for row in with_numbers(indicator.code)}:
                rows = [BY_KEY.get((unit, indicator.code, quarter)) for quarter in quarters]
                known = [Decimal(row[column]) for row in rows if row is not None and row[column]]
                if indicator.measure is Measure.YTD and len(known) > 1:
                    assert known == sorted(known), (indicator.code, unit, year)
                    checked += 1
    assert checked > 300


def test_periods_that_end_together_say_the_same():
    for (unit, indicator, period), row in BY_KEY.items():
        for longer, quarter in ENDING_ALIKE:
            if period.endswith(f"-{quarter}"):
                same = BY_KEY[unit, indicator, f"{period[:4]}-{longer}".rstrip("-")]
                assert {k: v for k, v in row.items() if k != "period"} == {
                    k: v for k, v in same.items() if k != "period"
                }


def test_every_state_and_quality_occurs():
    assert {row["state"] for row in ROWS} == set(State)
    assert {row["quality"] for row in ROWS} == set(Quality)
    assert {row["basis"] for row in ROWS} == {Basis.REPORTED}
    assert NO_CASES in {row["reason"] for row in ROWS}


def test_the_own_bodies_of_the_district_report_where_the_catalogue_says_so():
    reporting = {row["indicator"] for row in ROWS if row["commune_code"] == plan.OWN_BODIES}
    assert reporting == {indicator.code for indicator in INDICATORS.values() if indicator.own_bodies}


def test_every_status_occurs(summaries):
    counts = summaries["2024"].counts
    assert counts.keys() == {*Status, "no_data", "not_assigned"}
    assert counts["not_assigned"] == 5
    assert counts["met"] > counts["missed"] >= 10
    statuses = {
        value.judgement.status
        for summary in summaries.values()
        for layer in summary.layers
        for value in (*layer.units, layer.district)
    }
    assert statuses == {*Status, None}


def test_quarters_are_mostly_not_due(summaries):
    counts = summaries["2024-Q2"].counts
    assert counts["not_due"] > counts["met"] > 0


def test_why_nothing_is_judged_is_of_many_kinds(summaries):
    reasons = {
        v.judgement.reason for layer in summaries["2024"].layers for v in (*layer.units, layer.district)
    }
    assert reasons >= {Reason.NOT_ASSIGNED, Reason.REFERENCE, Reason.NO_PREVIOUS, Reason.INCOMPLETE}


def test_bases_reported_summed_and_derived_stand_for_the_district(summaries):
    bases = {layer.district.figure.basis for layer in summaries["2024"].layers}
    assert bases >= {Basis.REPORTED, Basis.SUMMED, Basis.DERIVED}


def test_the_district_reports_clean_water_otherwise_than_its_communes(summaries):
    layer = summaries["2024"].layer_of("clean_water_rural")
    assert layer is not None
    own, summed = layer.district.own, layer.district.summed
    assert own is not None
    assert summed is not None
    assert own.numerator == 239150
    assert own.denominator == summed.denominator
    assert own.numerator > summed.numerator
    assert layer.district.figure is own


def test_a_share_just_under_the_target_is_missed(summaries):
    layer = summaries["2024"].layer_of("tree_cover")
    assert layer is not None
    value = next(value for value in layer.units if value.unit.code == "26473")
    assert value.figure.value == Fraction(94140, 3558)
    assert Fraction("26.45") < value.figure.value < Fraction("26.5")
    assert value.judgement.status is Status.MISSED


def test_own_targets_are_of_known_indicators_and_communes():
    for row in plan.table("targets_own.csv"):
        assert row["commune_code"] in COMMUNES
        assert INDICATORS[row["indicator"]].data_level == "commune"
        assert row["operator"] == ">="
        assert Decimal(row["value"]) > 0
        assert row["due"] == "2024-12-31"
    roadmap = [row for row in plan.table("targets_own.csv") if row["period"]]
    assert [row["period"] for row in roadmap] == ["2024-Q2", "2024-Q3", "2024"]
    assert [int(row["value"]) for row in roadmap] == sorted(int(row["value"]) for row in roadmap)


def test_all_files_of_the_sample_are_under_3_mb():
    data = [file for file in published.HERE.iterdir() if file.suffix in (".csv", ".geojson", ".tif")]
    assert len(data) == 15
    assert sum(file.stat().st_size for file in data) < 3_000_000
