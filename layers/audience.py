"""Who may see what: an indicator's visibility against a reader's audience."""

from __future__ import annotations

from enum import StrEnum

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


def may_see(visibility: str, audience: str, *, only_sample: bool) -> bool:
    """Tell whether an audience may see what has a visibility.

    Parameters
    ----------
    visibility, audience : str
        A `Visibility` and an `Audience`.
    only_sample : bool
        While nothing but invented data is loaded everything is shown.
    """
    return only_sample or Visibility(visibility) in _SEES[Audience(audience)]
