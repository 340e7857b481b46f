"""`/packs`: meeting packs by name; choosing and ordering their pages, once for all months."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for

from webmap.app.errors import BadParameter
from webmap.app.portal import portal
from webmap.meeting.page import indicator_groups
from webmap.pages.address import Asked, asked
from webmap.pages.choices import Choice, ChoiceGroup, vintage_choices
from webmap.pages.form_answer import Answer, answer_form
from webmap.pages.language import current_translator
from webmap.paper.order import HEAT, TARGETS
from webmap.paper.papers import PAPER_NAMES, PAPERS
from webmap.people.permissions import current_person
from webmap.prints.kinds import TABLES
from webmap.prints.packs import (
    PackTemplate,
    drop_pack_template,
    keep_pack_template,
    pack_template,
    pack_templates,
    read_part,
)
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

bp = Blueprint("packs", __name__)

_SPARE = 4


@bp.get("/packs")
def index() -> str:
    """Show the packs that are kept, and the form for a new one or `?pack=NAME`."""
    return _page(problem="")


@bp.post("/packs")
def keep() -> Answer:
    """Keep a pack under its name, its pages in the order of their numbers."""

    def write() -> str:
        template = _given()
        keep_pack_template(portal().store, template, person=current_person().name or "")
        return current_translator()(_("The pack “%(name)s” was kept."), name=template.name)

    return answer_form(
        write,
        page=lambda problem: _page(problem=problem),
        then=url_for("packs.index", pack=request.form.get("name", "").strip()),
        place={},
    )


@bp.post("/packs/drop")
def drop() -> Answer:
    """Withdraw a pack; what was printed of it stays."""

    def write() -> str:
        name = request.form.get("name", "")
        pack_template(asked().snapshot.settings, name)
        drop_pack_template(portal().store, name, person=current_person().name or "")
        return current_translator()(_("The pack “%(name)s” was withdrawn."), name=name)

    return answer_form(
        write, page=lambda problem: _page(problem=problem), then=url_for("packs.index"), place={}
    )


def _page(*, problem: str) -> str:
    here, word = asked(), current_translator()
    shown = _shown(here)
    return render_template(
        "prints/packs.html",
        asked=here,
        place=here.place,
        vintages=vintage_choices(here, word),
        packs=pack_templates(here.snapshot.settings),
        shown=shown,
        picks=[*map(str, shown.parts), *[""] * _SPARE],
        groups=_groups(here, word),
        papers=PAPER_NAMES,
        problem=problem,
    )


def _shown(here: Asked) -> PackTemplate:
    """Return what the form shows: what was just sent, the pack asked for, or a new one's first pages."""
    if request.method == "POST" and "pick" in request.form:
        return _sent()
    name = request.args.get("pack")
    if name:
        return pack_template(here.snapshot.settings, name)
    leads = tuple(read_part(theme.lead) for theme in here.snapshot.profile.themes)
    return PackTemplate("", (read_part(TARGETS), read_part(HEAT), *leads))


def _given() -> PackTemplate:
    """Return the pack that the form describes; a paper that is none is refused."""
    template = _sent()
    if (template.paper, template.orientation) not in PAPERS:
        raise BadParameter("print.choice", name="paper", given=template.paper, known=PAPER_NAMES)
    return template


def _sent() -> PackTemplate:
    """Read the form: pages by the numbers beside them, those without a number as they stand."""
    given = request.form
    lines = zip(given.getlist("number"), given.getlist("pick"), strict=False)
    ordered = sorted(
        (_place(number, at), at, pick.strip()) for at, (number, pick) in enumerate(lines, start=1)
    )
    parts = tuple(read_part(pick) for *_before, pick in ordered if pick)
    return PackTemplate(
        given.get("name", "").strip(), parts, given.get("paper", "a4"), given.get("orientation", "landscape")
    )


def _place(text: str, otherwise: int) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else otherwise


def _groups(here: Asked, word: Translator) -> tuple[ChoiceGroup, ...]:
    """Return what a pack can have: the tables, each indicator, each commune."""
    tables = [Choice(word(kind.short or kind.name), code, False) for code, kind in TABLES.items()]
    communes = sorted(here.snapshot.communes(here.drawn_on), key=lambda unit: unit.name)
    return (
        ChoiceGroup(word(_("Tables")), tuple(tables)),
        *indicator_groups(here, word),
        ChoiceGroup(word(_("Communes")), tuple(Choice(unit.name, unit.code, False) for unit in communes)),
    )
