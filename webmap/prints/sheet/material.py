"""What a print is made of: its order and the data as of then, joined once however many pages use it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from geodata.store.units import StoredUnit
from layers.audience import Sight
from layers.errors import UnknownVintage
from layers.joining.reading import Reading
from layers.joining.snapshot import Snapshot
from webmap.app.errors import UnknownPage
from webmap.office.office import Office
from webmap.paper.order import PrintOrder
from webmap.paper.papers import PAPERS, Paper
from webmap.words.translations import Translator, translator


@dataclass(frozen=True)
class Material:
    """The data of one print, for its reader only.

    Parameters
    ----------
    reading : Reading
        Of the order's moment, period and vintage.
    order : PrintOrder
    picture : callable or None
        Returns a kept picture by its SHA-256; without it pages have no logo.
    """

    reading: Reading
    order: PrintOrder
    picture: Callable[[str], bytes] | None = None

    @classmethod
    def of(
        cls,
        sight: Sight,
        snapshot: Snapshot,
        order: PrintOrder,
        picture: Callable[[str], bytes] | None = None,
    ) -> Material:
        """Return the material of an order; `UnknownVintage` where no vintage begins on its day."""
        found = next((v for v in snapshot.vintages if v.valid_from == order.vintage), None)
        if found is None:
            raise UnknownVintage("vintage.none_on", day=order.vintage)
        return cls(Reading(sight, snapshot, order.period, found), order, picture)

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
        return Office.of(self.reading.snapshot.settings, self.reading.profile, self.order.period)

    @cached_property
    def logo(self) -> bytes | None:
        """The office's logo as PNG, where it has one."""
        return None if self.picture is None or not self.office.logo else self.picture(self.office.logo)

    def commune(self, code: str) -> StoredUnit:
        """Return a commune of the vintage by code; `UnknownPage` if there is none."""
        found = next((unit for unit in self.reading.communes if unit.code == code), None)
        if found is None:
            raise UnknownPage("commune.unknown", commune=code)
        return found
