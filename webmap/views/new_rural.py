"""`/new-rural`: the matrix commune × criterion of a set, what blocks each commune, recognitions at risk."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from geodata.store.criteria import StoredCriterionSet
from layers.audience import may_see
from layers.catalogue import Indicator
from layers.joining import build_layer
from layers.new_rural import criteria_matrix, indicator_of_set, sets_of
from webmap import map_page
from webmap.address import Asked, asked, units_known
from webmap.dates import format_period
from webmap.errors import UnknownPage
from webmap.language import current_translator
from webmap.new_rural_words import criterion_names, matrix_lines, part_lines, say_set
from webmap.pictures import lettered_map
from webmap.rights import is_reporter
from webmap.translations import Translator
from webmap.translations import marked as _

bp = Blueprint("new_rural", __name__, url_prefix="/new-rural")


@bp.get("")
def page() -> str | Response:
    """Show the matrix of `?set=` (by default the standard set that holds in the period)."""
    if not units_known():
        return redirect(url_for("overview.index"))
    here, word = asked(), current_translator()
    sets = sets_of(here.snapshot, here.period)
    chosen = chosen_set(here)
    if chosen is None:
        return nothing_page(here)
    matrix = criteria_matrix(here.snapshot, chosen, here.period, here.drawn_on, here.audience)
    line = indicator_of_set(here.snapshot, chosen)
    lines = matrix_lines(matrix, here.snapshot, word)
    return render_template(
        "new_rural/page.html",
        asked=here,
        place=here.place | {"set": chosen.code},
        vintages=map_page.vintage_choices(here, word),
        sets=[(s.code, say_set(s, word)) for s in sets],
        chosen=chosen,
        title=say_set(chosen, word),
        names=criterion_names(chosen, word),
        lines=lines,
        towns=[town.name for town in matrix.towns],
        parts=part_lines(matrix, word),
        line=line,
        picture=_picture(here, line, word),
        may_write=is_reporter(),
    )


def _picture(here: Asked, line: Indicator | None, word: Translator) -> Markup:
    """Return the map of how many criteria are met; a set that no line counts has none."""
    if line is None or not may_see(line.visibility, here.audience, only_sample=here.snapshot.only_sample):
        return Markup("")
    layer = build_layer(here.snapshot, line.code, here.period, vintage=here.vintage, audience=here.audience)
    return lettered_map(layer, f"{line.name(word.lang)}, {format_period(here.period, word.lang)}", word)


def nothing_page(here: Asked, why: str = "") -> str:
    """Return the page that says why there is no matrix: by default that no set holds in the period."""
    word = current_translator()
    return render_template(
        "new_rural/nothing.html",
        asked=here,
        vintages=map_page.vintage_choices(here, word),
        why=word(why or _("No criterion set holds in this period.")),
    )


def chosen_set(here: Asked) -> StoredCriterionSet | None:
    """Return the set that the address names, else the first that holds in the period, if any does.

    Raises
    ------
    UnknownPage
        For a code that no set has.
    """
    code = request.values.get("set")
    if not code:
        return next(iter(sets_of(here.snapshot, here.period)), None)
    found = next((s for s in here.snapshot.criterion_sets if s.code == code), None)
    if found is None:
        raise UnknownPage("criteria.unknown_set", text=code)
    return found
