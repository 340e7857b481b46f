"""What a print is made of: its order and the data as of then, joined once however many pages use it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from geodata.store.units import StoredUnit, StoredVintage
from geodata.store.vocabulary import UnitKind
from layers.catalogue import Profile
from layers.errors import UnknownVintage
from layers.joining.build import build_layer, visible_indicator
from layers.joining.layer import Layer
from layers.joining.ranking import Standing, rank_communes
from layers.joining.snapshot import Snapshot
from layers.joining.summary import Summary, summarise
from webmap.app.errors import UnknownPage
from webmap.office.office import Office
from webmap.paper.order import PrintOrder
from webmap.paper.papers import PAPERS, Paper
from webmap.words.translations import Translator, translator


@dataclass(frozen=True)
class Material:
    """The data of one print, for its audience only.

    Parameters
    ----------
    profile : Profile
    snapshot : Snapshot
        Read as of the order's sequence, for its period.
    order : PrintOrder
    picture : callable or None
        Returns a kept picture by its SHA-256; without it pages have no logo.
    """

    profile: Profile
    snapshot: Snapshot
    order: PrintOrder
    picture: Callable[[str], bytes] | None = None
    _layers: dict[str, Layer] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def word(self) -> Translator:
        """The print's language."""
        return translator(self.order.lang)

    @property
    def paper(self) -> Paper:
        """The paper it is printed on."""
        return PAPERS[self.order.paper, self.order.orientation]

    @cached_property
    def office(self) -> Office:
        """Whose print it is."""
        return Office.of(self.snapshot.settings, self.profile, self.order.period)

    @cached_property
    def logo(self) -> bytes | None:
        """The office's logo as PNG, where it has one."""
        return None if self.picture is None or not self.office.logo else self.picture(self.office.logo)

    @cached_property
    def vintage(self) -> StoredVintage:
        """The vintage that the order names by its first day; `UnknownVintage` if there is none."""
        found = next((v for v in self.snapshot.vintages if v.valid_from == self.order.vintage), None)
        if found is None:
            raise UnknownVintage("vintage.none_on", day=self.order.vintage)
        return found

    @cached_property
    def summary(self) -> Summary:
        """How all targets that the audience may see stand."""
        return summarise(self.snapshot, self.order.period, audience=self.order.audience, vintage=self.vintage)

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """How the communes stand over all targets, ranked once: the one that lags most first."""
        return rank_communes(self.summary.layers)

    @property
    def communes(self) -> tuple[StoredUnit, ...]:
        """The communes that are drawn, by code."""
        return self.snapshot.communes(self.vintage)

    @property
    def district(self) -> StoredUnit | None:
        """The district as it was drawn, the union of its communes."""
        return self.snapshot.unit_of_kind(self.vintage, UnitKind.DISTRICT)

    def commune(self, code: str) -> StoredUnit:
        """Return a commune of the vintage by code; `UnknownPage` if there is none."""
        found = next((unit for unit in self.communes if unit.code == code), None)
        if found is None:
            raise UnknownPage("commune.unknown", commune=code)
        return found

    def layer(self, code: str) -> Layer:
        """Return the Layer of an indicator, joined once.

        Raises
        ------
        layers.errors.UnknownIndicator, layers.errors.NotVisible
            If the catalogue has no such indicator, or the audience may not see it.
        """
        visible_indicator(self.snapshot, code, self.order.audience)
        # A summary that was made has joined it already.
        summarised = self.__dict__.get("summary")
        found = None if summarised is None else summarised.layer_of(code)
        if found is not None:
            return found
        if code not in self._layers:
            self._layers[code] = build_layer(
                self.snapshot, code, self.order.period, vintage=self.vintage, audience=self.order.audience
            )
        return self._layers[code]
