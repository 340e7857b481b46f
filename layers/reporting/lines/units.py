"""Which unit a code or a written name means in a period; a code of two units is asked about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from geodata.findings import Finding, Place, error, warning
from geodata.names import NameIndex
from geodata.old_text import other_readings
from geodata.store.units import StoredUnit, UnitKey
from geodata.store.vocabulary import UnitKind
from layers.periods import Period

_CODE_DIGITS = 5
# What offices write before a commune's name: a number or a dash, and the body that reports.
_BODIES = "UBND|Ủy ban nhân dân|Uỷ ban nhân dân|Công an|Trạm Y tế"
_BEFORE = re.compile(rf"^(?:(?:\d{{1,3}}\s*[.)]|[-+•*])\s*)?(?:(?:{_BODIES})\s+)?(?=\S)", re.IGNORECASE)
UnitsOn = Callable[[date], Sequence[StoredUnit]]


@dataclass(frozen=True)
class Found:
    """The unit that was meant, or None with the finding that says why."""

    unit: StoredUnit | None
    finding: Finding | None = None


class UnitRegister:
    """The units of the days that matter, found by code and by name.

    Parameters
    ----------
    units_on : callable
        Returns the units valid on a day.
    at : datetime.date or None
        The day whose units are meant, whatever the period; None: those of the whole period, where a code
        that names two units is asked about.
    """

    def __init__(self, units_on: UnitsOn, at: date | None = None) -> None:
        self._units_on = units_on
        self._at = at
        self._of_days: dict[tuple[date, ...], _Candidates] = {}
        self._of_periods: dict[tuple[Period, date | None], _Candidates] = {}

    def knows_units(self, period: Period) -> bool:
        """Tell whether there is any unit in the period."""
        return bool(self._candidates(period, None).by_code)

    def communes_of(self, period: Period) -> tuple[StoredUnit, ...]:
        """Return every unit of the period."""
        return self._candidates(period, None).units

    def find(
        self, code: str, name: str, period: Period, place: Place, *, vintage: date | None = None
    ) -> Found:
        """Return the unit of a code (or, without one, of a name) in a period.

        Parameters
        ----------
        code, name : str
            As the file has them; either may be empty.
        period : Period
        place : Place
            Where they stand.
        vintage : datetime.date or None
            A day whose units this row means.
        """
        candidates = self._candidates(period, vintage)
        if not code and name.isdecimal():
            code, name = name, ""
        # A code that became a number has lost its leading zeros.
        found = candidates.by_code.get(code) or candidates.by_code.get(code.zfill(_CODE_DIGITS), ())
        if not found and not (code and name) and any(c.isalpha() for c in code or name):
            # A name may have been written where the code belongs.
            return candidates.by_written_name(code or name, period, place)
        if len(found) == 1:
            return candidates.checked_by_name(found[0], name, place)
        if found:
            return Found(None, _two_units(code, found, period, place))
        return Found(None, candidates.unknown(code, name, period, place))

    def _candidates(self, period: Period, vintage: date | None) -> _Candidates:
        asked = (period, vintage)
        if asked not in self._of_periods:
            day = vintage or self._at
            days = (period.first_day, period.last_day) if day is None else (day,)
            if days not in self._of_days:
                self._of_days[days] = _Candidates([u for day in days for u in self._units_on(day)])
            self._of_periods[asked] = self._of_days[days]
        return self._of_periods[asked]


class _Candidates:
    """Units that may be meant, each once; of the district and its own bodies only the latest."""

    def __init__(self, units: Iterable[StoredUnit]) -> None:
        unique = {unit.key: unit for unit in units}
        self.by_code: dict[str, tuple[StoredUnit, ...]] = {}
        for key in sorted(unique):
            unit = unique[key]
            alone = unit.kind in (UnitKind.DISTRICT, UnitKind.OWN_BODIES)
            before = () if alone else self.by_code.get(unit.code, ())
            self.by_code[unit.code] = (*before, unit)
        self.units = tuple(unit for units in self.by_code.values() for unit in units)
        self._index: NameIndex[StoredUnit] = NameIndex((unit.name, unit) for unit in self.units)

    def by_written_name(self, name: str, period: Period, place: Place) -> Found:
        match = self._index.match(name)
        bare = _BEFORE.sub("", name)
        if match.candidate is None and bare != name:
            match = self._index.match(bare)
        if match.candidate is not None:
            finding = None
            if match.strength == "weak":
                finding = warning("unit.name_weak", place, name, name=name, taken=match.candidate.name)
            return Found(match.candidate, finding)
        old = self._in_an_old_font(name)
        if old is not None:
            return Found(old, warning("unit.name_old_font", place, name, name=name, taken=old.name))
        same = [u for u in match.suggestions if self._index_key(u) == self._index_key(match.suggestions[0])]
        if len(same) > 1:
            return Found(None, _two_units(name, tuple(same), period, place))
        suggestions = _listed(match.suggestions)
        return Found(None, error("unit.unknown_name", place, name, name=name, suggestions=suggestions))

    def _in_an_old_font(self, name: str) -> StoredUnit | None:
        """Return the one unit that a name of letters shown by an old font is, if its decoding is its name."""
        found: dict[UnitKey, StoredUnit] = {}
        for decoded in other_readings(name):
            match = self._index.match(decoded, suggest=False)
            if match.candidate is not None and match.strength != "weak":
                found[match.candidate.key] = match.candidate
        return next(iter(found.values())) if len(found) == 1 else None

    @staticmethod
    def _index_key(unit: StoredUnit) -> str:
        return unit.name.casefold()

    def checked_by_name(self, unit: StoredUnit, name: str, place: Place) -> Found:
        """The name beside a code must not be another unit's: a row may have been pasted over half."""
        if not name or name == unit.name:
            return Found(unit)
        match = self._index.match(name, suggest=False)
        if match.candidate is None or match.candidate.key == unit.key or match.strength == "weak":
            return Found(unit)
        if match.candidate.name == unit.name:
            return Found(unit)
        parameters = {"unit_code": unit.code, "unit": unit.name, "name": name}
        return Found(None, error("unit.code_and_name_differ", place, name, **parameters))

    def unknown(self, code: str, name: str, period: Period, place: Place) -> Finding:
        """An unknown code, with what its name or a slip of one digit may have meant."""
        named = self._index.match(name) if name else None
        near: list[StoredUnit] = []
        if named is not None:
            near = [named.candidate] if named.candidate is not None else list(named.suggestions)
        near += [u for u in self.units if u not in near and _one_digit_off(u.code, code)]
        suggestions = _listed(near[:3])
        return error(
            "unit.unknown_code", place, code, unit_code=code, period=str(period), suggestions=suggestions
        )


def _two_units(what: str, found: Sequence[StoredUnit], period: Period, place: Place) -> Finding:
    units = "; ".join(f"{u.name} ({u.key.valid_from.isoformat()})" for u in found)
    return error("unit.two_in_period", place, what, unit_code=what, period=str(period), units=units)


def _one_digit_off(known: str, written: str) -> bool:
    return len(known) == len(written) and sum(a != b for a, b in zip(known, written, strict=True)) == 1


def _listed(units: Sequence[StoredUnit]) -> str:
    return ", ".join(f"{u.name} ({u.code})" for u in units) or "—"
