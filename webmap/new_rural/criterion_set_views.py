"""`/new-rural/criteria`: thresholds with the documents that set them, and sets of the office's own."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for

from geodata.store.criteria import StoredCriterionSet
from layers.intake.criteria import LONGEST_TEXT, GivenThreshold, enter_set, enter_thresholds, read_criteria
from layers.themes.new_rural import group_of
from webmap.app.errors import UnknownPage
from webmap.app.portal import portal
from webmap.new_rural.views import chosen_set
from webmap.new_rural.words import GRADE_WORDS, say_set
from webmap.pages.address import Asked, asked
from webmap.pages.choices import vintage_choices
from webmap.pages.form_answer import Answer, answer_form, day_given
from webmap.pages.language import current_translator
from webmap.people.permissions import current_person
from webmap.words.translations import marked as _

bp = Blueprint("criterion_sets", __name__, url_prefix="/new-rural")


@bp.get("/criteria")
def page() -> str:
    """Show a set's thresholds, and the form of a set of the office's own."""
    return _criteria_page(asked(), problem="")


@bp.post("/criteria")
def set_thresholds() -> Answer:
    """Keep the thresholds that changed, each with its document, and communes' groups."""
    here, word = asked(), current_translator()
    criterion_set = chosen_set(here)
    if criterion_set is None:
        raise UnknownPage("criteria.unknown_set", text="")
    given = [
        GivenThreshold(
            c.number,
            request.form.get(f"threshold-{c.number}", "").strip(),
            request.form.get(f"document-{c.number}", "").strip(),
        )
        for c in criterion_set.criteria
        if c.parent is not None and f"threshold-{c.number}" in request.form
    ]
    known = set(_groups(here, criterion_set))
    groups = {
        unit.code: request.form[f"group-{unit.code}"]
        for unit in here.snapshot.communes(here.drawn_on)
        if request.form.get(f"group-{unit.code}", "") in known
        and request.form[f"group-{unit.code}"] != group_of(here.snapshot, unit.code)
    }

    def write() -> str:
        changed = enter_thresholds(
            portal().store, criterion_set, given, groups=groups, person=current_person().name or ""
        )
        return word.ngettext("%(n)s entry was changed.", "%(n)s entries were changed.", changed)

    return answer_form(
        write,
        page=lambda problem: _criteria_page(here, problem=problem),
        then=url_for("criterion_sets.page"),
        place=here.place | {"set": criterion_set.code},
    )


@bp.post("/sets")
def enter_own_set() -> Answer:
    """Keep a set of the office's own; one of the same code is superseded whole."""
    here, word = asked(), current_translator()

    def write() -> str:
        name = request.form.get("name", "").strip()
        criterion_set = StoredCriterionSet(
            code=request.form.get("code", "").strip(),
            grade=request.form.get("grade", ""),
            name_vi=name,
            name_en=name,
            valid_from=day_given("valid_from"),
            valid_to=day_given("valid_to") if request.form.get("valid_to") else None,
            source=request.form.get("source", "").strip(),
            criteria=read_criteria(request.form.get("criteria", "")),
        )
        enter_set(portal().store, criterion_set, person=current_person().name or "")
        return word(_("The set was entered."))

    return answer_form(
        write,
        page=lambda problem: _criteria_page(here, problem=problem),
        then=url_for("criterion_sets.page"),
        place=here.place,
    )


def _criteria_page(here: Asked, *, problem: str) -> str:
    word = current_translator()
    chosen = chosen_set(here)
    groups = () if chosen is None else _groups(here, chosen)
    return render_template(
        "new_rural/criteria.html",
        asked=here,
        place=here.place | ({} if chosen is None else {"set": chosen.code}),
        vintages=vintage_choices(here, word),
        all_sets=[(s.code, say_set(s, word)) for s in here.snapshot.criterion_sets],
        chosen=chosen,
        title="" if chosen is None else say_set(chosen, word),
        groups=groups,
        communes=[(u, group_of(here.snapshot, u.code)) for u in here.snapshot.communes(here.drawn_on)],
        grades=[(code, word(said)) for code, said in GRADE_WORDS.items()],
        given=request.form,
        longest=LONGEST_TEXT,
        problem=problem,
    )


def _groups(here: Asked, criterion_set: StoredCriterionSet) -> tuple[str, ...]:
    described = (s for s in here.snapshot.profile.criterion_sets if s.code == criterion_set.code)
    return next((s.commune_groups for s in described), ())
