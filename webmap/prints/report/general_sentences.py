"""The general part: how all targets stand, what is missed, who lags, a year ago, how settled figures are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from geodata.names import split_type
from geodata.store.vocabulary import Quality, State
from layers.catalogue import Direction
from layers.joining.layer import Layer
from layers.joining.ranking import rank_communes
from layers.joining.summary import Summary
from layers.periods import PeriodKind
from layers.rules.values import Figure
from webmap.prints.report.commune_sentences import missed_communes
from webmap.prints.report.listing import MOST_NAMED, say_cap, say_targets_named
from webmap.prints.report.target_sentences import change_in_a_year
from webmap.words.summary_sentence import say_summary
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_MOST_LAGGING = 5


def general_sentences(summary: Summary, word: Translator) -> tuple[str, ...]:
    """Return the paragraphs of the general part; what cannot be said is left out."""
    layers = summary.layers
    said = (
        say_summary(summary, word),
        _say_missed(summary, word),
        _say_lagging(layers, word),
        _say_a_year_ago(summary, word),
        say_figures([layer.district.figure for layer in layers], _("The district's figures"), word),
        say_figures([v.figure for layer in layers for v in layer.units], _("The communes' figures"), word),
        say_cap(word) if _is_cut(summary) else "",
    )
    return tuple(text for text in said if text)


def say_figures(figures: Sequence[Figure], whose: str, word: Translator) -> str:
    """Say how settled figures are: `Số liệu của huyện: 40 ước tính, 3 sơ bộ, 17 chính thức.`

    Parameters
    ----------
    whose : str
        Id of the words that name them.
    """
    valued = [figure for figure in figures if figure.value is not None]
    counts = Counter(figure.quality for figure in valued)
    listed = (
        (counts[Quality.ESTIMATE], _("%(n)s estimate"), _("%(n)s estimates")),
        (counts[Quality.PRELIMINARY], _("%(n)s preliminary figure"), _("%(n)s preliminary figures")),
        (counts[Quality.FINAL], _("%(n)s final figure"), _("%(n)s final figures")),
        (counts[None], _("%(n)s figure not said how settled"), _("%(n)s figures not said how settled")),
        (
            sum(not figure.is_approved for figure in valued),
            _("%(n)s figure not approved yet"),
            _("%(n)s figures not approved yet"),
        ),
    )
    said = ", ".join(word.ngettext(one, many, n) for n, one, many in listed if n)
    return word(_("%(whose)s: %(said)s."), whose=word(whose), said=said) if said else ""


def _is_cut(summary: Summary) -> bool:
    """Tell whether any list of the report is too long to be named whole."""
    lists = [sum(line.count_key in ("near", "missed") for line in summary.lines)]
    for _code, lines in summary.in_clauses:
        lists.append(sum(line.count_key == State.NO_DATA for line in lines))
    for layer in (layer for layer in summary.layers if layer.has_values):
        lists.append(len(missed_communes(layer)))
        for state in (State.NO_DATA, State.SUPPRESSED):
            lists.append(sum(value.figure.state == state for value in layer.units))
    return max(lists) > MOST_NAMED


def _say_missed(summary: Summary, word: Translator) -> str:
    names = []
    for line in summary.lines:
        status = line.layer.district.judgement.status
        if status is not None and status.is_missed:
            names.append(f"{line.layer.indicator.name(word.lang)} ({line.target.clause})")
    return word(_("Missed: %(named)s."), named=say_targets_named(names, word)) if names else ""


def _say_lagging(layers: Sequence[Layer], word: Translator) -> str:
    """Name the communes that miss the largest share of what they are judged by; ties in rank by name."""
    standings = [s for s in rank_communes(layers) if s.rank is not None and s.missed]
    named = [
        word.ngettext(
            "%(name)s (%(missed)s of %(n)s target)",
            "%(name)s (%(missed)s of %(n)s targets)",
            one.judged,
            name=split_type(one.unit.name)[1],
            missed=one.missed,
        )
        for one in standings[:_MOST_LAGGING]
    ]
    return (
        word(_("Communes that miss the largest share: %(named)s."), named="; ".join(named)) if named else ""
    )


def _say_a_year_ago(summary: Summary, word: Translator) -> str:
    """Count what is better, worse or the same against the same period of last year."""
    changes = [
        _turn(layer, change) for layer in summary.layers if (change := change_in_a_year(layer)) is not None
    ]
    if not changes:
        return ""
    counts = Counter(changes)
    listed = (
        ("better", _("%(n)s better")),
        ("worse", _("%(n)s worse")),
        ("same", _("%(n)s unchanged")),
        ("other", _("%(n)s changed, without a better way")),
    )
    said = ", ".join(word(text, n=counts[key]) for key, text in listed if counts[key])
    rounding = word(_("Changes are reckoned before rounding."))
    return f"{_compared(summary, len(changes), said, word)} {rounding}"


def _compared(summary: Summary, count: int, said: str, word: Translator) -> str:
    if summary.period.kind is PeriodKind.YEAR:
        return word.ngettext(
            "Of %(n)s target that can be compared with the year before: %(said)s.",
            "Of %(n)s targets that can be compared with the year before: %(said)s.",
            count,
            said=said,
        )
    return word.ngettext(
        "Of %(n)s target that can be compared with the same period of last year: %(said)s.",
        "Of %(n)s targets that can be compared with the same period of last year: %(said)s.",
        count,
        said=said,
    )


def _turn(layer: Layer, change: Fraction) -> str:
    if change == 0:
        return "same"
    direction = layer.indicator.direction
    if direction is Direction.NEUTRAL:
        return "other"
    return "better" if (change > 0) == (direction is Direction.HIGHER) else "worse"
