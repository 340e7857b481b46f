"""Entering what communes reached: results by criterion (`/new-rural/enter`) and recognition decisions."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for

from geodata.store.criteria import StoredCriterionSet, StoredRecognition
from geodata.store.units import StoredUnit
from geodata.store.vocabulary import UnitKind
from layers.intake.criteria import LONGEST_TEXT, GivenResult, enter_recognition, enter_results
from layers.themes.new_rural import criteria_matrix, sets_of
from webmap.app.errors import BadParameter, NotForThisReader, UnknownPage
from webmap.app.portal import portal
from webmap.new_rural.views import chosen_set, nothing_page
from webmap.new_rural.words import (
    GRADE_WORDS,
    RESULT_WORDS,
    criterion_names,
    matrix_lines,
    say_recognition,
    say_set,
)
from webmap.pages.address import Asked, asked
from webmap.pages.choices import vintage_choices
from webmap.pages.form_answer import Answer, answer_form, day_given
from webmap.pages.language import current_translator
from webmap.people.permissions import current_person
from webmap.people.rights import current_rights, may_enter
from webmap.words.dates import today
from webmap.words.translations import marked as _

bp = Blueprint("new_rural_entry", __name__, url_prefix="/new-rural")


@bp.get("/enter")
def results() -> str:
    """Show the form of a commune's results: `?unit=` names the commune, by default the first one's own."""
    here = asked()
    chosen = chosen_set(here)
    if chosen is None or (not request.args.get("unit") and not _enterable(here, chosen)):
        return nothing_page(here, _("You have no commune to enter results for.") if chosen else "")
    return _results_page(here, *_wanted(here), problem="")


@bp.post("/enter")
def enter() -> Answer:
    """Keep what changed of a commune's results."""
    here, word = asked(), current_translator()
    criterion_set, unit = _wanted(here)
    given = [
        GivenResult(
            c.number,
            request.form.get(f"result-{c.number}", ""),
            request.form.get(f"evidence-{c.number}", "").strip(),
        )
        for c in criterion_set.top_criteria
    ]

    def write() -> str:
        changed = enter_results(
            portal().store,
            here.snapshot,
            criterion_set,
            unit.key,
            here.period,
            given,
            person=current_person().name or "",
            rights=current_rights(),
        )
        return word.ngettext("%(n)s result was entered.", "%(n)s results were entered.", changed)

    return answer_form(
        write,
        page=lambda problem: _results_page(here, criterion_set, unit, problem=problem),
        then=url_for("new_rural.page"),
        place=here.place | {"set": criterion_set.code},
    )


@bp.get("/recognitions")
def recognitions() -> str:
    """Show all decisions, latest first, and the form for another."""
    return _recognitions_page(asked(), problem="")


@bp.post("/recognitions")
def recognise() -> Answer:
    """Keep a decision."""
    here, word = asked(), current_translator()

    def write() -> str:
        decided = day_given("day")
        unit = next((u for u in _units(here) if u.code == request.form.get("unit")), None)
        if unit is None:
            raise BadParameter("recognition.no_unit")
        decision = StoredRecognition(
            unit.key,
            request.form.get("grade", ""),
            request.form.get("number", "").strip(),
            decided,
            is_withdrawal="withdrawn" in request.form,
        )
        enter_recognition(
            portal().store, here.snapshot, decision, today=today(), person=current_person().name or ""
        )
        return word(_("The decision was entered."))

    return answer_form(
        write,
        page=lambda problem: _recognitions_page(here, problem=problem),
        then=url_for("new_rural_entry.recognitions"),
        place=here.place,
    )


def _wanted(here: Asked) -> tuple[StoredCriterionSet, StoredUnit]:
    """Return the set and the commune that the address names, or refuse who may not enter them."""
    criterion_set = chosen_set(here)
    if criterion_set is None:
        raise UnknownPage("criteria.unknown_set", text="")
    units = _enterable(here, criterion_set)
    code = request.args.get("unit")
    if not units:
        raise NotForThisReader("criteria.not_yours")
    if not code:
        return criterion_set, units[0]
    if code not in {u.code for u in here.snapshot.communes(here.drawn_on)}:
        raise UnknownPage("remedy.unknown_unit", unit=code)
    unit = next((u for u in units if u.code == code), None)
    if unit is None:
        raise NotForThisReader("criteria.not_yours")
    return criterion_set, unit


def _enterable(here: Asked, criterion_set: StoredCriterionSet) -> list[StoredUnit]:
    """Return the communes of the programme whose results the person may enter."""
    line, rights = here.snapshot.profile.line_of_criteria(criterion_set.grade), current_rights()
    matrix = criteria_matrix(here.reading, criterion_set)
    units = [commune.unit for commune in matrix.communes]
    return [u for u in units if line is not None and may_enter(rights, here.snapshot, line, u.code)]


def _results_page(here: Asked, criterion_set: StoredCriterionSet, unit: StoredUnit, *, problem: str) -> str:
    word = current_translator()
    matrix = criteria_matrix(here.reading, criterion_set)
    line = next(one for one in matrix_lines(matrix, here.snapshot, word) if one.code == unit.code)
    own = next(one for one in matrix.communes if one.unit.code == unit.code)
    given = request.form
    return render_template(
        "new_rural/results.html",
        asked=here,
        place=here.place | {"set": criterion_set.code},
        vintages=vintage_choices(here, word),
        title=say_set(criterion_set, word),
        sets=[(s.code, say_set(s, word)) for s in sets_of(here.snapshot, here.period)],
        chosen=criterion_set,
        names=criterion_names(criterion_set, word),
        unit=unit,
        units=_enterable(here, criterion_set),
        line=line,
        rows=[
            (
                cell,
                given.get(f"result-{cell.number}", one.result),
                given.get(f"evidence-{cell.number}", cell.evidence),
            )
            for cell, one in zip(line.cells, own.cells, strict=True)
        ],
        results=[(code, word(said)) for code, said in RESULT_WORDS.items()],
        longest=LONGEST_TEXT,
        problem=problem,
    )


def _recognitions_page(here: Asked, *, problem: str) -> str:
    word = current_translator()
    names = {u.key: u.name for units in here.snapshot.units.values() for u in units}
    return render_template(
        "new_rural/recognitions.html",
        asked=here,
        place=here.place,
        vintages=vintage_choices(here, word),
        decisions=[
            (names.get(d.unit, d.unit.code), say_recognition(d, word), d.is_withdrawal)
            for d in reversed(here.snapshot.recognitions)
        ],
        units=_units(here),
        grades=[(code, word(said)) for code, said in GRADE_WORDS.items()],
        given=request.form,
        longest=LONGEST_TEXT,
        problem=problem,
    )


def _units(here: Asked) -> list[StoredUnit]:
    """Return who can be recognised: the communes drawn, and the district."""
    units = here.snapshot.units[here.drawn_on.valid_from]
    return [u for u in units if u.is_commune or u.kind == UnitKind.DISTRICT]
