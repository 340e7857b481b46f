"""A slide of the meeting: the district's value against its target, a large map, and the communes that lag."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from layers.joining.layer import Layer
from layers.rules.judgement import Status
from webmap.app.portal import portal
from webmap.maps.page import indicator_choices
from webmap.pages.address import Asked
from webmap.pages.choices import Choice, ChoiceGroup
from webmap.pages.pictures import lettered_map
from webmap.words.dates import format_period
from webmap.words.district import Answer, say_answer
from webmap.words.scheme import LegendLine, legend_lines
from webmap.words.translations import Translator
from webmap.words.translations import marked as _
from webmap.words.unit_facts import UnitFacts, unit_facts

THEME = "theme:"
"""Begins a choice that stands for all indicators of a theme; an indicator may have a theme's name."""

_LAGGARDS = 6
_BEHIND = (Status.MISSED, Status.NEAR)


@dataclass(frozen=True)
class Slide:
    """What one slide shows; `more` counts the communes that lag and are not listed.

    `picture` is empty where no commune has an outline or only the district has figures.
    """

    layer: Layer
    title: str
    answer: Answer
    picture: Markup
    legend: tuple[LegendLine, ...]
    lagging: tuple[UnitFacts, ...]
    more: int
    nothing_judged: bool


def check_all(wanted: Asked, codes: list[str]) -> None:
    """Refuse a set of slides that the reader could not go through to its end.

    Raises
    ------
    layers.errors.UnknownIndicator, NotVisible
    """
    for code in codes:
        wanted.reading.indicator(code)


def read_slide(wanted: Asked, code: str, word: Translator) -> Slide:
    """Return the slide of an indicator for the reader who asks.

    Raises
    ------
    layers.errors.UnknownIndicator, NotVisible
        As for its map.
    """
    layer = wanted.reading.layer(code)
    title = layer.indicator.name(word.lang)
    behind = [value for value in layer.by_gap() if value.judgement.status in _BEHIND]
    return Slide(
        layer=layer,
        title=title,
        answer=say_answer(layer, word, profile=portal().profile),
        picture=lettered_map(layer, f"{title}, {format_period(layer.period, word.lang)}", word),
        legend=legend_lines(layer, word),
        lagging=tuple(unit_facts(layer, value, word) for value in behind[:_LAGGARDS]),
        more=max(0, len(behind) - _LAGGARDS),
        nothing_judged=layer.district.judged == 0,
    )


def expanded(wanted: Asked, picked: list[str]) -> list[str]:
    """Return the indicators that were picked, in order and each once; a theme stands for all of its own."""
    codes: list[str] = []
    for pick in picked:
        if pick.startswith(THEME):
            codes += [i.code for i in wanted.reading.lines if i.theme == pick.removeprefix(THEME)]
        elif pick:
            codes.append(pick)
    return list(dict.fromkeys(codes))


def choices(wanted: Asked, word: Translator) -> tuple[ChoiceGroup, ...]:
    """Return what can be shown: each theme as a whole, then the indicators one by one."""
    profile = wanted.snapshot.profile
    shown = {i.theme for i in wanted.reading.lines}
    themes = tuple(
        Choice(theme.name(word.lang), THEME + theme.code, is_chosen=False)
        for theme in profile.themes
        if theme.code in shown
    )
    return (ChoiceGroup(word(_("Whole themes")), themes), *indicator_groups(wanted, word))


def indicator_groups(wanted: Asked, word: Translator) -> tuple[ChoiceGroup, ...]:
    """Return the indicators that the reader may see, in the groups that the map page has."""
    return tuple(indicator_choices(wanted, wanted.reading.lines[0], word))
