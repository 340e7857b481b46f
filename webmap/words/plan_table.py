"""The table every meeting uses: each target of the resolution with plan, result, percentages and status.

TT, chỉ tiêu, đơn vị tính, kế hoạch năm, thực hiện, % kế hoạch, % cùng kỳ, đánh giá, cơ quan chủ trì, by
clause. Paper, spreadsheet and document write these same rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from layers.catalogue import Indicator, Kind, Measure, Operator
from layers.joining.layer import DistrictValue, Layer
from layers.joining.summary import Summary, TargetLine
from layers.periods import PeriodKind
from layers.rules.comparison import percent_of_previous, percent_of_target
from layers.rules.values import number_of
from webmap.words.clauses import clause_title
from webmap.words.district import say_counted_communes
from webmap.words.layer import say_legend, say_reason, say_target, say_value
from webmap.words.notes import Notes, quality_marks
from webmap.words.numbers import format_number, format_value, without_unit
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_HUNDRED = Fraction(100)


@dataclass(frozen=True)
class PlanRow:
    """A target's line in words; `key` is its status or state. An empty text says that there is none."""

    number: int
    code: str
    name: str
    unit: str
    plan: str
    result: str
    percent_of_plan: str
    percent_of_last_year: str
    key: str
    status: str
    owner: str


@dataclass(frozen=True)
class PlanClause:
    """A clause of the resolution with its lines."""

    code: str
    title: str
    rows: tuple[PlanRow, ...]


@dataclass(frozen=True)
class PlanTable:
    """The whole table: headings, clauses, and the notes that its marks point to."""

    heads: tuple[str, ...]
    clauses: tuple[PlanClause, ...]
    notes: tuple[str, ...]


def plan_table(summary: Summary, word: Translator) -> PlanTable:
    """Return the table of a period.

    Parameters
    ----------
    summary : Summary
        All targets that the reader may see; those that may not be seen are counted in a note.
    """
    notes = Notes()
    numbers = iter(range(1, len(summary.lines) + 1))
    clauses = tuple(
        PlanClause(
            code,
            clause_title(summary, code, word),
            tuple(_row(line, next(numbers), word, notes) for line in lines),
        )
        for code, lines in summary.in_clauses
    )
    return PlanTable(_heads(word), clauses, (*notes.lines(), *_hidden(summary, word)))


def _heads(word: Translator) -> tuple[str, ...]:
    return (
        word(_("No.")),
        word(_("Target line")),
        word(_("Unit")),
        word(_("Plan of the year")),
        word(_("Result")),
        word(_("% of plan")),
        word(_("% of last year")),
        word(_("Status")),
        word(_("Office in charge")),
    )


def _hidden(summary: Summary, word: Translator) -> Iterator[str]:
    if summary.hidden:
        yield word.ngettext(
            "%(n)s target for internal use is not shown.",
            "%(n)s targets for internal use are not shown.",
            summary.hidden,
        )


def _row(line: TargetLine, number: int, word: Translator, notes: Notes) -> PlanRow:
    layer = line.layer
    indicator, district = layer.indicator, layer.district
    return PlanRow(
        number=number,
        code=indicator.code,
        name=indicator.name(word.lang),
        unit=indicator.unit(word.lang),
        plan=_plan(layer, word),
        result=_result(layer, word, notes),
        percent_of_plan=_percent_of_plan(indicator, district, word),
        percent_of_last_year=_percent(
            percent_of_previous(indicator, district.figure, district.previous), word
        ),
        key=district.legend_key,
        status=_status(district, word, notes),
        owner=layer.office or word(_("not assigned yet")),
    )


def _plan(layer: Layer, word: Translator) -> str:
    """Write the target without its unit, which has a column of its own."""
    rule, indicator = layer.district.target, layer.indicator
    if rule is None:
        return "–"
    if not rule.is_set:
        return word(_("not assigned"))
    said = say_target(indicator, rule, layer.district.previous, word)
    said, unit = said.removeprefix("=\u00a0"), indicator.unit(word.lang)
    return without_unit(said, unit) if rule.operator is not Operator.BELOW_PREVIOUS else said


def _result(layer: Layer, word: Translator, notes: Notes) -> str:
    indicator, figure = layer.indicator, layer.district.figure
    number = number_of(indicator, figure)
    if number is None:
        return "–"
    if indicator.kind in (Kind.YES_NO, Kind.CRITERIA):
        text = say_value(indicator, figure, layer.district.target, word)
        text = without_unit(text, indicator.unit(word.lang))
    else:
        rule = layer.district.target
        text = format_value(
            number,
            precision=indicator.precision,
            unit="%" if indicator.unit(word.lang) == "%" else "",
            lang=word.lang,
            target=None if rule is None else rule.value,
        )
    text += quality_marks(figure, notes, word)
    if indicator.measure is Measure.YTD and layer.period.kind is not PeriodKind.YEAR:
        text += " " + notes.number(word(_("cumulative since 1 January")))
    return text + _provisional(layer.district, word, notes)


def _provisional(district: DistrictValue, word: Translator, notes: Notes) -> str:
    if not district.provisional or district.figure is not district.summed:
        return ""
    said = say_counted_communes(_("provisional: sum of %(counted)s/%(expected)s communes"), district, word)
    return " " + notes.number(said)


def _percent_of_plan(indicator: Indicator, district: DistrictValue, word: Translator) -> str:
    rule = district.target
    if rule is None or not rule.is_set or indicator.kind is Kind.YES_NO:
        return ""
    # Against last year's figure the percentage is the next column's.
    if rule.operator is Operator.BELOW_PREVIOUS:
        return ""
    return _percent(percent_of_target(indicator, rule, district.figure), word)


def _percent(share: Fraction | None, word: Translator) -> str:
    """Write a percentage so that it never seems to be 100 where it is not."""
    if share is None:
        return ""
    if share >= 1000:
        return format_number(share, 0, word.lang) + "%"
    return format_value(share, precision=1, unit="%", lang=word.lang, target=_HUNDRED)


def _status(district: DistrictValue, word: Translator, notes: Notes) -> str:
    text = say_legend(district.legend_key, word)
    judgement = district.judgement
    reason = judgement.reason if judgement.status is not None else district.figure.reason
    if reason is not None:
        text += " " + notes.number(say_reason(reason, word))
    if judgement.on_track is not None:
        said = _("reached so far") if judgement.on_track else _("not reached so far")
        text += " " + notes.number(word(said))
    if judgement.fell:
        text += " " + notes.number(word(_("lower than in the period before")))
    return text
