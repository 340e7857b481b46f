"""A line of a rate: its value, numerator and denominator together, or what is wrong among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from geodata.findings import Finding, Place, error, note, warning
from geodata.store.observations import ObservationEntry
from geodata.store.vocabulary import State
from layers.catalogue import Indicator, Profile
from layers.reporting.checks.line_entry import entry_from
from layers.reporting.checks.rates import Rate, settle_rate
from layers.reporting.lines.resolving import Meant, named
from layers.reporting.lines.written import decimals_of
from layers.rules.values import NO_CASES

_WARNINGS = frozenset({"numerator.not_whole"})


def check_rate(
    meant: Meant, numbers: Mapping[str, Decimal], shared: Decimal | None, profile: Profile
) -> tuple[ObservationEntry | None, tuple[Finding, ...]]:
    """Return the entry of a rate's line (None where it is refused) and the findings.

    The entry has a denominator of its own only where the numerator was derived from it, or where the line
    gives one that differs from the shared one.
    """
    value, numerator = numbers.get("value"), numbers.get("numerator")
    own = numbers.get("denominator")
    findings = list(own_denominator(meant, own, shared, profile))
    denominator = shared if own is None else own
    rate = settle_rate(
        meant.indicator,
        value=value,
        decimals=decimals_of(value),
        numerator=numerator,
        denominator=denominator,
    )
    place = _place_of(meant)
    wrong = _wrong(meant, rate, numbers, denominator, profile, place)
    if wrong is not None:
        return None, (*findings, wrong)
    if rate.remark is not None:
        make = warning if rate.remark in _WARNINGS else note
        findings.append(make(rate.remark, place, value=value, **of_denominator(meant, profile, denominator)))
    if rate.nothing_arose:
        return entry_from(meant, state=State.NOT_APPLICABLE, reason=NO_CASES), tuple(findings)
    entry = entry_from(
        meant,
        value=rate.value,
        numerator=rate.numerator,
        denominator=rate.denominator if rate.derived or denominator != shared else None,
        numerator_derived=rate.derived,
    )
    return entry, tuple(findings)


def own_denominator(
    meant: Meant, own: Decimal | None, shared: Decimal | None, profile: Profile
) -> Iterator[Finding]:
    """Yield a warning where a line's denominator is not the one that is shared."""
    cell = meant.line.denominator
    if cell is not None and own is not None and shared is not None and own != shared:
        parameters = of_denominator(meant, profile, own)
        yield warning("denominator.differs", cell.place, cell.text, shared=shared, **parameters)


def of_denominator(
    meant: Meant, profile: Profile, denominator: Decimal | None = None
) -> dict[str, str | Decimal | None]:
    """Return what a finding's wording says of a line's denominator: its figure, name and unit."""
    code = meant.indicator.denominator
    names = {} if code is None else named(profile.indicators[code])
    return {"denominator": denominator, **names}


def over_maximum(
    indicator: Indicator,
    place: Place,
    text: str | None,
    value: Decimal,
    *,
    maximum: Decimal | Fraction | None = None,
) -> Finding:
    """Return the error of a value over its maximum, by default the catalogue's."""
    largest = indicator.max if maximum is None else maximum
    return error("value.over_maximum", place, text, value=value, maximum=largest, **named(indicator))


def _wrong(
    meant: Meant,
    rate: Rate,
    numbers: Mapping[str, Decimal],
    denominator: Decimal | None,
    profile: Profile,
    place: Place,
) -> Finding | None:
    numerator, value = numbers.get("numerator"), numbers.get("value")
    if rate.problem is not None:
        cell = meant.line.value if rate.problem == "value.contradicts" else None
        return error(
            rate.problem,
            place if cell is None else cell.place,
            None if cell is None else cell.text,
            value=value,
            made=rate.value,
            numerator=numerator,
            **of_denominator(meant, profile, denominator),
        )
    largest = meant.indicator.max
    if rate.value is not None and largest is not None and rate.value > largest:
        return over_maximum(meant.indicator, place, None, rate.value)
    return None


def _place_of(meant: Meant) -> Place:
    cells = (meant.line.numerator, meant.line.value)
    return next((cell.place for cell in cells if cell is not None), meant.line.place)
