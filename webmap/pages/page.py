"""What each page shows around its content: the bar, the sample line, the foot; and the templates' filters."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Flask, current_app, has_request_context, request, url_for
from sqlalchemy.exc import SQLAlchemyError

from geodata.errors import GeodataError
from geodata.store.database import StoreNotReady
from geodata.store.imports import any_sample_loaded, last_sequence
from webmap.app.errors import PortalError
from webmap.app.portal import portal
from webmap.pages.address import Past, past_asked
from webmap.pages.assets import asset_url
from webmap.pages.language import current_translator, same_page_in
from webmap.people.permissions import may_open
from webmap.people.words import say_person
from webmap.words.dates import day_field, format_date, format_moment, format_period
from webmap.words.numbers import format_number, format_range, format_target, format_value
from webmap.words.translations import LANGUAGES
from webmap.words.translations import marked as _

log = logging.getLogger(__name__)

# The bar after the themes. A link is shown where its route exists and the reader may call it.
_BAR = (
    ("clauses.page", _("All targets")),
    ("ranking.page", _("Ranking")),
    ("compare.page", _("Compare")),
    ("documents.index", _("Print")),
    ("desk.index", _("Desk")),
)
_OVERVIEW, _MAP = "overview.index", "maps.page"


@dataclass(frozen=True)
class Link:
    """An item of the bar."""

    label: str
    address: str
    is_current: bool


@dataclass(frozen=True)
class Standing:
    """What the store holds: the last import's sequence, and whether any of it is invented.

    `sequence` is None where the store has not been made yet.
    """

    sequence: int | None
    is_sample: bool


@dataclass(frozen=True)
class Around:
    """What stands around the content of a page, by the names that its templates have for it."""

    lang: str
    district: str
    standing: Standing
    past: Past | None
    home: str
    bar: tuple[Link, ...]


def init_page(app: Flask) -> None:
    """Give templates what the frame of each page needs, and the portal's ways to write figures."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset_url=asset_url, same_page_in=same_page_in, languages=LANGUAGES, may_open=may_open
    )
    for name, write in {
        "number": format_number,
        "quantity": format_value,
        "target": format_target,
        "range": format_range,
        "day": format_date,
        "moment": format_moment,
        "period": format_period,
    }.items():
        app.jinja_env.filters[name] = partial(_in_readers_language, write)
    app.jinja_env.filters["day_field"] = day_field
    app.jinja_env.filters["person"] = lambda name: say_person(name, current_translator())
    app.context_processor(lambda: vars(_around()))


def standing() -> Standing:
    """Read what the store holds now."""
    try:
        with portal().store.session() as session:
            return Standing(last_sequence(session), any_sample_loaded(session))
    except StoreNotReady:
        return Standing(None, False)


def _around() -> Around:
    word = current_translator()
    profile = portal().profile
    return Around(
        lang=word.lang,
        district=word.pick(profile.name_vi, profile.name_en),
        standing=_standing_if_readable(),
        past=_past_if_readable(),
        home=url_for(_OVERVIEW) if _OVERVIEW in current_app.view_functions else "/",
        bar=_bar() if has_request_context() else (),
    )


def _standing_if_readable() -> Standing:
    """Read the standing; where the store cannot be read, the page that says so has no standing to show."""
    try:
        return standing()
    except (SQLAlchemyError, OSError) as problem:
        log.error("the store cannot be read: %s", problem)
        return Standing(None, False)


def _past_if_readable() -> Past | None:
    """Return the time that the page is of; a page that refuses the time asked for shows none."""
    try:
        with portal().store.session() as session:
            return past_asked(session)
    except (SQLAlchemyError, OSError, GeodataError, PortalError) as problem:
        log.info("no past is shown: %s", problem)
        return None


def _bar() -> tuple[Link, ...]:
    """Link the themes, each by the indicator that stands for it, then the other pages."""
    word = current_translator()
    links = []
    if _MAP in current_app.view_functions:
        shown = _shown_theme()
        for theme in portal().profile.themes:
            address = url_for(_MAP, indicator=theme.lead)
            links.append(Link(theme.name(word.lang), address, theme.code == shown))
    for endpoint, label in _BAR:
        if endpoint in current_app.view_functions and may_open(endpoint):
            address = url_for(endpoint)
            links.append(Link(word(label), address, _is_at(address)))
    return tuple(links)


def _is_at(address: str) -> bool:
    """Tell whether the page shown is at an address or below it."""
    path = address.partition("?")[0]
    return request.path == path or request.path.startswith(f"{path}/")


def _shown_theme() -> str | None:
    """Return the theme of the page: the one its room shows, or that of the indicator its address names."""
    profile = portal().profile
    own = profile.theme_on(_room())
    if own is not None:
        return own.code
    code = (request.view_args or {}).get("indicator")
    indicator = profile.indicators.get(code) if code is not None else None
    return None if indicator is None else indicator.theme


def _room() -> str:
    """Return the folder under `webmap/` whose route file answers; empty where none does."""
    blueprint = current_app.blueprints.get(request.blueprint or "")
    return "" if blueprint is None else blueprint.import_name.removeprefix("webmap.").partition(".")[0]


def _in_readers_language(write: Any, value: Any, *args: Any, **kwargs: Any) -> str:
    text: str = write(value, *args, **{"lang": current_translator().lang, **kwargs})
    return text
