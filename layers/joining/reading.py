"""A reading: the data of one moment as one reader may see it, for a period, on a vintage."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from sqlalchemy.orm import Session

from geodata.store.observations import reported_periods
from geodata.store.units import StoredUnit, StoredVintage
from geodata.store.vocabulary import UnitKind
from layers.audience import Audience, Sight
from layers.catalogue import Indicator, Profile
from layers.errors import UnknownVintage
from layers.joining.build import build_layer, visible_indicator
from layers.joining.layer import Layer
from layers.joining.ranking import Standing, rank_communes
from layers.joining.snapshot import Snapshot
from layers.joining.summary import Summary, summarise
from layers.periods import Period


@dataclass(frozen=True)
class Reading:
    """What pages, commands, prints, the bundle and jobs are made of; each thing is joined once.

    Parameters
    ----------
    sight : Sight
        What the reader may see: of now, whatever moment the snapshot is of.
    snapshot : Snapshot
        Read for the period.
    period : Period
    vintage : StoredVintage or None
        The units to draw on; None are those valid on the period's last day.
    """

    sight: Sight
    snapshot: Snapshot
    period: Period
    vintage: StoredVintage | None = None
    _layers: dict[str, Layer] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def profile(self) -> Profile:
        """The district's profile."""
        return self.snapshot.profile

    def at(self, period: Period, vintage: StoredVintage | None = None) -> Reading:
        """Return the same for another period that the snapshot was read for."""
        return Reading(self.sight, self.snapshot, period, vintage)

    def seen_by(self, audience: Audience) -> Reading:
        """Return the same for another audience."""
        return replace(self, sight=replace(self.sight, audience=audience))

    @cached_property
    def drawn_on(self) -> StoredVintage:
        """The vintage that is drawn: the one asked for, else the period's; `UnknownVintage` without any."""
        vintage = self.vintage or self.snapshot.vintage_of(self.period)
        if vintage is None:
            raise UnknownVintage("vintage.none", period=str(self.period))
        return vintage

    def indicator(self, code: str) -> Indicator:
        """Return the indicator of a code.

        Raises
        ------
        layers.errors.UnknownIndicator, layers.errors.NotVisible
            If the catalogue has no such indicator, or the reader may not see it.
        """
        return visible_indicator(self.snapshot, code, self.sight)

    @cached_property
    def lines(self) -> tuple[Indicator, ...]:
        """The measured lines of the catalogue that the reader may see."""
        return tuple(i for i in self.profile.measured_lines if self.sight.sees(i))

    @cached_property
    def was_reported(self) -> bool:
        """Whether anything that the reader may see was entered for the period, also a result by criterion."""
        snapshot, at = self.snapshot, str(self.period)
        entered = any(snapshot.rows.get((line.code, at)) for line in self.lines)
        return entered or any(result.period == at for result in snapshot.criterion_results)

    def denominator(self, indicator: Indicator) -> Indicator | None:
        """Return what an indicator is divided by."""
        code = indicator.denominator
        return None if code is None else self.profile.indicators[code]

    def layer(self, code: str) -> Layer:
        """Return the Layer of an indicator; raises as `indicator` does, and `UnknownVintage`."""
        self.indicator(code)
        # A summary that was made has joined it already.
        summarised: Summary | None = self.__dict__.get("summary")
        found = None if summarised is None else summarised.layer_of(code)
        if found is not None:
            return found
        if code not in self._layers:
            self._layers[code] = build_layer(
                self.snapshot, code, self.period, vintage=self.vintage, sight=self.sight
            )
        return self._layers[code]

    @cached_property
    def summary(self) -> Summary:
        """How all targets that the reader may see stand."""
        return summarise(self.snapshot, self.period, sight=self.sight, vintage=self.vintage)

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """How the communes stand over all targets, the one that lags most first."""
        return rank_communes(self.summary.layers)

    @property
    def communes(self) -> tuple[StoredUnit, ...]:
        """The communes that are drawn, by code."""
        return self.snapshot.communes(self.drawn_on)

    @property
    def district(self) -> StoredUnit | None:
        """The district as it is drawn, the union of its communes."""
        return self.snapshot.unit_of_kind(self.drawn_on, UnitKind.DISTRICT)


def periods_reported(
    session: Session, profile: Profile, sight: Sight, *, as_of: int | None = None
) -> tuple[Period, ...]:
    """Return the periods in which something was reported that a reader may see, latest first."""
    seen = [one.code for one in profile.indicators.values() if sight.sees(one)]
    found = (Period.parse(text) for text in reported_periods(session, indicators=seen, as_of=as_of))
    return tuple(sorted(found, reverse=True))
