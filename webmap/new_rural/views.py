"""`/new-rural`: the matrix commune × criterion of a set, what blocks each commune, recognitions at risk."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geodata.store.criteria import StoredCriterionSet
from layers.themes.new_rural import sets_of
from webmap.app.errors import UnknownPage
from webmap.new_rural.page import criteria_values
from webmap.new_rural.words import say_set
from webmap.pages.address import Asked, asked, units_known
from webmap.pages.choices import vintage_choices
from webmap.pages.language import current_translator
from webmap.people.permissions import may_open
from webmap.words.translations import marked as _

bp = Blueprint("new_rural", __name__, url_prefix="/new-rural")


@bp.get("")
def page() -> str | Response:
    """Show the matrix of `?set=` (by default the standard set that holds in the period)."""
    if not units_known():
        return redirect(url_for("overview.index"))
    here, word = asked(), current_translator()
    chosen = chosen_set(here)
    if chosen is None:
        return nothing_page(here)
    return render_template(
        "new_rural/page.html",
        asked=here,
        place=here.place | {"set": chosen.code},
        vintages=vintage_choices(here, word),
        sets=[(s.code, say_set(s, word)) for s in _offered(here, chosen)],
        may_write=may_open("new_rural_entry.results"),
        **vars(criteria_values(here, chosen, word, name=request.args.get("name", "").strip())),
    )


def _offered(here: Asked, chosen: StoredCriterionSet) -> tuple[StoredCriterionSet, ...]:
    """Return the sets to choose from: those that hold in the period, and the one shown."""
    holding = sets_of(here.snapshot, here.period)
    return holding if chosen in holding else (*holding, chosen)


def nothing_page(here: Asked, why: str = "") -> str:
    """Return the page that says why there is no matrix: by default that no set holds in the period."""
    word = current_translator()
    return render_template(
        "new_rural/nothing.html",
        asked=here,
        vintages=vintage_choices(here, word),
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
