"""What an indicator's slide says in its title: one sentence from the data, fuller and shorter forms of it."""

from __future__ import annotations

from collections.abc import Mapping

from geodata.names import split_type
from layers.joining.layer import Layer, UnitValue
from layers.rules.judgement import Status
from webmap.words.dates import format_period
from webmap.words.layer import say_legend, say_reason, say_status, say_target, say_value
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

NAMED = 3
"""So many of the communes that lag most are named."""

_READ_AGAINST: Mapping[Status, str] = {
    Status.EXCEEDED: _("%(value)s, exceeds the target %(target)s"),
    Status.MET: _("%(value)s, meets the target %(target)s"),
    Status.NEAR: _("%(value)s, close to the target %(target)s but misses it"),
    Status.MISSED: _("%(value)s, misses the target %(target)s"),
}


def say_messages(layer: Layer, word: Translator) -> list[str]:
    """Return the sentence, the fullest form first: with the communes that lag, with their number, without."""
    head = f"{layer.indicator.name(word.lang)}: {_district(layer, word)}"
    lagging = lagging_units(layer)
    if not lagging:
        end = _nobody_lags(layer, word)
        return [f"{head}; {end}", head] if end else [head]
    found = [f"{head}; {_named(lagging, n, word)}" for n in range(min(len(lagging), NAMED), 0, -1)]
    counted = word.ngettext("%(n)s commune misses it", "%(n)s communes miss it", len(lagging))
    return [*found, f"{head}; {counted}", head]


def lagging_units(layer: Layer) -> list[UnitValue]:
    """Return the communes that miss what they are read against, the widest gap first."""
    return [v for v in layer.by_gap() if v.judgement.status is not None and v.judgement.status.is_missed]


def _district(layer: Layer, word: Translator) -> str:
    """Say how the district stands: its value against the target, or why there is nothing to read."""
    district = layer.district
    figure, judgement = district.figure, district.judgement
    if judgement.status is None:
        state = _small(say_legend(district.legend_key, word))
        reason = "" if figure.reason is None else f" ({say_reason(figure.reason, word)})"
        return f"{state}{reason}, {format_period(layer.period, word.lang)}"
    value = say_value(layer.indicator, figure, district.target, word)
    template = _READ_AGAINST.get(judgement.status)
    if template is not None and district.target is not None:
        target = say_target(layer.indicator, district.target, district.previous, word)
        return word(template, value=value, target=target)
    return f"{value}, {_small(say_status(judgement, figure, word))}"


def _named(lagging: list[UnitValue], n: int, word: Translator) -> str:
    names = ", ".join(split_type(value.unit.name)[1] for value in lagging[:n])
    if n == len(lagging):
        return word.ngettext(
            "%(n)s commune misses it: %(names)s", "%(n)s communes miss it: %(names)s", n, names=names
        )
    return word(_("%(n)s communes miss it, furthest: %(names)s"), n=len(lagging), names=names)


def _nobody_lags(layer: Layer, word: Translator) -> str:
    judged = layer.district.judged
    if not judged or layer.district.met < judged:
        return ""
    return word.ngettext("the one commune judged meets it", "all %(n)s communes judged meet it", judged)


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
