"""A layer made by hand: one square commune for every status and state, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from fractions import Fraction

from shapely.geometry import MultiPolygon, box

from geodata.store.units import StoredUnit, StoredVintage, UnitKey
from layers.audience import PUBLIC
from layers.catalogue import Indicator, Operator, find_profile, load_profile
from layers.joining.layer import DistrictValue, Layer, LegendEntry, UnitValue
from layers.periods import Period
from layers.rules.judgement import Judgement, Reason, Status, TargetRule
from layers.rules.values import Figure, Origin
from layers.status_classes import STATUS_CLASSES, legend

PROFILE = load_profile(find_profile("nhon_trach"))
VINTAGE = StoredVintage(date(2020, 1, 1), date(2025, 6, 30))
ORIGIN = Origin(7, "lan", datetime(2025, 1, 5, 3, 0, tzinfo=UTC), "nuoc-sach.xlsx", False)
RULE = TargetRule(Operator.AT_LEAST, Fraction(85), date(2024, 12, 31), 2024)
KEYS = tuple(one.key for one in STATUS_CLASSES)


def indicator(code: str = "clean_water_rural") -> Indicator:
    """Return an indicator of the profile."""
    return PROFILE.indicators[code]


def square(position: int) -> MultiPolygon:
    """Return a commune of a hundredth of a degree less a little; three stand in a row."""
    x, y = 106.8 + 0.04 * (position % 3), 10.7 + 0.04 * (position // 3)
    return MultiPolygon([box(x, y, x + 0.04, y + 0.04)])


def unit_value(key: str, position: int = 0, *, name: str | None = None, note: str | None = None) -> UnitValue:
    """Return a unit's value that belongs to a line of the legend."""
    unit = StoredUnit(
        UnitKey(f"{26470 + position}", VINTAGE.valid_from),
        name or f"Xã Số {position}",
        "xa",
        geometry=square(position),
    )
    if key in {str(status) for status in Status}:
        status = Status(key)
        figure = Figure(
            "value",
            value=Fraction(2530, 30),
            numerator=Fraction(2530),
            denominator=Fraction(3000),
            basis="reported",
            quality="final",
            note=note,
            origin=ORIGIN,
        )
        gap = Fraction(85) - Fraction(2530, 30) if status.is_missed else None
        reason = Reason.REFERENCE if status is Status.UNJUDGED else None
        judgement = Judgement("value", status, reason, gap, on_track=True if key == "not_due" else None)
    else:
        reason_text = "no_rural_residents" if key == "not_applicable" else None
        figure, judgement = Figure(key, reason_text, note=note), Judgement(key)
    return UnitValue(unit, figure, judgement, RULE, None)


def layer_of(values: Mapping[int, UnitValue] | None = None, *, code: str = "clean_water_rural") -> Layer:
    """Return a layer of the given units, or of one for each line of the legend."""
    units = tuple(
        ({i: unit_value(key, i) for i, key in enumerate(KEYS)} if values is None else values).values()
    )
    counts: dict[str, int] = {}
    for value in units:
        counts[value.legend_key] = counts.get(value.legend_key, 0) + 1
    whole = Figure("value", value=Fraction(421, 5), basis="summed", origin=ORIGIN)
    judged = Judgement("value", Status.MISSED, gap=Fraction(4, 5))
    return Layer(
        indicator=indicator(code),
        period=Period.parse("2024"),
        vintage=VINTAGE,
        district_unit=None,
        units=units,
        district=DistrictValue(
            figure=whole,
            judgement=judged,
            target=RULE,
            previous=None,
            earlier=None,
            own=None,
            summed=whole,
            others=(),
            counted=len(units),
            expected=len(units),
            met=2,
            judged=4,
        ),
        resolution=None,
        clause="I.3",
        reading="judge",
        legend=tuple(LegendEntry(one.key, count) for one, count in legend(counts)),
        unmatched=(),
        sequence=7,
        data_at=ORIGIN.loaded_at,
        is_sample=False,
        is_official_outline=False,
        sight=PUBLIC,
    )
