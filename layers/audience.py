"""Who may see what: an indicator's visibility against a reader's sight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy.orm import Session

from geodata.store.imports import only_sample_loaded
from layers.catalogue.indicator import Indicator
from layers.catalogue.vocabulary import Visibility


class Audience(StrEnum):
    """Who reads: anybody, a signed-in person of the offices, or the police."""

    PUBLIC = "public"
    INTERNAL = "internal"
    POLICE = "police"


_SEES = {
    Audience.PUBLIC: frozenset({Visibility.PUBLIC}),
    Audience.INTERNAL: frozenset({Visibility.PUBLIC, Visibility.INTERNAL}),
    Audience.POLICE: frozenset(Visibility),
}


@dataclass(frozen=True)
class Sight:
    """What one reader may see.

    Made once a request or command, from the store as it is *now* (`sight_of`): whatever moment, frozen set or
    vintage is looked at, it widens nothing.

    Parameters
    ----------
    audience : Audience
    only_sample : bool
        Whether nothing but invented data stands now; then everything is shown.
    """

    audience: Audience
    only_sample: bool = False

    def sees(self, indicator: Indicator) -> bool:
        """Tell whether the reader may see an indicator's figures."""
        return _may_see(indicator.visibility, self)

    @property
    def sees_incidents(self) -> bool:
        """Whether counts of incidents are shown: they are internal."""
        return _may_see(Visibility.INTERNAL, self)

    @property
    def sees_points(self) -> bool:
        """Whether single incidents are shown, the police's alone; for the pages of concentrations to come."""
        return _may_see(Visibility.RESTRICTED, self)

    def narrowed(self, *, only_sample: bool) -> Sight:
        """Return the same, without what only a sample alone opens, unless it stood alone then too.

        Parameters
        ----------
        only_sample : bool
            Whether nothing but invented data stood then.
        """
        return replace(self, only_sample=self.only_sample and only_sample)

    def covers(self, made_for: Sight) -> bool:
        """Tell whether the reader may see whatever another sight sees."""
        return all(_may_see(one, self) for one in Visibility if _may_see(one, made_for))

    def sees_kept(
        self, visibilities: Mapping[str, str], catalogue: Mapping[str, Indicator], *, only_sample: bool
    ) -> bool:
        """Tell whether the reader may have what was made before: as it was open then, and as it is now.

        Parameters
        ----------
        visibilities : mapping of str to str
            Of the indicators on it when it was made, by code.
        catalogue : mapping of str to Indicator
            As it is now; of an indicator that is gone only what was then counts.
        only_sample : bool
            Whether nothing but invented data stood then.
        """
        strict = self.narrowed(only_sample=only_sample)
        now = (catalogue[code] for code in visibilities if code in catalogue)
        return all(_may_see(one, strict) for one in visibilities.values()) and all(map(strict.sees, now))


PUBLIC = Sight(Audience.PUBLIC)
"""The least that anybody sees: what is public, whether or not there is real data."""


def is_public(indicator: Indicator) -> bool:
    """Tell whether anybody may see an indicator: what shows others is marked "for internal use"."""
    return PUBLIC.sees(indicator)


def visibilities_of(indicators: Iterable[Indicator]) -> dict[str, str]:
    """Return the visibility of each indicator by its code, as it is kept with what is made of them."""
    return {one.code: str(one.visibility) for one in indicators}


def sight_of(session: Session, audience: str) -> Sight:
    """Return what an audience may see of a store as it stands now."""
    return Sight(Audience(audience), only_sample_loaded(session))


def _may_see(visibility: str, sight: Sight) -> bool:
    """Tell whether what has a visibility is shown; asked by `Sight` alone."""
    return sight.only_sample or Visibility(visibility) in _SEES[sight.audience]
