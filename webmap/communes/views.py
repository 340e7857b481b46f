"""`/communes/<code>?at=`: one commune, every indicator, and what would close each gap."""

from __future__ import annotations

from flask import Blueprint, render_template

from geodata.store.units import StoredUnit, StoredVintage, UnitKey
from geodata.store.vocabulary import UnitKind
from layers.periods import Period
from webmap.app.errors import UnknownPage
from webmap.communes import page as commune_page
from webmap.drawing.locator import locator_map
from webmap.maps.course import commune_courses
from webmap.pages.address import Asked, asked, snapshot_of
from webmap.pages.choices import vintage_label
from webmap.pages.language import current_translator
from webmap.pages.summaries import standings_of, summary_of
from webmap.targets.shared_gap import remedies_of_unit
from webmap.words.summary_sentence import say_hidden

bp = Blueprint("communes", __name__)

_YEARS_BACK = 4


@bp.get("/communes/<code>")
def page(code: str) -> str:
    """Show a commune of the vintage that `?at=` names, else of the period's."""
    here = asked()
    word = current_translator()
    unit = _find(here, code)
    vintage = next(v for v in here.snapshot.vintages if v.valid_from == unit.key.valid_from)
    summary = summary_of(here, vintage=vintage)
    periods = (*_years_before(here.period), here.period)
    standings = standings_of(summary, here.sight)
    place = {"period": str(here.period)}
    if vintage != here.snapshot.vintage_of(here.period):
        place["at"] = vintage.valid_from.isoformat()
    return render_template(
        "communes/page.html",
        asked=here,
        place=place,
        unit=unit,
        vintage=vintage,
        vintages=_vintages_of_code(here, code),
        predecessors=_units(here, here.snapshot.predecessors.get(unit.key, ())),
        successors=_successors(here, unit),
        locator=locator_map(
            here.snapshot.communes(vintage),
            unit.code,
            here.snapshot.profile.crs,
            word,
            district=here.snapshot.unit_of_kind(vintage, UnitKind.DISTRICT),
        ),
        rank=next((s for s in standings if s.unit.key == unit.key), None),
        ranked=sum(s.rank is not None for s in standings),
        sections=commune_page.sections(
            summary, unit, vintage, history=snapshot_of(periods), periods=periods, word=word
        ),
        courses=commune_courses(here, summary, unit, vintage, word),
        origins=commune_page.origins(summary, unit, word),
        remedies=remedies_of_unit(here.snapshot, summary, unit.key, word),
        hidden=say_hidden(summary.hidden, word),
        set_of_units=vintage_label(here, vintage, word),
    )


def _find(here: Asked, code: str) -> StoredUnit:
    """Return the commune of that code in the vintage asked for, else in the latest vintage that has it."""
    vintages = [here.drawn_on]
    vintages += [v for v in reversed(here.snapshot.vintages) if here.vintage is None and v not in vintages]
    for vintage in vintages:
        unit = here.snapshot.unit(vintage, code)
        if unit is not None and unit.is_commune:
            return unit
    raise UnknownPage("commune.unknown", commune=code)


def _years_before(period: Period) -> tuple[Period, ...]:
    """Return the same period of the years before, earliest first."""
    years = []
    for _step in range(_YEARS_BACK):
        period = period.same_last_year()
        years.append(period)
    return tuple(reversed(years))


def _vintages_of_code(here: Asked, code: str) -> list[tuple[StoredVintage, StoredUnit]]:
    """Return every unit that has had this code: codes were used again in 2025."""
    found = ((v, here.snapshot.unit(v, code)) for v in here.snapshot.vintages)
    return [(v, unit) for v, unit in found if unit is not None]


def _units(here: Asked, keys: tuple[UnitKey, ...]) -> list[StoredUnit]:
    return [unit for key in keys if (unit := here.snapshot.unit_by_key(key)) is not None]


def _successors(here: Asked, unit: StoredUnit) -> list[StoredUnit]:
    keys = tuple(after for after, parts in here.snapshot.predecessors.items() if unit.key in parts)
    return _units(here, keys)
