"""Figures that contradict each other: a part above its whole, parts that do not add up, a grade skipped."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from geodata.findings import Finding
from geodata.store.observations import ObservationEntry
from layers.plausibility.known import Known
from layers.plausibility.rules import Term


def parts_over_wholes(known: Known) -> Iterator[Finding]:
    """Yield a warning where tap water is above clean water, solved above received, and such."""
    for rule in known.rules.at_most:
        for period, unit, position in known.touched((rule.smaller, rule.larger)):
            smaller = known.number(rule.smaller, period, unit)
            larger = known.number(rule.larger, period, unit)
            if smaller is not None and larger is not None and smaller > larger:
                yield known.odd(
                    "plausible.over_whole",
                    position,
                    smaller=smaller,
                    larger=larger,
                    **_said(known, "smaller", rule.smaller),
                    **_said(known, "larger", rule.larger),
                )


def parts_not_total(known: Known) -> Iterator[Finding]:
    """Yield a warning where all parts and the total are known and differ."""
    for rule in known.rules.sums:
        for period, unit, position in known.touched((rule.total, *rule.parts)):
            total = known.number(rule.total, period, unit)
            parts = [known.number(part, period, unit) for part in rule.parts]
            numbers = [part for part in parts if part is not None]
            if total is None or len(numbers) < len(parts) or sum(numbers) == total:
                continue
            yield known.odd(
                "plausible.not_total",
                position,
                total=total,
                added=sum(numbers),
                difference=abs(total - sum(numbers)),
                **_said(known, "total", rule.total),
                parts_vi=" + ".join(_name(known, part, "vi") for part in rule.parts),
                parts_en=" + ".join(_name(known, part, "en") for part in rule.parts),
            )


def grades_skipped(known: Known) -> Iterator[Finding]:
    """Yield a warning where all criteria of a higher grade are met while one of a lower grade is not.

    The number of criteria is each figure's denominator, from the set that was valid.
    """
    for rule in known.rules.grades:
        for period, unit, position in known.touched((Term(rule.lower), Term(rule.higher))):
            lower = known.entry(rule.lower, period, unit)
            higher = known.entry(rule.higher, period, unit)
            if lower is None or higher is None:
                continue
            missing, open_above = _missing(lower), _missing(higher)
            if missing is not None and missing > 0 and open_above == 0:
                yield known.odd(
                    "plausible.grade_skipped",
                    position,
                    lower=lower.value,
                    lower_of=lower.denominator,
                    higher=higher.value,
                    **_said(known, "lower", Term(rule.lower)),
                    **_said(known, "higher", Term(rule.higher)),
                )


def _missing(entry: ObservationEntry) -> Decimal | None:
    if entry.value is None or entry.denominator is None:
        return None
    return entry.denominator - entry.value


def _said(known: Known, role: str, term: Term) -> dict[str, str]:
    return {f"{role}_vi": _name(known, term, "vi"), f"{role}_en": _name(known, term, "en")}


def _name(known: Known, term: Term, language: str) -> str:
    indicator = known.profile.indicators[term.indicator]
    if term.is_numerator and indicator.numerator is not None:
        return f"{indicator.name(language)} ({indicator.numerator.name(language)})"
    return indicator.name(language)
