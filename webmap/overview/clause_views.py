"""`/clauses`: every target of the resolution by clause, mapped or not: value, target, status, trend."""

from __future__ import annotations

from flask import Blueprint, render_template

from webmap.overview.clause_lines import clause_sections
from webmap.pages.address import asked
from webmap.pages.choices import vintage_choices
from webmap.pages.language import current_translator
from webmap.pages.summaries import summary_of
from webmap.words.summary_sentence import say_summary

bp = Blueprint("clauses", __name__)


@bp.get("/clauses")
def page() -> str:
    """Show all targets that the reader may see, clause by clause, and how many there are besides."""
    here = asked()
    word = current_translator()
    summary = summary_of(here)
    return render_template(
        "overview/clauses.html",
        asked=here,
        place=here.place,
        vintages=vintage_choices(here, word),
        summary=summary,
        clauses=clause_sections(here, summary, word),
        sentence=say_summary(summary, word),
    )
