"""Which indicator, unit and period a line speaks of; a line that does not say so clearly gives a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from geodata.findings import Finding, Place, error, note
from geodata.store.units import StoredUnit, UnitKey
from geodata.store.vocabulary import Basis, Quality
from layers.catalogue import Indicator, Profile
from layers.errors import NotAPeriod
from layers.periods import Period
from layers.reporting.lines.labels import fold, labels
from layers.reporting.lines.lines import Line
from layers.reporting.lines.selection import is_reported_in, why_not
from layers.reporting.lines.units import UnitRegister


@dataclass(frozen=True, slots=True)
class Meant:
    """A line with the indicator, unit, period and quality that it means."""

    line: Line
    indicator: Indicator
    unit: StoredUnit
    period: Period
    period_text: str
    quality: str

    @property
    def key(self) -> tuple[UnitKey, str, str]:
        """What it speaks of."""
        return (self.unit.key, self.indicator.code, self.period_text)


class Resolver:
    """Resolves the lines of one file, and notices what the lines say only together.

    Parameters
    ----------
    profile : Profile
    register : UnitRegister
    period : Period or None
        Of lines that name none.
    quality : str
        Of lines that name none.
    findings : list of Finding
        Where findings are added.
    """

    def __init__(
        self,
        profile: Profile,
        register: UnitRegister,
        *,
        period: Period | None,
        quality: str,
        findings: list[Finding],
    ) -> None:
        self._profile = profile
        self._register = register
        self._period = period
        self._period_text = "" if period is None else str(period)
        self._quality = quality
        self._findings = findings
        self._periods: dict[str, Period | None] = {}
        self._units: dict[tuple[str, str, str, str], StoredUnit | None] = {}
        self._refused: set[Place] = set()
        self._told: set[str] = set()
        self._off_frequency: set[tuple[str, str]] = set()
        self._own_bases: dict[str, list[Place]] = {}

    def resolve(self, lines: Iterable[Line]) -> Iterator[Meant]:
        """Yield what the lines mean; one that is unclear, or says something twice, only gives a finding."""
        seen: dict[tuple[UnitKey, str, str], Line] = {}
        for line in lines:
            meant = self._meant(line)
            if meant is None:
                continue
            first = seen.setdefault(meant.key, line)
            if first is not line:
                self._findings.append(_twice(meant, first))
                continue
            yield meant
        for basis, places in self._own_bases.items():
            self._add(note("basis.not_imported", places[0], basis, rows=len(places)))

    def _meant(self, line: Line) -> Meant | None:
        indicator = self._profile.indicators.get(line.indicator)
        if indicator is None:
            self._tell_once(line.indicator, error("indicator.not_in_catalogue", line.place, line.indicator))
            return None
        period = self._period_of(line)
        if period is None or not self._is_reported(line):
            return None
        # Writing a period out costs more than everything else about a line.
        text = line.period or self._period_text
        unit = self._unit_of(line, period, text)
        if unit is None:
            return None
        wrong = why_not(indicator, unit, self._profile)
        if wrong is not None:
            self._add(error(wrong, first_place(line), unit=unit.name, **named(indicator)))
            return None
        self._note_frequency(indicator, period, text, line.place)
        return Meant(line, indicator, unit, period, text, self._quality_of(line))

    def _period_of(self, line: Line) -> Period | None:
        if not line.period:
            if self._period is None:
                self._tell_once("", error("period.missing", line.place))
            return self._period
        if line.period not in self._periods:
            self._periods[line.period] = self._parsed(line)
        return self._periods[line.period]

    def _parsed(self, line: Line) -> Period | None:
        try:
            period = Period.parse(line.period)
        except NotAPeriod:
            self._add(error("period.none", line.place, line.period, text=line.period))
            return None
        if self._period is not None and period != self._period:
            parameters = {"period": str(period), "expected": str(self._period)}
            self._add(error("period.differs", line.place, line.period, **parameters))
            return None
        return period

    def _is_reported(self, line: Line) -> bool:
        """Only what offices report comes in this way; the portal makes the other bases itself."""
        if line.basis in ("", Basis.REPORTED):
            return True
        if line.basis in set(Basis):
            # One note for all: an export has a row of each for every unit.
            self._own_bases.setdefault(line.basis, []).append(line.place)
        else:
            self._add(error("basis.unknown", line.place, line.basis))
        return False

    def _unit_of(self, line: Line, period: Period, text: str) -> StoredUnit | None:
        key = (line.unit_code, line.unit_name, text, line.vintage)
        found = self._units.get(key)
        if found is None and (key not in self._units or line.place not in self._refused):
            found = self._units[key] = self._found(line, period)
            self._refused.add(line.place)
        return found

    def _found(self, line: Line, period: Period) -> StoredUnit | None:
        vintage = None
        if line.vintage:
            try:
                vintage = date.fromisoformat(line.vintage)
            except ValueError:
                self._add(error("vintage.no_date", line.place, line.vintage))
                return None
        if not self._register.knows_units(period):
            self._tell_once("units", error("unit.none_in_period", line.place, period=str(period)))
            return None
        found = self._register.find(line.unit_code, line.unit_name, period, line.place, vintage=vintage)
        if found.finding is not None:
            self._add(found.finding)
        return found.unit

    def _quality_of(self, line: Line) -> str:
        if not line.quality:
            return self._quality
        quality = labels().qualities.get(fold(line.quality))
        if quality is None:
            allowed = ", ".join((*labels().first_qualities.values(), *Quality))
            finding = error("quality.unknown", line.place, line.quality, allowed=allowed)
            self._tell_once(f"quality {line.place}", finding)
        return quality or self._quality

    def _note_frequency(self, indicator: Indicator, period: Period, text: str, place: Place) -> None:
        key = (indicator.code, text)
        if key not in self._off_frequency and not is_reported_in(indicator, period):
            self._off_frequency.add(key)
            self._add(note("indicator.off_frequency", place, period=text, **named(indicator)))

    def _tell_once(self, what: str, finding: Finding) -> None:
        if what not in self._told:
            self._told.add(what)
            self._add(finding)

    def _add(self, finding: Finding) -> None:
        self._findings.append(finding)


def named(indicator: Indicator) -> dict[str, str]:
    """Return what a finding's wording calls an indicator and its unit."""
    return {
        "indicator": indicator.code,
        "name_vi": indicator.name_vi,
        "name_en": indicator.name_en,
        "unit_vi": indicator.unit_vi,
        "unit_en": indicator.unit_en,
    }


def first_place(line: Line) -> Place:
    """Return where a line's first figure stands."""
    cells = (line.value, line.numerator, line.denominator)
    return next((cell.place for cell in cells if cell is not None), line.place)


def _twice(meant: Meant, first: Line) -> Finding:
    before = first_place(first)
    where = before.cell or (None if before.line is None else str(before.line)) or ""
    return error(
        "value.twice",
        first_place(meant.line),
        unit=meant.unit.name,
        period=meant.period_text,
        first=f"{before.sheet}!{where}" if before.sheet else where,
        **named(meant.indicator),
    )
