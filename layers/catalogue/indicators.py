"""Indicators and denominators read from the catalogue's files, each sound in itself and together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from layers.catalogue.entries import Entry, read_toml, toml_files
from layers.catalogue.indicator import Indicator, Numerator
from layers.catalogue.vocabulary import (
    Cover,
    DataLevel,
    Direction,
    Frequency,
    Grade,
    Kind,
    Measure,
    Scope,
    Visibility,
)
from layers.palettes import SEQUENTIAL

_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
MOST_DECIMALS = 6


def indicators_of(
    folder: Path, themes: Sequence[str]
) -> tuple[Mapping[str, Indicator], dict[str, list[Entry]]]:
    """Return a profile's indicators by code, and the targets beside them by their resolution's number."""
    tables = read_toml(folder / "denominators.toml", folder)
    entries = list(tables.tables("indicator", "code"))
    tables.finish()
    found = list(_read_denominators(entries))
    beside: dict[str, list[Entry]] = {}
    for path in toml_files(folder / "indicators", folder):
        tables = read_toml(path, folder)
        more = tables.tables("indicator", "code")
        for target in tables.tables("target", "indicator"):
            beside.setdefault(target.text("resolution"), []).append(target)
        tables.finish()
        found += _read_indicators(more, themes=themes)
        entries += more
    by_code: dict[str, Indicator] = {}
    for entry, indicator in zip(entries, found, strict=True):
        if indicator.code in by_code:
            raise entry.error(f"code '{indicator.code}' is used twice in the catalogue")
        by_code[indicator.code] = indicator
    _check_denominators({i.code: entry for i, entry in zip(found, entries, strict=True)}, by_code)
    seen = {
        code: _seen_no_further(indicator, found) if indicator.is_denominator else indicator
        for code, indicator in by_code.items()
    }
    return seen, beside


def _read_indicators(entries: Iterable[Entry], *, themes: Iterable[str]) -> tuple[Indicator, ...]:
    """Return the indicators of a file's `[[indicator]]` tables, each complete and sound in itself."""
    known = set(themes)
    return tuple(_indicator(entry, known) for entry in entries)


def _read_denominators(entries: Iterable[Entry]) -> tuple[Indicator, ...]:
    """Return the denominators of a file's `[[indicator]]` tables."""
    return tuple(_denominator(entry) for entry in entries)


def _seen_no_further(denominator: Indicator, indicators: Iterable[Indicator]) -> Indicator:
    """Return the denominator no more visible than the most visible indicator that uses it."""
    users = [i.visibility for i in indicators if i.denominator == denominator.code]
    if not users:
        return denominator
    widest = min(users, key=lambda v: v.closedness)
    return replace(denominator, visibility=max(widest, denominator.visibility, key=lambda v: v.closedness))


def _check_denominators(entries: Mapping[str, Entry], indicators: Mapping[str, Indicator]) -> None:
    """Refuse an indicator whose denominator does not exist or is no denominator."""
    for code, entry in entries.items():
        named = indicators[code].denominator
        if named is not None and (named not in indicators or not indicators[named].is_denominator):
            raise entry.error(f"denominator '{named}' is not among the denominators")


def _indicator(entry: Entry, themes: set[str]) -> Indicator:
    note_vi, note_en = _note(entry)
    indicator = Indicator(
        code=_code(entry),
        name_vi=entry.text("name_vi"),
        name_en=entry.text("name_en"),
        kind=entry.choice("kind", Kind),
        unit_vi=entry.text("unit_vi"),
        unit_en=entry.text("unit_en"),
        precision=_precision(entry),
        direction=entry.choice("direction", Direction),
        measure=entry.choice("measure", Measure),
        frequency=entry.choice("frequency", Frequency),
        numerator=_numerator(entry.optional_table("numerator")),
        denominator=entry.optional_text("denominator"),
        per=entry.whole("per", 1, least=1),
        max=entry.number("max"),
        numerator_within_denominator=entry.flag("numerator_within_denominator"),
        scope=entry.choice("scope", Scope, Scope.ALL),
        data_level=entry.choice("data_level", DataLevel),
        maintain=entry.flag("maintain"),
        own_bodies=entry.flag("own_bodies"),
        owner=entry.optional_text("owner") or "",
        visibility=entry.choice("visibility", Visibility),
        theme=entry.optional_text("theme"),
        clause=entry.optional_text("clause"),
        source=entry.optional_text("source") or "",
        note_vi=note_vi,
        note_en=note_en,
        recognition_grade=entry.optional_choice("recognition_grade", Grade),
        criteria_grade=entry.optional_choice("criteria_grade", Grade),
        shows_all_bases=entry.flag("shows_all_bases"),
        measured_by=entry.optional_choice("measured_by", Cover),
        palette=entry.optional_text("palette"),
        class_breaks=entry.numbers("class_breaks"),
        exceeded_margin=entry.number("exceeded_margin"),
    )
    entry.finish()
    _check(entry, indicator, themes)
    return indicator


def _denominator(entry: Entry) -> Indicator:
    note_vi, note_en = _note(entry)
    denominator = Indicator(
        code=_code(entry),
        name_vi=entry.text("name_vi"),
        name_en=entry.text("name_en"),
        kind=entry.choice("kind", Kind),
        unit_vi=entry.text("unit_vi"),
        unit_en=entry.text("unit_en"),
        precision=_precision(entry),
        direction=Direction.NEUTRAL,
        measure=entry.choice("measure", Measure),
        frequency=None,
        numerator=None,
        denominator=None,
        per=1,
        max=None,
        numerator_within_denominator=False,
        scope=entry.choice("scope", Scope, Scope.ALL),
        data_level=entry.choice("data_level", DataLevel),
        maintain=False,
        own_bodies=entry.flag("own_bodies"),
        owner=entry.optional_text("owner") or "",
        visibility=entry.choice("visibility", Visibility),
        theme=None,
        clause=None,
        source=entry.optional_text("source") or "",
        note_vi=note_vi,
        note_en=note_en,
        from_unit=entry.optional_text("from_unit"),
        is_denominator=True,
    )
    entry.finish()
    if denominator.kind not in (Kind.COUNT, Kind.AMOUNT):
        raise entry.error(f"a denominator is a count or an amount, not '{denominator.kind}'")
    if denominator.from_unit not in (None, "natural_area_ha"):
        raise entry.error(f"from_unit is '{denominator.from_unit}', expected natural_area_ha")
    return denominator


def _code(entry: Entry) -> str:
    code = entry.text("code")
    if not _CODE.fullmatch(code):
        raise entry.error("a code is lower-case letters, digits and underscores, and begins with a letter")
    return code


def _precision(entry: Entry) -> int:
    precision = entry.whole("precision")
    if precision > MOST_DECIMALS:
        raise entry.error(f"precision {precision} is over {MOST_DECIMALS}")
    return precision


def _note(entry: Entry) -> tuple[str, str]:
    note_vi, note_en = entry.optional_text("note_vi") or "", entry.optional_text("note_en") or ""
    if bool(note_vi) != bool(note_en):
        raise entry.error("a note is written in both languages, note_vi and note_en")
    return note_vi, note_en


def _numerator(entry: Entry | None) -> Numerator | None:
    if entry is None:
        return None
    numerator = Numerator(
        name_vi=entry.text("name_vi"),
        name_en=entry.text("name_en"),
        unit_vi=entry.text("unit_vi"),
        unit_en=entry.text("unit_en"),
        precision=_precision(entry),
    )
    entry.finish()
    return numerator


def _check(entry: Entry, i: Indicator, themes: set[str]) -> None:
    """Refuse an indicator whose keys do not fit together, with the first reason found."""
    reasons = (
        (i.kind is Kind.RATE and i.numerator is None, "a rate needs a numerator"),
        (i.kind in (Kind.RATE, Kind.MEAN) and i.denominator is None, f"a {i.kind} needs a denominator"),
        (i.kind is not Kind.RATE and i.numerator is not None, f"a {i.kind} has no numerator"),
        (
            i.kind in (Kind.AMOUNT, Kind.CRITERIA, Kind.YES_NO) and i.denominator is not None,
            f"a {i.kind} has no denominator",
        ),
        (i.direction is Direction.NEUTRAL, "direction is neutral: only a denominator's is"),
        (i.max is not None and i.max <= 0, "max is not above 0"),
        (
            i.numerator_within_denominator and (i.kind is not Kind.RATE or i.max != i.per),
            "numerator_within_denominator needs a rate whose max equals per",
        ),
        (
            (i.kind is Kind.CRITERIA) != (i.criteria_grade is not None),
            "criteria_grade goes with kind criteria",
        ),
        (
            i.recognition_grade is not None and i.kind not in (Kind.COUNT, Kind.RATE, Kind.YES_NO),
            f"a {i.kind} cannot count recognitions",
        ),
        (
            i.measured_by is not None and i.kind is not Kind.RATE,
            f"a {i.kind} is not measured from imagery: only a rate is, a share of the area seen",
        ),
        (i.exceeded_margin is not None and i.exceeded_margin <= 0, "exceeded_margin is not above 0"),
        (
            i.exceeded_margin is not None and i.kind in (Kind.CRITERIA, Kind.YES_NO),
            f"a {i.kind} is never exceeded",
        ),
        (
            any(a >= b for a, b in pairwise(i.class_breaks)),
            "class_breaks are out of order",
        ),
        (len(i.class_breaks) == 1, "class_breaks need at least two edges"),
        (
            i.palette is not None and i.palette not in SEQUENTIAL,
            f"palette '{i.palette}' is none of {sorted(SEQUENTIAL)}",
        ),
        (i.theme is not None and i.theme not in themes, f"theme '{i.theme}' is not in profile.toml"),
        (i.theme is None and i.clause is None, "it has neither theme nor clause"),
    )
    for wrong, reason in reasons:
        if wrong:
            raise entry.error(reason)
