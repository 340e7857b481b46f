"""What a new store starts with: the profile's resolutions with their targets, and its criterion sets."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from fractions import Fraction

from geodata.store import Store, importing
from geodata.store.criteria import (
    StoredCriterion,
    StoredCriterionSet,
    read_criterion_sets,
    write_criterion_set,
)
from geodata.store.targets import (
    StoredResolution,
    StoredTarget,
    read_resolutions,
    write_resolution,
    write_targets,
)
from geodata.store.vocabulary import ImportKind
from layers.catalogue import CriterionSet, Profile, Resolution, Target


def found_store(store: Store, profile: Profile, *, person: str) -> tuple[str, ...]:
    """Write the profile's resolutions and criterion sets that the store does not have; return their names.

    What the office has entered or amended since is left as it is. All of it is one transaction.
    """
    written = []
    with store.together() as whole:
        with whole.session() as session:
            known_resolutions = {r.number for r in read_resolutions(session)}
            known_sets = {s.code for s in read_criterion_sets(session)}
        for resolution in profile.resolutions:
            if resolution.number not in known_resolutions:
                with importing(whole, ImportKind.RESOLUTION, person) as batch:
                    write_resolution(batch, stored_resolution(resolution))
                    batch.summary["added"] = write_targets(batch, stored_targets(resolution))
                written.append(resolution.number)
        for criterion_set in profile.criterion_sets:
            if criterion_set.code not in known_sets:
                with importing(whole, ImportKind.CRITERIA, person) as batch:
                    write_criterion_set(batch, stored_criterion_set(criterion_set))
                    batch.summary["added"] = len(criterion_set.criteria)
                written.append(criterion_set.code)
    return tuple(written)


def stored_resolution(resolution: Resolution) -> StoredResolution:
    """Return a profile's resolution as the store keeps it."""
    return StoredResolution(
        number=resolution.number,
        issued_on=resolution.issued,
        issuer_vi=resolution.issuer_vi,
        issuer_en=resolution.issuer_en,
        title_vi=resolution.title_vi,
        title_en=resolution.title_en,
        year=resolution.year,
        clauses=[asdict(clause) for clause in resolution.clauses],
    )


def stored_targets(resolution: Resolution) -> tuple[StoredTarget, ...]:
    """Return a profile's targets as the store keeps them, numbered in the resolution's order."""
    return tuple(
        _stored_target(resolution.number, position, target)
        for position, target in enumerate(resolution.targets, start=1)
    )


def stored_criterion_set(criterion_set: CriterionSet) -> StoredCriterionSet:
    """Return a profile's criterion set as the store keeps it: each criterion, then its parts."""
    criteria: list[StoredCriterion] = []
    for criterion in criterion_set.criteria:
        criteria.append(
            StoredCriterion(criterion.number, None, criterion.group_vi, criterion.name_vi, criterion.name_en)
        )
        criteria.extend(
            StoredCriterion(
                part.number,
                criterion.number,
                criterion.group_vi,
                part.name_vi,
                None,
                threshold=part.threshold,
                unit_vi=part.unit_vi,
            )
            for part in criterion.parts
        )
    return StoredCriterionSet(
        criterion_set.code,
        str(criterion_set.grade),
        criterion_set.name_vi,
        criterion_set.name_en,
        criterion_set.valid_from,
        criterion_set.valid_to,
        criterion_set.source,
        tuple(criteria),
    )


def _stored_target(number: str, position: int, target: Target) -> StoredTarget:
    return StoredTarget(
        resolution=number,
        clause=target.clause,
        position=position,
        indicator=target.indicator,
        operator=str(target.operator),
        value=_decimal(target.value),
        value_to=_decimal(target.value_to),
        due=target.due,
        level=str(target.level),
        commune_reading=str(target.commune_reading),
        value_source=str(target.value_source),
        assigned_by=target.assigned_by,
    )


def _decimal(value: Fraction | None) -> Decimal | None:
    # A target is written as a decimal, so the division has an end.
    return None if value is None else Decimal(value.numerator) / Decimal(value.denominator)
