"""Load the embedded sample: every file of the profile's `sample` folder, each by the way of its kind.

All its imports are one transaction: a sample that was not loaded to its end leaves nothing in the store.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

from geodata.findings import Wording
from geodata.imagery.landcover import load_legend
from geodata.imagery.landcover_picture import paint_raster
from geodata.incidents import read_incident_file
from geodata.store import Store, importing
from geodata.store.criteria import (
    StoredCriterionResult,
    StoredRecognition,
    write_criterion_results,
    write_recognitions,
)
from geodata.store.settings import write_office_settings
from geodata.store.targets import read_targets, write_targets
from geodata.store.units import StoredUnit, UnitKey, units_valid_on
from geodata.store.vocabulary import SAMPLE_PERSON, ImportKind
from geodata.zonal import measure_class_areas
from layers.catalogue import Profile
from layers.intake.boundaries import commit_boundary_file, read_boundary_file, read_merger_file
from layers.intake.incidents import commit_incidents
from layers.offices.rights import Rights
from layers.periods import Period
from layers.reporting import commit_report, read_report, stored_sources
from layers.themes.tree_cover import commit_cover, cover_entries, extent_of

REASON = "Số liệu mẫu"
_LEGEND, _IMAGE_PERIOD, _IMAGE_DATE = "esa-worldcover-v200", Period(2024), date(2024, 6, 30)
_INCIDENTS_UNTIL = date(2024, 12, 31)


def load_sample(
    store: Store,
    profile: Profile,
    *,
    rights: Rights,
    case_keys: Sequence[bytes],
    wording: Wording,
    on_compile: Callable[[], None] | None = None,
    cache: Path | None = None,
) -> None:
    """Load the sample into a store that has been founded; every import of it is marked as invented.

    Parameters
    ----------
    store : Store
    profile : Profile
        With a folder `sample`.
    rights : Rights
        Of whoever owns the portal.
    case_keys : sequence of bytes
        Key of the hashes of case numbers.
    wording : Wording
        As `commit_boundary_file` takes it.
    on_compile : callable or None
        Called before the measuring program is compiled, which takes some seconds.
    cache : pathlib.Path or None
        Where the compiled program is kept; the store's cache by default.
    """
    folder = profile.folder / "sample"
    with store.together() as whole:
        communes = _load_boundaries(whole, profile, folder, wording)
        keys = {unit.code: unit.key for unit in communes}
        _load_settings(whole, folder)
        _load_own_targets(whole, folder, keys)
        _load_criteria(whole, folder, keys)
        _load_values(whole, profile, folder, rights)
        _load_cover(whole, profile, rights, folder, communes, on_compile, cache or store.cache_dir)
        _load_incidents(whole, folder, communes, case_keys)


def _load_boundaries(
    store: Store, profile: Profile, folder: Path, wording: Wording
) -> tuple[StoredUnit, ...]:
    """Load the outlines of the first vintage, dissolve the later ones; return the first one's communes."""
    first, *later = profile.vintages
    path = folder / "boundaries.geojson"
    read = read_boundary_file(
        store, profile, path, path.name, valid_from=first.valid_from, valid_to=first.valid_to
    )
    commit = partial(
        commit_boundary_file,
        store,
        profile,
        person=SAMPLE_PERSON,
        wording=wording,
        accept_warnings=REASON,
        is_sample=True,
    )
    commit(read)
    for vintage in later:
        if vintage.merger is not None:
            merged = read_merger_file(
                store, vintage.merger, vintage.merger.name, valid_from=vintage.valid_from
            )
            commit(merged)
    with store.session() as session:
        units = units_valid_on(session, first.valid_from)
    return tuple(unit for unit in units if unit.is_commune)


def _load_settings(store: Store, folder: Path) -> None:
    path = folder / "office_settings.csv"
    settings = {row["key"]: row["value"] for row in _rows(path)}
    with importing(store, ImportKind.SETTINGS, SAMPLE_PERSON, file=path, is_sample=True) as batch:
        batch.summary["added"] = write_office_settings(batch, settings)


def _load_own_targets(store: Store, folder: Path, keys: dict[str, UnitKey]) -> None:
    """Load communes' own targets and roadmaps: as the resolution's target, with their own value."""
    path = folder / "targets_own.csv"
    with store.session() as session:
        shared = {t.indicator: t for t in read_targets(session) if t.unit is None}
    targets = [
        replace(
            shared[row["indicator"]],
            unit=keys[row["commune_code"]],
            operator=row["operator"],
            value=Decimal(row["value"]),
            due=date.fromisoformat(row["due"]),
            period=row["period"] or None,
        )
        for row in _rows(path)
    ]
    with importing(store, ImportKind.TARGETS, SAMPLE_PERSON, file=path, is_sample=True) as batch:
        batch.summary["added"] = write_targets(batch, targets)


def _load_criteria(store: Store, folder: Path, keys: dict[str, UnitKey]) -> None:
    path = folder / "criteria_results.csv"
    results = [
        StoredCriterionResult(
            keys[row["commune_code"]],
            row["period"],
            row["criterion_set"],
            row["criterion"],
            row["result"],
            row["evidence"] or None,
        )
        for row in _rows(path)
    ]
    with importing(store, ImportKind.CRITERION_RESULTS, SAMPLE_PERSON, file=path, is_sample=True) as batch:
        batch.summary["added"] = write_criterion_results(batch, results)
    path = folder / "recognitions.csv"
    decisions = [
        StoredRecognition(
            keys[row["commune_code"]],
            row["grade"],
            row["number"],
            date.fromisoformat(row["date"]),
            is_withdrawal=row["withdrawn"] == "1",
        )
        for row in _rows(path)
    ]
    with importing(store, ImportKind.RECOGNITIONS, SAMPLE_PERSON, file=path, is_sample=True) as batch:
        batch.summary["added"] = write_recognitions(batch, decisions)


def _load_values(store: Store, profile: Profile, folder: Path, rights: Rights) -> None:
    path = folder / "values.csv"
    with store.session() as session:
        units_on, observations_of = stored_sources(session)
        report = read_report(path, path.name, profile, units_on, observations_of=observations_of)
    commit_report(store, report, person=SAMPLE_PERSON, rights=rights, accept_warnings=REASON, is_sample=True)


def _load_cover(
    store: Store,
    profile: Profile,
    rights: Rights,
    folder: Path,
    communes: tuple[StoredUnit, ...],
    on_compile: Callable[[], None] | None,
    cache: Path,
) -> None:
    path = folder / "landcover.tif"
    areas = measure_class_areas(
        path,
        [unit.geometry for unit in communes],
        [unit.code for unit in communes],
        legend=load_legend(_LEGEND),
        cache=cache,
        on_compile=on_compile,
    )
    cover = cover_entries(profile, areas, communes, period=_IMAGE_PERIOD, image_date=_IMAGE_DATE)
    commit_cover(
        store,
        profile,
        cover,
        person=SAMPLE_PERSON,
        rights=rights,
        file=path,
        accept_warnings=REASON,
        is_sample=True,
        picture=paint_raster(path, load_legend(_LEGEND), extent_of(communes)),
    )


def _load_incidents(
    store: Store, folder: Path, communes: tuple[StoredUnit, ...], case_keys: Sequence[bytes]
) -> None:
    path = folder / "incidents.csv"
    read = read_incident_file(path, path.name, units=communes, case_keys=case_keys, today=_INCIDENTS_UNTIL)
    commit_incidents(store, read, person=SAMPLE_PERSON, accept_warnings=REASON, is_sample=True)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)
