"""What the office set, in words: near bands, and every change with what stood before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from geodata.store.settings import SettingChange
from layers.catalogue import Indicator
from layers.numbers import target_decimals
from layers.rules.targets import NEAR_BAND, may_be_near
from webmap.office.fields import FORM_WORDS, GENERAL, ISSUER_FIELDS, say_setting
from webmap.words.dates import format_date
from webmap.words.numbers import format_number
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_FIELDS = {one.name: one for one in (*GENERAL, *ISSUER_FIELDS)}
_LETTERS_OF_HASH = 8


@dataclass(frozen=True)
class ChangeLine:
    """A setting that was changed, in words; `undoes` is the import that was undone by it.

    `is_undone` tells whether the import that changed it was undone itself.
    """

    moment: datetime
    person: str
    what: str
    before: str
    after: str
    sequence: int
    undoes: int | None
    is_undone: bool


def change_lines(
    changes: Iterable[SettingChange], indicators: Mapping[str, Indicator], word: Translator
) -> list[ChangeLine]:
    """Return what was changed (given the latest first), in words.

    Bands of indicators that are not among those given are left out.
    """
    lines, undone = list[ChangeLine](), set[int | None]()
    for one in changes:
        undone.add(one.undoes)
        what = _say_key(one.key, indicators, word)
        if what is not None:
            lines.append(
                ChangeLine(
                    moment=one.loaded_at,
                    person=one.person,
                    what=what,
                    before=_say_value(one.key, one.before, word),
                    after=_say_value(one.key, one.after, word),
                    sequence=one.sequence,
                    undoes=one.undoes,
                    is_undone=one.sequence in undone,
                )
            )
    return lines


def band_lines(
    bands: Mapping[str, Fraction], indicators: Mapping[str, Indicator], word: Translator
) -> list[tuple[str, str]]:
    """Return (indicator, band with its unit) of each band; that of the empty code is the one for all."""
    lines = []
    for code, band in bands.items():
        if not code:
            lines.append((word(_("All indicators that have none of their own")), say_band(band, word)))
        elif code in indicators:
            one = indicators[code]
            unit = one.unit(word.lang)
            lines.append(
                (one.name(word.lang), say_band(band, word) + ("%" if unit == "%" else f"\u00a0{unit}"))
            )
    return lines


def band_choices(indicators: Iterable[Indicator], word: Translator) -> list[tuple[str, str]]:
    """Return (code, name with unit) of the indicators that can be near their targets."""
    near = (one for one in indicators if may_be_near(one))
    return [(one.code, f"{one.name(word.lang)} ({one.unit(word.lang)})") for one in near]


def say_band(band: Fraction, word: Translator) -> str:
    """Write a band with as many decimals as it has."""
    return format_number(band, target_decimals(band, 0), word.lang)


def _say_key(key: str, indicators: Mapping[str, Indicator], word: Translator) -> str | None:
    """Say what a setting is called; None where the reader may not know of the indicator it is about."""
    start, _dot, rest = key.partition(".")
    if start == NEAR_BAND and not rest:
        return word(_("Near band of all indicators"))
    if start == NEAR_BAND:
        one = indicators.get(rest)
        said = None if one is None else one.name(word.lang)
        return said and word(_("Near band: %(indicator)s"), indicator=said)
    parts = rest.split(".")
    label = word(_FIELDS[parts[-1]].label) if parts[-1] in _FIELDS else word(_("Logo"))
    if len(parts) == 1:
        return label
    day = format_date(date.fromisoformat(parts[1]), word.lang)
    return word(
        _("%(field)s (%(form)s form, from %(day)s)"), field=label, form=word(FORM_WORDS[parts[0]]), day=day
    )


def _say_value(key: str, value: Any, word: Translator) -> str:
    if value is None or value == "":
        return "–"
    if key.partition(".")[0] == NEAR_BAND:
        return say_band(Fraction(str(value)), word)
    one = _FIELDS.get(key.rpartition(".")[2])
    return str(value)[:_LETTERS_OF_HASH] if one is None else say_setting(one, value, word)
