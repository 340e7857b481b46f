"""Offices: who reports an indicator, as the office has set it, else as the catalogue says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layers.catalogue import Indicator, Profile

UNASSIGNED = ""
"""The office of indicators that none was assigned to yet ("chưa phân công")."""


def owner_key(code: str) -> str:
    """Return the setting that names an indicator's office."""
    return f"owner.{code}"


def office_of(indicator: Indicator, settings: Mapping[str, Any]) -> str:
    """Return the office that reports an indicator: the one that was set, else the catalogue's."""
    chosen = settings.get(owner_key(indicator.code))
    return indicator.owner if chosen is None else str(chosen)


def owners_of(profile: Profile, settings: Mapping[str, Any]) -> dict[str, str]:
    """Return the office of each indicator and denominator that has one, by code."""
    found = {code: office_of(indicator, settings) for code, indicator in profile.indicators.items()}
    return {code: office for code, office in found.items() if office != UNASSIGNED}


def offices_by_indicator(profile: Profile, settings: Mapping[str, Any]) -> dict[str, str]:
    """Return whose each indicator is by code; a denominator goes with the first line that is taken of it.

    What no office was assigned is left out.
    """
    by_code = owners_of(profile, settings)
    for one in profile.measured_lines:
        office = by_code.get(one.code)
        if one.denominator is not None and office is not None:
            by_code.setdefault(one.denominator, office)
    return by_code


def offices_of(owners: Mapping[str, str]) -> tuple[str, ...]:
    """Return the offices that some indicator or denominator was assigned to, by name."""
    return tuple(sorted({office for office in owners.values() if office != UNASSIGNED}))


def reporting_offices(profile: Profile, settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Return whose reports are awaited, by name; `UNASSIGNED` first where some line has no office."""
    return tuple(sorted({office_of(one, settings) for one in profile.measured_lines}))
