"""A page of the bundle: a template with what every page says around its content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from geodata.store.criteria import StoredCriterionSet
from layers.audience import Audience
from layers.periods import Period
from layers.themes.new_rural import sets_of
from webmap.new_rural.words import say_set
from webmap.pages.address import Asked
from webmap.pages.status_marks import render_alone
from webmap.prints.bundle.addresses import INDEX, RANKING, Addresses, criteria_page
from webmap.prints.bundle.order import BundleOrder
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_AUDIENCES = {
    Audience.PUBLIC: _("for everybody"),
    Audience.INTERNAL: _("for internal circulation"),
    Audience.POLICE: _("for the police"),
}


@dataclass(frozen=True)
class Place:
    """A link of the bar of every page."""

    label: str
    address: str
    is_current: bool


@dataclass(frozen=True)
class Around:
    """What every page says around its content, by the names that the layout has for it."""

    places: tuple[Place, ...]
    period: Period
    audience: str
    is_sample: bool
    made_at: datetime
    sequence: int
    frozen: str | None


def rendered(order: BundleOrder, name: str, template: str, **values: Any) -> tuple[str, bytes]:
    """Return a page as a file of the archive: (name, content)."""
    here, word = order.here, order.word
    text = render_alone(
        template,
        **vars(_around(order, name)),
        **vars(addresses(here, name).in_templates()),
        layout="bundle/base.html",
        word=word,
        lang=word.lang,
        place={"period": str(here.period)},
        asked=here,
        **values,
    )
    return name, text.encode()


def addresses(here: Asked, name: str) -> Addresses:
    """Return the ways from the page of a name."""
    communes = {unit.code for unit in here.snapshot.communes(here.drawn_on)}
    return Addresses("../" * name.count("/"), here.period, communes)


def set_places(here: Asked, name: str, word: Translator) -> tuple[Place, ...]:
    """Return links from a page to the criterion sets that hold in the period."""
    root = "../" * name.count("/")
    named = [(criteria_page(one.code), say_set(one, word)) for one in shown_sets(here)]
    return tuple(Place(label, root + address, address == name) for address, label in named)


def shown_sets(here: Asked) -> tuple[StoredCriterionSet, ...]:
    """Return the criterion sets that hold in the period."""
    return tuple(sets_of(here.snapshot, here.period))


def _around(order: BundleOrder, name: str) -> Around:
    here, word = order.here, order.word
    return Around(
        places=_places(here, name, word),
        period=here.period,
        audience=word(_AUDIENCES[here.sight.audience]),
        is_sample=here.snapshot.is_sample,
        made_at=order.made_at,
        sequence=here.snapshot.sequence,
        frozen=order.frozen,
    )


def _places(here: Asked, name: str, word: Translator) -> tuple[Place, ...]:
    root = "../" * name.count("/")
    named = [(f"{INDEX}#theme-{theme.code}", theme.name(word.lang)) for theme in here.snapshot.profile.themes]
    named += [(f"{INDEX}#clauses", word(_("All targets"))), (RANKING, word(_("Ranking")))]
    named += [(criteria_page(one.code), word(_("New-rural criteria"))) for one in shown_sets(here)[:1]]
    return tuple(Place(label, root + address, address == name) for address, label in named)
