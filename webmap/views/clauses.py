"""`/clauses`: every target of the resolution by clause, mapped or not: value, target, status, trend."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template

from layers.layer import DistrictValue
from layers.summary import TargetLine, summarise
from webmap.address import asked
from webmap.language import current_translator
from webmap.layer_words import (
    say_basis,
    say_closing,
    say_gap,
    say_status,
    say_target,
    say_value,
)
from webmap.summary_sentence import say_summary
from webmap.translations import Translator
from webmap.translations import marked as _
from webmap.trend import trend_of

bp = Blueprint("clauses", __name__)


@dataclass(frozen=True)
class ClauseLine:
    """A target in words, for one row of the table."""

    code: str
    name: str
    status_key: str
    status: str
    value: str
    target: str
    gap: str
    closing: str
    basis: str
    trend: str
    communes: str
    due: object
    owner: str
    note: str
    is_mapped: bool
    is_internal: bool


@bp.get("/clauses")
def page() -> str:
    """Show all targets that the reader may see, clause by clause."""
    here = asked()
    word = current_translator()
    summary = summarise(here.snapshot, here.period, audience=here.audience, vintage=here.vintage)
    titles = {} if summary.resolution is None else {c["code"]: c for c in summary.resolution.clauses}
    clauses = [
        (code, word.pick(titles[code]["title_vi"], titles[code]["title_en"]), _lines(lines, word))
        for code, lines in summary.by_clause.items()
    ]
    return render_template(
        "clauses/page.html", asked=here, summary=summary, clauses=clauses, sentence=say_summary(summary, word)
    )


def _lines(lines: tuple[TargetLine, ...], word: Translator) -> list[ClauseLine]:
    return [_line(line, word) for line in lines]


def _line(line: TargetLine, word: Translator) -> ClauseLine:
    layer, district = line.layer, line.layer.district
    indicator = layer.indicator
    trend = trend_of(layer, word)
    return ClauseLine(
        code=indicator.code,
        name=indicator.name(word.lang),
        status_key=district.legend_key,
        status=say_status(district.judgement, district.figure, word),
        value=say_value(indicator, district.figure, district.target, word),
        target=say_target(indicator, district.target, district.previous, word),
        gap=say_gap(indicator, district.judgement, word),
        closing=say_closing(indicator, district.judgement, word),
        basis=say_basis(district.figure, word),
        trend="" if trend is None else trend.text,
        communes=_communes(district, word),
        due=line.target.due,
        owner=indicator.owner or word(_("not assigned yet")),
        note=indicator.note(word.lang),
        is_mapped=bool(layer.units),
        is_internal=indicator.visibility != "public",
    )


def _communes(district: DistrictValue, word: Translator) -> str:
    """Say how many communes meet, of those judged; and how many figures the sum has where some lack."""
    parts = []
    if district.judged:
        parts.append(
            word(_("%(met)s of %(judged)s communes meet it"), met=district.met, judged=district.judged)
        )
    if district.expected and district.provisional:
        counted, expected = district.counted, district.expected
        parts.append(word(_("figures of %(n)s/%(all)s communes"), n=counted, all=expected))
    return "; ".join(parts)
