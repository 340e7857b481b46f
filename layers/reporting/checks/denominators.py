"""Denominators that rates share: of the file itself, of the store, or the unit's own published figure."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from geodata.findings import Finding, warning
from geodata.store.observations import ObservationEntry
from geodata.store.units import StoredUnit, UnitKey
from geodata.store.vocabulary import Basis, State
from layers.catalogue import Indicator, Kind, Profile
from layers.reporting.checks.rates import kept
from layers.reporting.lines.resolving import Meant, named

_Key = tuple[UnitKey, str, str]


class SharedDenominators:
    """What is known of shared denominators while a file is read; its own figures come before the store's."""

    def __init__(
        self,
        profile: Profile,
        in_file: Container[_Key],
        periods: Iterable[str],
        observations_of: Callable[[Sequence[str]], Iterable[ObservationEntry]] | None,
    ) -> None:
        self._profile = profile
        self._in_file = in_file
        self._values: dict[_Key, Decimal] = {}
        self._rates: dict[_Key, list[ObservationEntry]] = {}
        self._changed: dict[_Key, Meant] = {}
        self._refused: set[_Key] = set()
        texts = sorted(set(periods))
        for row in observations_of(texts) if observations_of is not None and texts else ():
            self._take(row)

    def of(self, meant: Meant) -> Decimal | None:
        """Return the shared denominator of a line's indicator, unit and period, if it is known."""
        return self.of_unit(meant.indicator.denominator, meant.unit, meant.period_text)

    def of_unit(self, code: str | None, unit: StoredUnit, period: str) -> Decimal | None:
        """Return a unit's shared denominator for a period, if it is known."""
        if code is None:
            return None
        known = self._values.get((unit.key, code, period))
        if known is None and self._profile.indicators[code].from_unit == "natural_area_ha":
            return unit.natural_area_ha
        return known

    def take_plain(self, key: _Key, value: Decimal) -> bool:
        """Take a denominator that nothing can be said about; false where a rate stands that it changes."""
        if key in self._rates:
            return False
        self._values[key] = value
        return True

    def refuse(self, meant: Meant) -> None:
        """Remember that the file brings this figure, wrongly: its rates are not to be called without it."""
        self._refused.add(meant.key)

    def is_refused(self, meant: Meant) -> bool:
        """Tell whether the shared denominator of a line stands in the file but was refused."""
        code = meant.indicator.denominator
        return code is not None and self.was_refused((meant.unit.key, code, meant.period_text))

    def was_refused(self, key: _Key) -> bool:
        """Tell whether a denominator stands in the file but was refused."""
        return key in self._refused

    def add(self, meant: Meant, entry: ObservationEntry) -> list[Finding]:
        """Take a denominator that the file brings; warn where a standing numerator is larger than it."""
        if not meant.indicator.is_denominator:
            return []
        if entry.value is None:
            self._values.pop(meant.key, None)
            return []
        if self._values.get(meant.key) != entry.value:
            self._changed[meant.key] = meant
        self._values[meant.key] = entry.value
        return [
            self._too_small(meant, entry.value, rate)
            for rate in self._standing_rates(meant.key)
            if self._profile.indicators[rate.indicator].numerator_within_denominator
            and rate.numerator is not None
            and rate.numerator > entry.value
        ]

    def dependents(self, entries: Iterable[ObservationEntry]) -> list[tuple[ObservationEntry, Meant]]:
        """Return the standing rates whose value changes because their shared denominator does, with its line.

        Those that the file itself brings are left out. One whose denominator becomes 0 is left as it is:
        reading it says what 0 of 0 is.
        """
        if not self._changed:
            return []
        brought = {entry.key for entry in entries}
        return [
            (rate._replace(value=self._made(rate, self._values[key])), changed)
            for key, changed in self._changed.items()
            for rate in self._standing_rates(key)
            if rate.key not in brought and self._values[key]
        ]

    def _take(self, entry: ObservationEntry) -> None:
        indicator = self._profile.indicators.get(entry.indicator)
        if indicator is None or entry.state != State.VALUE or entry.basis != Basis.REPORTED:
            return
        if indicator.is_denominator and entry.value is not None:
            self._values[entry.unit, entry.indicator, entry.period] = entry.value
        elif indicator.kind is Kind.RATE and entry.numerator is not None and entry.denominator is None:
            assert indicator.denominator is not None
            self._rates.setdefault((entry.unit, indicator.denominator, entry.period), []).append(entry)

    def _standing_rates(self, key: _Key) -> list[ObservationEntry]:
        rates = self._rates.get(key, ())
        return [rate for rate in rates if (rate.unit, rate.indicator, rate.period) not in self._in_file]

    def _made(self, rate: ObservationEntry, denominator: Decimal) -> Decimal:
        indicator: Indicator = self._profile.indicators[rate.indicator]
        assert rate.numerator is not None
        return kept(Fraction(rate.numerator) * indicator.per / Fraction(denominator))

    def _too_small(self, meant: Meant, value: Decimal, rate: ObservationEntry) -> Finding:
        cell = meant.line.value
        return warning(
            "denominator.under_numerator",
            meant.line.place if cell is None else cell.place,
            None if cell is None else cell.text,
            value=value,
            numerator=rate.numerator,
            **named(self._profile.indicators[rate.indicator]),
        )
