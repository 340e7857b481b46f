"""A target's communes in sentences: how many meet it, who lags and by how much, who has not reported."""

from __future__ import annotations

from collections.abc import Sequence

from geodata.names import split_type
from geodata.store.vocabulary import State
from layers.catalogue import Kind, Operator
from layers.joining.layer import Layer, UnitValue
from layers.rules.judgement import Status
from layers.rules.values import number_of
from webmap.prints.report.listing import say_communes_named
from webmap.words.layer import counts_communes, say_gap, say_map_value, say_number, say_target
from webmap.words.numbers import without_unit
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_FARTHEST = 3
_LONGEST_UNIT = 10


def commune_sentences(layer: Layer, word: Translator) -> tuple[str, ...]:
    """Return what is said of the communes; nothing where they have no figures or nothing judges them."""
    if not layer.has_values:
        return ()
    said = (_say_met(layer, word), _say_missed(layer, word), _say_so_far(layer, word), _say_open(layer, word))
    return tuple(text for text in said if text)


def missed_communes(layer: Layer) -> tuple[UnitValue, ...]:
    """Return the communes that miss what they are read against, the largest gap first."""
    return tuple(v for v in layer.by_gap() if v.judgement.status is not None and v.judgement.status.is_missed)


def short_name(value: UnitValue) -> str:
    """Return a commune's name without its type."""
    return split_type(value.unit.name)[1]


def _say_met(layer: Layer, word: Translator) -> str:
    district = layer.district
    # Of communes that meet all criteria the district's own value says it already.
    if not district.judged or counts_communes(layer.indicator, district.figure) or _not_due(layer):
        return ""
    if district.judged == 1:
        text = (
            _("The one commune judged meets it.") if district.met else _("The one commune judged misses it.")
        )
        return word(text)
    if district.met == district.judged:
        return word(_("All %(n)s communes judged meet it."), n=district.judged)
    if district.met == 0:
        return word(_("None of %(n)s communes judged meets it."), n=district.judged)
    return word(_("%(met)s of %(n)s communes judged meet it."), met=district.met, n=district.judged)


def _say_missed(layer: Layer, word: Translator) -> str:
    missed = missed_communes(layer)
    if not missed:
        return ""
    named = say_communes_named([_lagging(layer, value, word) for value in missed], word)
    return word(_("Missed by: %(named)s."), named=named)


def _say_so_far(layer: Layer, word: Translator) -> str:
    """Before the due date: how many communes are there already, and which are farthest from it."""
    if not _not_due(layer):
        return ""
    behind = [value for value in _not_due(layer) if not value.judgement.on_track]
    judged = [v for v in layer.units if v.judgement.status is Status.NOT_DUE or _is_met(v)]
    said = word.ngettext(
        "So far %(there)s of %(n)s commune is there.",
        "So far %(there)s of %(n)s communes are there.",
        len(judged),
        there=len(judged) - len(behind),
    )
    farthest = [_lagging(layer, value, word) for value in behind[:_FARTHEST] if value.judgement.gap]
    if not farthest:
        return said
    return f"{said} " + word(_("Farthest from it: %(named)s."), named="; ".join(farthest))


def _say_open(layer: Layer, word: Translator) -> str:
    """Name the communes without a figure, where others have one."""
    texts = {
        State.NO_DATA: _("No data yet from: %(named)s."),
        State.SUPPRESSED: _("Not published for: %(named)s."),
    }
    said = []
    for state, text in texts.items():
        names = _names([value for value in layer.units if value.figure.state == state])
        if names:
            said.append(word(text, named=say_communes_named(names, word)))
    return " ".join(said)


def _lagging(layer: Layer, value: UnitValue, word: Translator) -> str:
    """Write a commune with its value and gap: `Phú Hữu (80,1%, cách 4,9 điểm %)`."""
    indicator = layer.indicator
    parts = [say_map_value(indicator, value.figure, value.target, word)]
    rule, before = value.target, None
    if rule is not None and rule.operator is Operator.BELOW_PREVIOUS and value.previous is not None:
        before = number_of(indicator, value.previous)
    if before is not None:
        parts.append(word(_("%(before)s a year before"), before=say_number(indicator, before, word)))
    elif rule is not None and rule.own:
        parts.append(word(_("own target %(target)s"), target=say_target(indicator, rule, None, word)))
    elif indicator.kind is not Kind.YES_NO:
        gap = _brief(say_gap(indicator, value.judgement, word), indicator.unit(word.lang))
        parts.append(word(_("short by %(gap)s"), gap=gap) if gap else "")
    return f"{short_name(value)} ({', '.join(part for part in parts if part)})"


def _brief(text: str, unit: str) -> str:
    """Leave a long unit out: the district's value in the same paragraph has it."""
    return text if len(unit) <= _LONGEST_UNIT else without_unit(text, unit)


def _names(values: Sequence[UnitValue]) -> list[str]:
    return sorted(short_name(value) for value in values)


def _not_due(layer: Layer) -> list[UnitValue]:
    return [value for value in layer.by_gap() if value.judgement.status is Status.NOT_DUE]


def _is_met(value: UnitValue) -> bool:
    return value.judgement.status is not None and value.judgement.status.is_met
