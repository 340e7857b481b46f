"""Who may see what: an indicator's visibility against a reader's sight."""

from __future__ import annotations

from dataclasses import dataclass
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

    def reads(self, made_for: str) -> bool:
        """Tell whether the reader may have what was made for an audience: their own, or anybody's."""
        return self.only_sample or Audience(made_for) in (Audience.PUBLIC, self.audience)


PUBLIC = Sight(Audience.PUBLIC)
"""The least that anybody sees: what is public, whether or not there is real data."""


def sight_of(session: Session, audience: str) -> Sight:
    """Return what an audience may see of a store as it stands now."""
    return Sight(Audience(audience), only_sample_loaded(session))


def _may_see(visibility: str, sight: Sight) -> bool:
    """Tell whether what has a visibility is shown; asked by `Sight` alone."""
    return sight.only_sample or Visibility(visibility) in _SEES[sight.audience]
