"""A layer joins, judges and adds up; the numbers here can be checked in the head."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from shapely.geometry import box

from geodata.store import Store, importing, open_store
from geodata.store.criteria import (
    StoredCriterionResult,
    StoredRecognition,
    write_criterion_results,
    write_recognitions,
)
from geodata.store.observations import ObservationEntry, write_observations
from geodata.store.settings import write_office_settings
from geodata.store.targets import read_targets, write_targets
from geodata.store.units import StoredUnit, StoredVintage, UnitKey, write_predecessors, write_vintage
from layers.audience import Audience, Sight
from layers.catalogue import Kind, Profile, find_profile, load_profile
from layers.errors import NotVisible, UnknownIndicator, UnknownVintage
from layers.intake.founding import found_store
from layers.joining.build import build_layer
from layers.joining.figures import NOT_ADDED
from layers.joining.layer import Layer
from layers.joining.ranking import gap_share, rank_communes
from layers.joining.snapshot import read_snapshot
from layers.joining.summary import summarise
from layers.periods import Period
from layers.rules.judgement import Reason, Status

OLD, NEW = date(2020, 1, 1), date(2025, 7, 1)
WEST, MIDDLE, TOWN = (UnitKey(code, OLD) for code in ("26485", "26470", "26479"))
DISTRICT, OWN_BODIES = UnitKey("742", OLD), UnitKey("742-own", OLD)
MERGED = UnitKey("26485", NEW)

Enter = Callable[..., None]


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load_profile(find_profile("nhon_trach"))


@pytest.fixture
def district(tmp_path: Path, profile: Profile) -> Store:
    """Three communes in a row of 100, 200 and 300 ha, merged into one in 2025; no figures yet."""
    store = open_store(None, tmp_path)
    store.migrate()
    found_store(store, profile, person="test")
    communes = [
        StoredUnit(WEST, "Xã Phú Hội", "xa", geometry=box(0, 0, 1, 1), natural_area_ha=Decimal(100)),
        StoredUnit(MIDDLE, "Xã Phước Thiền", "xa", geometry=box(1, 0, 2, 1), natural_area_ha=Decimal(200)),
        StoredUnit(
            TOWN, "Thị trấn Hiệp Phước", "thi_tran", geometry=box(2, 0, 3, 1), natural_area_ha=Decimal(300)
        ),
    ]
    others = [
        StoredUnit(DISTRICT, "Huyện Nhơn Trạch", "district"),
        StoredUnit(OWN_BODIES, "Khối trực thuộc huyện", "own_bodies"),
    ]
    with importing(store, "boundaries", "test") as batch:
        write_vintage(batch, StoredVintage(OLD, date(2025, 6, 30)), [*communes, *others])
    with importing(store, "boundaries", "test") as batch:
        merged = StoredUnit(
            MERGED, "Xã Nhơn Trạch", "xa", geometry=box(0, 0, 3, 1), natural_area_ha=Decimal(610)
        )
        write_vintage(batch, StoredVintage(NEW, None), [merged])
        write_predecessors(batch, [(MERGED, part) for part in (WEST, MIDDLE, TOWN)])
    return store


def write_criteria_count(store: Store, code: str, unit: UnitKey, met: int) -> None:
    entry = ObservationEntry(
        unit=unit, indicator=code, period="2024", value=Decimal(met), denominator=Decimal(19)
    )
    with importing(store, "observations", "test") as batch:
        write_observations(batch, [entry])


def enter(store: Store, code: str, period: str, **figures: tuple | str | None) -> None:
    """Enter figures by unit: `(numerator, denominator)`, a value, or None for no data."""
    units = {"west": WEST, "middle": MIDDLE, "town": TOWN, "district": DISTRICT, "own": OWN_BODIES}
    entries = []
    for name, figure in figures.items():
        if figure is None:
            entries.append(ObservationEntry(units[name], code, period, state="no_data"))
        elif isinstance(figure, tuple):
            n, d = (None if part is None else Decimal(part) for part in figure)
            entries.append(ObservationEntry(units[name], code, period, numerator=n, denominator=d))
        else:
            entries.append(ObservationEntry(units[name], code, period, value=Decimal(figure)))
    with importing(store, "indicators", "clerk") as batch:
        write_observations(batch, entries)


def layer(store: Store, profile: Profile, code: str, period: str = "2024", **options) -> Layer:
    options.setdefault("sight", Sight(Audience.POLICE))
    with store.session() as session:
        snapshot = read_snapshot(session, profile, periods=[Period.parse(period)])
    at = options.pop("at", None)
    if at is not None:
        options["vintage"] = next(v for v in snapshot.vintages if v.holds(at))
    return build_layer(snapshot, code, Period.parse(period), **options)


def value_of(drawn: Layer, unit: UnitKey):
    return next(v for v in drawn.units if v.unit.key == unit)


def test_district_is_the_sum_of_numerators_over_the_sum_of_denominators(district: Store, profile: Profile):
    enter(district, "tree_cover", "2024", west=("10", None), middle=("50", None), town=("99", None))
    drawn = layer(district, profile, "tree_cover")
    assert [v.figure.value for v in drawn.units] == [25, 33, 10]
    # 159 of 600 ha; the mean of the three shares would be 22.7.
    assert drawn.district.figure.value == Fraction(100 * 159, 600) == Fraction("26.5")
    assert drawn.district.judgement.status is Status.MET
    assert (drawn.district.met, drawn.district.judged) == (1, 3)
    assert not drawn.district.provisional


def test_26_46_is_missed_by_the_hectares_that_are_lacking(district: Store, profile: Profile):
    enter(district, "tree_cover", "2024", west=("26.46", None))
    value = value_of(layer(district, profile, "tree_cover"), WEST)
    assert value.judgement.status is Status.MISSED
    assert value.judgement.gap == Fraction("0.04")
    assert value.judgement.closing.amount == Fraction("0.1")


def test_missing_units_make_the_sum_provisional_and_stay_in_the_layer(district: Store, profile: Profile):
    enter(district, "tree_cover", "2024", west=("30", None), middle=None)
    drawn = layer(district, profile, "tree_cover")
    assert (drawn.district.counted, drawn.district.expected) == (1, 3)
    assert drawn.district.provisional
    assert {entry.key: entry.count for entry in drawn.legend} == {
        "met": 1,
        "near": 0,
        "missed": 0,
        "no_data": 2,
    }


def test_the_districts_own_report_is_judged_and_the_sum_stands_beside(district: Store, profile: Profile):
    enter(
        district,
        "tree_cover",
        "2024",
        west=("10", None),
        middle=("50", None),
        town=("99", None),
        district="26.4",
    )
    value = layer(district, profile, "tree_cover").district
    assert value.figure.value == value.own.value == Fraction("26.4")
    assert value.summed.value == Fraction("26.5")
    assert value.judgement.status is Status.MISSED


def test_own_bodies_belong_to_the_sum(district: Store, profile: Profile):
    enter(
        district,
        "waste_sorting_offices",
        "2024",
        west=("4", "4"),
        middle=("5", "5"),
        town=("6", "6"),
        own=("0", "5"),
    )
    value = layer(district, profile, "waste_sorting_offices").district
    assert value.figure.value == Fraction(100 * 15, 20)
    assert not value.provisional


def test_a_sum_without_the_own_bodies_is_provisional(district: Store, profile: Profile):
    enter(district, "waste_sorting_offices", "2024", west=("4", "4"), middle=("5", "5"), town=("6", "6"))
    value = layer(district, profile, "waste_sorting_offices").district
    assert (value.counted, value.expected, value.own_bodies_missing) == (3, 3, True)
    assert value.provisional and value.judgement.provisional


def test_a_shared_denominator_is_entered_once(district: Store, profile: Profile):
    enter(district, "population", "2024", west="2000")
    enter(district, "health_insurance", "2024", west=("1880", None))
    value = value_of(layer(district, profile, "health_insurance"), WEST)
    assert (value.figure.value, value.figure.denominator) == (94, 2000)
    assert value.judgement.status is Status.MET


def test_no_urban_residents_is_not_applicable_and_not_missed(district: Store, profile: Profile):
    enter(district, "population_urban", "2024", west="0", town="1000")
    enter(district, "clean_water_urban", "2024", town=("880", None))
    drawn = layer(district, profile, "clean_water_urban")
    assert value_of(drawn, WEST).figure.state == "not_applicable"
    assert value_of(drawn, WEST).figure.reason == "no_urban_residents"
    assert value_of(drawn, MIDDLE).figure.state == "no_data"
    # 88 of 89 %: ten more people of a thousand.
    assert value_of(drawn, TOWN).judgement.closing.amount == 10


def test_zero_of_zero_did_not_occur(district: Store, profile: Profile):
    enter(district, "waste_hazardous", "2024", west=("0", "0"))
    figure = value_of(layer(district, profile, "waste_hazardous"), WEST).figure
    assert (figure.state, figure.reason, figure.value) == ("not_applicable", "no_cases", None)


def test_counts_are_read_against_the_same_period_of_last_year(district: Store, profile: Profile):
    enter(district, "social_order_crimes", "2023-H1", west="9", middle="0", town="4")
    enter(district, "social_order_crimes", "2024-H1", west="9", middle="0", town="3")
    drawn = layer(district, profile, "social_order_crimes", "2024-H1")
    assert [value_of(drawn, u).judgement.status for u in (WEST, MIDDLE, TOWN)] == [
        Status.MISSED,
        Status.MET,
        Status.MET,
    ]
    assert value_of(drawn, WEST).judgement.closing.amount == 1
    assert (drawn.district.figure.value, drawn.district.previous.value) == (12, 13)
    assert drawn.district.judgement.status is Status.MET


def test_a_year_without_a_resolution_is_unjudged(district: Store, profile: Profile):
    enter(district, "tree_cover", "2023", west=("30", None))
    value = value_of(layer(district, profile, "tree_cover", "2023"), WEST)
    assert (value.judgement.status, value.judgement.reason) == (Status.UNJUDGED, Reason.NO_TARGET)


def test_old_values_stand_on_new_units_as_sums_and_are_not_judged(district: Store, profile: Profile):
    enter(district, "population", "2024", west="100", middle="200", town="700")
    enter(district, "health_insurance", "2024", west=("90", None), middle=("190", None), town=("690", None))
    drawn = layer(district, profile, "health_insurance", at=NEW)
    (value,) = drawn.units
    assert (value.figure.value, value.figure.denominator, value.figure.basis) == (97, 1000, "summed")
    assert value.judgement.reason is Reason.NO_TARGET


def test_a_merged_unit_lacking_a_part_has_a_marked_sum(district: Store, profile: Profile):
    enter(district, "population", "2024", west="100")
    enter(district, "health_insurance", "2024", west=("90", None))
    drawn = layer(district, profile, "health_insurance", at=NEW)
    (value,) = drawn.units
    assert (value.figure.value, value.figure.is_whole) == (90, False)
    assert {part.unit.code: part.is_added for part in value.figure.merged} == {
        "26485": True,
        "26470": False,
        "26479": False,
    }
    assert drawn.district.provisional


def test_a_sum_that_lacks_a_part_is_compared_with_nothing(district: Store, profile: Profile):
    enter(district, "population", "2024", west="100")
    enter(district, "health_insurance", "2024", west=("90", None))
    district_2025 = layer(district, profile, "health_insurance", "2025", at=NEW)
    assert district_2025.units[0].previous is None


def test_a_part_that_does_not_apply_is_told_and_lacks_nothing(district: Store, profile: Profile):
    enter(district, "population_rural", "2024", west="100", middle="200", town="0")
    enter(district, "clean_water_rural", "2024", west=("80", None), middle=("190", None))
    (value,) = layer(district, profile, "clean_water_rural", at=NEW).units
    assert (value.figure.value, value.figure.denominator, value.figure.is_whole) == (90, 300, True)
    assert [p.figure.state for p in value.figure.merged if not p.is_added] == ["not_applicable"]


def test_urban_residents_stay_urban(district: Store, profile: Profile):
    enter(district, "population_urban", "2024", west="0", middle="0", town="700")
    enter(district, "clean_water_urban", "2024", town=("630", None))
    (value,) = layer(district, profile, "clean_water_urban", at=NEW).units
    assert (value.figure.value, value.figure.denominator) == (90, 700)


def test_what_cannot_be_added_keeps_its_parts(district: Store, profile: Profile):
    code = next(i.code for i in profile.measured_lines if i.kind is Kind.CRITERIA)
    for unit, met in ((WEST, 19), (MIDDLE, 17)):
        write_criteria_count(district, code, unit, met)
    (value,) = layer(district, profile, code, at=NEW).units
    assert (value.figure.state, value.figure.reason, value.figure.value) == ("no_data", NOT_ADDED, None)
    assert {part.unit.code: part.figure.value for part in value.figure.merged} == {
        "26485": 19,
        "26470": 17,
        "26479": None,
    }


def test_a_roadmap_step_replaces_the_shared_target(district: Store, profile: Profile):
    with district.session() as session:
        shared = next(t for t in read_targets(session) if t.indicator == "waste_sorting_households")
    own = {**vars(shared), "unit": WEST}
    with importing(district, "targets", "office") as batch:
        steps = [("2024-Q1", "5"), ("2024-Q3", "15")]
        write_targets(batch, [type(shared)(**{**own, "period": p, "value": Decimal(v)}) for p, v in steps])
    enter(district, "waste_sorting_households", "2024-H1", west=("10", "100"), middle=("10", "100"))
    drawn = layer(district, profile, "waste_sorting_households", "2024-H1")
    assert value_of(drawn, WEST).target.value == 5
    assert value_of(drawn, WEST).judgement.status is Status.MET
    assert value_of(drawn, MIDDLE).target.value == 20
    assert value_of(drawn, MIDDLE).judgement.status is Status.NOT_DUE


@pytest.mark.parametrize(
    ("period", "step"),
    [("2024-Q2", 5), ("2024-H1", 5), ("2024-Q3", 5), ("2024-Q4", 15), ("2024-12", 15), ("2024", 15)],
)
def test_a_step_binds_every_period_that_ends_with_it(
    district: Store, profile: Profile, period: str, step: int
) -> None:
    """A roadmap that ends in a step for the year: the last quarter is not read against the step before."""
    with district.session() as session:
        shared = next(t for t in read_targets(session) if t.indicator == "waste_sorting_households")
    own = {**vars(shared), "unit": WEST}
    with importing(district, "targets", "office") as batch:
        steps = [("2024-H1", "5"), ("2024", "15")]
        write_targets(batch, [type(shared)(**{**own, "period": p, "value": Decimal(v)}) for p, v in steps])
    enter(district, "waste_sorting_households", period, west=("10", "100"))
    found = value_of(layer(district, profile, "waste_sorting_households", period), WEST)
    assert found.target.value == step


def test_measured_cover_stands_beside_the_reported(district: Store, profile: Profile):
    enter(district, "tree_cover", "2024", west=("30", None))
    measured = {
        "basis": "measured",
        "product": "esa-worldcover-v200",
        "image_date": date(2024, 6, 1),
        "denominator": Decimal(90),
    }
    with importing(district, "landcover", "clerk") as batch:
        write_observations(
            batch,
            [
                ObservationEntry(unit, "tree_cover", "2024", numerator=Decimal(18), **measured)
                for unit in (WEST, MIDDLE)
            ],
        )
    drawn = layer(district, profile, "tree_cover")
    west, middle = value_of(drawn, WEST), value_of(drawn, MIDDLE)
    assert (west.figure.basis, west.figure.value, west.others[0].value) == ("reported", 30, 20)
    assert (middle.figure.basis, middle.figure.value) == ("measured", 20)
    # Measured shares are of the outline, reported ones of the natural area: only the reported one is summed.
    assert (drawn.district.counted, drawn.district.figure.value) == (1, 30)


def test_criteria_met_are_counted_from_results(district: Store, profile: Profile):
    results = [
        StoredCriterionResult(WEST, "2024", "standard-2021-2025", str(n), "met" if n < 19 else "not_met")
        for n in range(1, 20)
    ]
    with importing(district, "criterion_results", "office") as batch:
        write_criterion_results(batch, results)
    drawn = layer(district, profile, "new_rural_criteria")
    assert (value_of(drawn, WEST).figure.value, value_of(drawn, WEST).figure.denominator) == (18, 19)
    assert value_of(drawn, WEST).judgement.status is Status.MISSED
    assert value_of(drawn, TOWN).figure.reason == "rural_programme"


def test_recognitions_are_counted_and_a_withdrawal_ends_one(district: Store, profile: Profile):
    enter(district, "rural_communes", "2024", district="2")
    decisions = [
        StoredRecognition(WEST, "advanced", "1/QĐ", date(2022, 5, 1)),
        StoredRecognition(MIDDLE, "advanced", "2/QĐ", date(2023, 5, 1)),
        StoredRecognition(MIDDLE, "advanced", "3/QĐ", date(2024, 5, 1), is_withdrawal=True),
    ]
    with importing(district, "recognitions", "office") as batch:
        write_recognitions(batch, decisions)
    drawn = layer(district, profile, "new_rural_advanced_communes")
    assert (drawn.district.figure.value, drawn.district.figure.basis) == (50, "derived")
    assert drawn.units == ()


def test_the_office_sets_a_near_band(district: Store, profile: Profile):
    with importing(district, "settings", "office") as batch:
        write_office_settings(batch, {"near_band.tree_cover": "1.5"})
    enter(district, "tree_cover", "2024", west=("25", None), middle=("49.8", None))
    drawn = layer(district, profile, "tree_cover")
    assert value_of(drawn, WEST).judgement.status is Status.NEAR
    assert value_of(drawn, MIDDLE).judgement.status is Status.MISSED


def test_the_best_value_has_rank_one_and_small_denominators_none(district: Store, profile: Profile):
    enter(district, "child_stunting", "2024", west=("5", "100"), middle=("2", "100"), town=("0", "4"))
    drawn = layer(district, profile, "child_stunting")
    assert [value_of(drawn, u).rank for u in (WEST, MIDDLE, TOWN)] == [2, 1, None]


def test_visibility_is_obeyed_by_the_layer_itself(district: Store, profile: Profile):
    enter(district, "social_order_crimes", "2024", west="1")
    with pytest.raises(NotVisible):
        layer(district, profile, "social_order_crimes", sight=Sight(Audience.PUBLIC))
    assert layer(district, profile, "social_order_crimes", sight=Sight(Audience.INTERNAL)).has_values


def test_unknown_indicators_and_days_without_units_are_refused(district: Store, profile: Profile):
    with pytest.raises(UnknownIndicator):
        layer(district, profile, "happiness")
    with pytest.raises(UnknownVintage):
        layer(district, profile, "tree_cover", "2019")


def test_a_layer_can_be_drawn_as_of_an_earlier_import(district: Store, profile: Profile):
    enter(district, "tree_cover", "2024", west=("10", None))
    with district.session() as session:
        before = read_snapshot(session, profile).sequence
    enter(district, "tree_cover", "2024", west=("20", None))
    with district.session() as session:
        then = read_snapshot(session, profile, periods=[Period(2024)], as_of=before)
    assert value_of(build_layer(then, "tree_cover", Period(2024)), WEST).figure.value == 10
    assert value_of(layer(district, profile, "tree_cover"), WEST).figure.value == 20


def test_a_value_names_who_loaded_it(district: Store, profile: Profile):
    enter(district, "tree_cover", "2024", west=("10", None))
    assert value_of(layer(district, profile, "tree_cover"), WEST).figure.origin.person == "clerk"


def test_ranking_is_by_the_share_missed_then_the_mean_gap(district: Store, profile: Profile):
    enter(district, "tree_cover", "2024", west=("26.5", None), middle=("26.5", None), town=("30", None))
    enter(district, "waste_sorting_households", "2024", west=("30", "100"), middle=("30", "100"))
    with district.session() as session:
        snapshot = read_snapshot(session, profile, periods=[Period(2024)])
    layers = [build_layer(snapshot, c, Period(2024)) for c in ("tree_cover", "waste_sorting_households")]
    standings = {s.unit.key: s for s in rank_communes(layers, least_coverage=Fraction(1, 2))}
    assert [standings[u].missed_share for u in (WEST, MIDDLE, TOWN)] == [0, Fraction(1, 2), 1]
    assert [standings[u].rank for u in (TOWN, MIDDLE, WEST)] == [1, 2, 3]
    assert standings[TOWN].coverage == Fraction(1, 2)
    assert gap_share(value_of(layers[0], TOWN)) == Fraction("16.5") / Fraction("26.5")
    assert standings[MIDDLE].mean_gap == Fraction(1, 4)
    apart = rank_communes(layers, least_coverage=Fraction(3, 4))
    assert (apart[-1].unit.key, apart[-1].rank) == (TOWN, None)


def test_the_summary_counts_all_targets_and_says_how_many_are_hidden(district: Store, profile: Profile):
    enter(district, "tree_cover", "2024", west=("30", None), middle=("60", None), town=("90", None))
    with district.session() as session:
        snapshot = read_snapshot(session, profile, periods=[Period(2024)])
    everything = summarise(snapshot, Period(2024), sight=Sight(Audience.POLICE))
    public = summarise(snapshot, Period(2024), sight=Sight(Audience.PUBLIC))
    every = len(profile.measured_lines)
    assert len(everything.lines) == every
    assert everything.counts == {"met": 1, "not_assigned": 5, "no_data": every - 6}
    assert everything.hidden == 0
    assert len(public.lines) + public.hidden == every
    assert list(everything.by_clause) == ["I.1", "III.1.1", "I.2", "I.3", "I.4", "I.5", "I.6", "I.7"]


def test_a_rate_is_judged_itself_where_its_numerator_was_derived_from_it(district: Store, profile: Profile):
    # 1.8 of 7 ha would be 25.7 %; what the office reported is 26.5 %.
    entry = ObservationEntry(
        WEST,
        "tree_cover",
        "2024",
        value=Decimal("26.5"),
        numerator=Decimal("1.8"),
        denominator=Decimal(7),
        numerator_derived=True,
    )
    with importing(district, "indicators", "clerk") as batch:
        write_observations(batch, [entry])
    value = value_of(layer(district, profile, "tree_cover"), WEST)
    assert value.figure.value == Fraction("26.5")
    assert value.judgement.status is Status.MET
