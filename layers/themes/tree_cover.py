"""Tree and forest cover from imagery: class areas → observations, with the rule that counted them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import shapely

from geodata.errors import refuse_unless_accepted
from geodata.findings import Finding, Findings, note
from geodata.imagery.landcover import ClassRule
from geodata.imagery.painted import PaintedRaster
from geodata.store import Store, importing
from geodata.store.landcover_pictures import keep_picture, write_picture
from geodata.store.observations import Changes, ObservationEntry, write_observations
from geodata.store.units import StoredUnit, UnitKey
from geodata.store.vocabulary import Basis, ImportKind, Quality, State
from geodata.zonal import ClassAreas
from layers.catalogue import Profile
from layers.catalogue.vocabulary import Cover
from layers.offices.holding import Entry, hold
from layers.offices.rights import Rights
from layers.periods import Period
from layers.plausibility import old_image

_NO_CLASS = {Cover.TREE: "landcover.no_tree_class", Cover.FOREST: "landcover.no_forest_class"}


@dataclass(frozen=True)
class MeasuredCover:
    """What a raster measured, ready to be written: entries and findings; `areas` is the whole table."""

    areas: ClassAreas
    entries: tuple[ObservationEntry, ...]
    findings: Findings
    rules: tuple[ClassRule, ...]


def cover_entries(
    profile: Profile,
    areas: ClassAreas,
    units: Sequence[StoredUnit],
    *,
    period: Period,
    image_date: date | None = None,
    count_maybe: bool = False,
) -> MeasuredCover:
    """Return the `measured` observations of the indicators that imagery measures.

    The numerator is the hectares of the classes that count, the denominator the hectares under valid
    pixels whose class says anything, so a share is of what was seen. A legend none of whose classes counts
    as forest gives no forest cover rather than none at all.

    Parameters
    ----------
    profile : Profile
        Says which cover each indicator is measured by.
    areas : ClassAreas
        Measured with a legend, for units that are named by their codes.
    units : sequence of StoredUnit
        Of one vintage.
    period : Period
    image_date : datetime.date or None
        When the image was taken; unknown is noted.
    count_maybe : bool
        Whether classes that hold both (orchards among trees…) count.
    """
    keys = {unit.code: unit.key for unit in units}
    findings: list[Finding] = list(areas.findings)
    rules = areas.rules(include_maybe=count_maybe)
    entries: list[ObservationEntry] = []
    for line in profile.measured_lines:
        if line.measured_by is None:
            continue
        rule = next(r for r in rules if r.kind == line.measured_by)
        if rule.counted:
            entries += _entries(line.code, rule, areas, keys, period, image_date)
        else:
            findings.append(note(_NO_CLASS[line.measured_by], legend=rule.legend))
    if image_date is None:
        findings.append(note("landcover.image_date_unknown"))
    findings += old_image(image_date, period)
    return MeasuredCover(areas, tuple(entries), Findings(tuple(findings)), rules)


def commit_cover(
    store: Store,
    profile: Profile,
    measured: MeasuredCover,
    *,
    person: str,
    rights: Rights,
    file: Path | None,
    file_name: str | None = None,
    accept_warnings: str | None = None,
    is_sample: bool = False,
    picture: PaintedRaster | None = None,
) -> Changes:
    """Write what was measured as one import, with a picture of the raster for the map's background.

    Raises
    ------
    Refused
        For errors, for what is not theirs to enter, for a locked period, and for warnings without a reason.
        Nothing was changed.
    """
    findings = measured.findings
    refuse_unless_accepted(findings, accept_warnings)
    painted = None if picture is None else (picture, keep_picture(store, picture))
    with importing(
        store,
        ImportKind.LANDCOVER,
        person,
        file=file,
        file_name=file_name,
        reason=accept_warnings,
        is_sample=is_sample,
        findings=findings,
    ) as batch:
        entered = [Entry(one.indicator, one.unit.code, one.period) for one in measured.entries]
        hold(batch.session, profile, rights, entered)
        if painted is not None and measured.entries:
            one = measured.entries[0]
            write_picture(batch, *painted, product=one.product, period=one.period, image_date=one.image_date)
        return write_observations(batch, measured.entries)


def extent_of(units: Sequence[StoredUnit]) -> tuple[float, float, float, float]:
    """Return (west, south, east, north) of all units in degrees; at least one has an outline."""
    return tuple(shapely.total_bounds([u.geometry for u in units if u.geometry is not None]).tolist())


def say_rule(rule: ClassRule) -> str:
    """Return a rule as plain data for a source note: `tree = 10, 95; maybe not counted`."""
    counted = ", ".join(str(value) for value in rule.counted)
    maybe = ", ".join(str(value) for value in rule.maybe)
    if not maybe:
        return f"{rule.kind}: {counted}"
    return f"{rule.kind}: {counted} ({'with' if rule.include_maybe else 'without'} maybe: {maybe})"


def _entries(
    indicator: str,
    rule: ClassRule,
    areas: ClassAreas,
    keys: Mapping[str, UnitKey],
    period: Period,
    image_date: date | None,
) -> list[ObservationEntry]:
    entries = []
    for unit in areas.units:
        counted, known = rule.share(unit.area_ha)
        seen = known > 0
        entries.append(
            ObservationEntry(
                unit=keys[unit.code],
                indicator=indicator,
                period=str(period),
                basis=Basis.MEASURED,
                product=areas.product or "",
                state=State.VALUE if seen else State.NO_DATA,
                numerator=hectares(counted) if seen else None,
                denominator=hectares(known) if seen else None,
                quality=Quality.ESTIMATE,
                image_date=image_date,
                class_rule=say_rule(rule),
                covered_fraction=Decimal(f"{unit.covered_fraction:.6f}"),
            )
        )
    return entries


def hectares(area: float) -> Decimal:
    """Return a measured area in hectares as it is kept: to the square metre."""
    return Decimal(f"{area:.4f}")
