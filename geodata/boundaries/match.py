"""Which unit a feature is: by its code, else by its name, never by one that the other contradicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geodata.boundaries.feature import BoundaryFeature, KnownUnit
from geodata.findings import Finding, Severity, error, warning
from geodata.names import NameIndex, match_name, normalise

# So many features that match nothing get suggestions.
SUGGESTED = 20


@dataclass(frozen=True)
class Identity:
    """Code and published name of a feature; `known` if the store has the unit."""

    code: str
    name: str
    known: KnownUnit | None


class UnitMatcher:
    """The known units, ready to be compared with features; without any, features speak for themselves."""

    def __init__(self, known_units: Sequence[KnownUnit]) -> None:
        self._by_code = {unit.code: unit for unit in known_units}
        self._missed = 0
        self._by_name = NameIndex((unit.name, unit) for unit in known_units)

    def identify(self, feature: BoundaryFeature) -> tuple[Identity | None, tuple[Finding, ...]]:
        """Return which unit this is, or why that cannot be said."""
        place, code, name = feature.place, feature.code, feature.name
        if code is None and name is None:
            return None, (error("boundaries.no_code_no_name", place),)
        if not self._by_code:
            return self._unaided(feature)
        if code is not None and code in self._by_code:
            unit = self._by_code[code]
            found = self._contradiction(feature, unit)
            if any(f.severity is Severity.ERROR for f in found):
                return None, found
            return Identity(unit.code, normalise(unit.name), unit), found
        if name is None:
            return None, (error("boundaries.unknown_unit", place, code),)
        # Looking for near names costs a pass over all of them: only for those that will be listed.
        match = self._by_name.match(name, suggest=self._missed < SUGGESTED)
        if match.candidate is None:
            self._missed += 1
            return None, (_unknown(feature, match.suggestions),)
        unit = match.candidate
        reports: list[Finding] = []
        if match.strength == "weak":
            reports.append(warning("boundaries.name_weak", place, name, taken=unit.name))
        if code is not None:
            reports.append(warning("boundaries.code_differs", place, code, known=unit.code, name=unit.name))
        return Identity(unit.code, normalise(unit.name), unit), tuple(reports)

    def _unaided(self, feature: BoundaryFeature) -> tuple[Identity | None, tuple[Finding, ...]]:
        if feature.code is None:
            return None, (error("boundaries.no_code", feature.place, feature.name),)
        if feature.name is None:
            unnamed = warning("boundaries.no_name", feature.place, feature.code)
            return Identity(feature.code, feature.code, None), (unnamed,)
        return Identity(feature.code, feature.name, None), ()

    def _contradiction(self, feature: BoundaryFeature, unit: KnownUnit) -> tuple[Finding, ...]:
        """Return what a name has against the code: codes were reused in 2025, so both must speak for it."""
        name = feature.name
        if name is None or match_name(name, [unit.name]).candidate is not None:
            return ()
        other = self._by_name.match(name, suggest=False).candidate
        if other is None:
            return (warning("boundaries.name_differs", feature.place, name, unit=unit.code, known=unit.name),)
        words = {"unit": unit.code, "known": unit.name, "other": other.code}
        return (error("boundaries.code_name_conflict", feature.place, name, **words),)


def _unknown(feature: BoundaryFeature, suggestions: Sequence[KnownUnit]) -> Finding:
    content = " ".join(part for part in (feature.code, feature.name) if part is not None)
    if not suggestions:
        return error("boundaries.unknown_unit", feature.place, content)
    near = ", ".join(f"{unit.code} {unit.name}" for unit in suggestions)
    return error("boundaries.unknown_unit_near", feature.place, content, suggestions=near)
