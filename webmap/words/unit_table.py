"""The table beside a map: one row a unit, the largest gap first; what all rows share is said once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from layers.catalogue import Indicator, Operator
from layers.joining.layer import Layer, UnitValue
from webmap.words.dates import format_period
from webmap.words.layer import say_counted
from webmap.words.origin import say_counted_classes
from webmap.words.scheme import BY_STATUS, Scheme
from webmap.words.translations import Translator
from webmap.words.translations import marked as _
from webmap.words.unit_facts import UnitFacts, unit_facts


@dataclass(frozen=True)
class TableRow:
    """A unit's row: its facts, and what is true of it and not of all."""

    facts: UnitFacts
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class UnitTable:
    """All rows; `shared` are (heading, text) that hold wherever a row does not say otherwise.

    `compares` asks for a column of the same period of last year; `measures` for one of what imagery measured
    beside the value that is judged.
    """

    rows: tuple[TableRow, ...]
    shared: tuple[tuple[str, str], ...]
    compares: bool
    measures: bool = False


def unit_table(
    layer: Layer,
    word: Translator,
    *,
    denominator: Indicator | None = None,
    scheme: Scheme = BY_STATUS,
    values: Sequence[UnitValue] | None = None,
) -> UnitTable:
    """Return the table of a layer: together with `shared` it says all that the tooltips say.

    `values` are the rows where not all are shown; what is said once is then said of them.
    """
    shown = layer.by_gap() if values is None else values
    facts = [unit_facts(layer, value, word, denominator=denominator, scheme=scheme) for value in shown]
    columns = (
        (word(_("Target")), [one.target for one in facts]),
        (word(_("Basis")), [one.basis for one in facts]),
        (word(_("Source")), [one.source for one in facts]),
        (word(_("Measured beside it")), [_measured_basis(one) for one in facts]),
    )
    usual = {heading: _usual(texts) for heading, texts in columns}
    counted = say_counted(layer.indicator, denominator, word)
    shared = [(word(_("Period")), format_period(layer.period, word.lang)), (word(_("Counted")), counted)]
    shared += [(heading, _said_once(usual[heading], texts, word)) for heading, texts in columns]
    shared.append((word(_("Class rule")), say_counted_classes(layer, word)))
    if any(one.few for one in facts):
        shared.append((word(_("Mark")), next(one.few for one in facts if one.few)))
    rows = tuple(
        TableRow(
            one,
            _remarks(one, [(h, texts[at]) for h, texts in columns if texts[at] != usual[h]]),
        )
        for at, one in enumerate(facts)
    )
    target = layer.district.target
    compares = target is not None and target.operator is Operator.BELOW_PREVIOUS
    return UnitTable(
        rows,
        tuple((h, text) for h, text in shared if text),
        compares,
        measures=any(other.is_measured for one in facts for other in one.others),
    )


def _measured_basis(facts: UnitFacts) -> str:
    return "; ".join(other.basis for other in facts.others if other.is_measured)


def _usual(texts: Sequence[str]) -> str:
    """Return the text of more than half of the rows that have one; empty where there is none such."""
    said = Counter(text for text in texts if text and text != "–")
    text, count = said.most_common(1)[0] if said else ("", 0)
    return text if 2 * count > said.total() else ""


def _said_once(usual: str, texts: Sequence[str], word: Translator) -> str:
    others = any(text not in (usual, "", "–") for text in texts)
    return word(_("%(text)s, unless a row says otherwise"), text=usual) if usual and others else usual


def _remarks(facts: UnitFacts, own: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    found = [f"{heading}: {text}" for heading, text in own if text and text != "–"]
    found += [*(str(other) for other in facts.others if not other.is_measured), facts.note]
    return tuple(text for text in found if text)
