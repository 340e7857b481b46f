"""What was entered, in words: a value as its office gave it, and what an import brought."""

from __future__ import annotations

from fractions import Fraction

from geodata.store.observations import ObservationEntry
from geodata.store.vocabulary import ImportKind, State
from layers.catalogue import Indicator, Kind
from webmap.words.layer import say_legend, say_number, say_reason
from webmap.words.numbers import format_number, with_unit
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_KINDS = {
    ImportKind.SAMPLE: _("sample"),
    ImportKind.BOUNDARIES: _("boundaries"),
    ImportKind.RESOLUTION: _("resolution"),
    ImportKind.CRITERIA: _("criteria"),
    ImportKind.INDICATORS: _("figures"),
    ImportKind.CRITERION_RESULTS: _("results of criteria"),
    ImportKind.RECOGNITIONS: _("recognitions"),
    ImportKind.TARGETS: _("targets"),
    ImportKind.LANDCOVER: _("land cover"),
    ImportKind.INCIDENTS: _("incidents"),
    ImportKind.SETTINGS: _("settings"),
    ImportKind.PERIODS: _("step of a period"),
    ImportKind.REMEDIES: _("causes and remedies"),
    ImportKind.UNDO: _("undo"),
}


def say_import_kind(kind: str, word: Translator) -> str:
    """Say what an import brought; a kind of another program version is said as it is."""
    known = {str(k): said for k, said in _KINDS.items()}.get(kind)
    return kind if known is None else word(known)


def say_entry(indicator: Indicator, entry: ObservationEntry, word: Translator) -> str:
    """Write a value as it was entered: the value itself, else its numerator, else why there is none."""
    if entry.state != State.VALUE:
        said = say_legend(str(entry.state), word)
        return f"{said} ({say_reason(entry.reason, word)})" if entry.reason else said
    if entry.value is not None:
        if indicator.kind is Kind.YES_NO:
            return word(_("Yes")) if entry.value else word(_("No"))
        return say_number(indicator, Fraction(entry.value), word)
    if entry.numerator is None:
        return "–"
    if indicator.numerator is None:
        return format_number(Fraction(entry.numerator), 0, word.lang)
    said = format_number(Fraction(entry.numerator), indicator.numerator.precision, word.lang)
    return with_unit(said, indicator.numerator.unit(word.lang))
