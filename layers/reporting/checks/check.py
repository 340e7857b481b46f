"""One line judged as data: the entry it makes, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from geodata.findings import Finding, error, note
from geodata.store.observations import ObservationEntry
from geodata.store.vocabulary import State
from geodata.tables.workbook.cells import ReadCell
from layers.catalogue import Indicator, Kind, Profile
from layers.reporting.checks.line_entry import entry_from
from layers.reporting.checks.rate_check import check_rate, of_denominator, over_maximum, own_denominator
from layers.reporting.lines.labels import fold, labels
from layers.reporting.lines.lines import ROLES
from layers.reporting.lines.resolving import Meant, named
from layers.reporting.lines.written import Said, Word, read_figure, read_yes_no
from layers.rules.values import NO_CASES

STATED = "stated"
"""Reason of what an office itself calls not applicable."""


Checked = tuple[ObservationEntry | None, tuple[Finding, ...]]
"""The entry that a line makes (None where it is refused) and its findings."""


def check_line(meant: Meant, shared: Decimal | None, profile: Profile) -> Checked:
    """Check a line's figures.

    Parameters
    ----------
    meant : Meant
    shared : decimal.Decimal or None
        The unit's shared denominator for the period, where one is known.
    profile : Profile
        For the size of criterion sets.

    Returns
    -------
    Checked
        The entry carries a denominator of its own only where the line gives one that differs from the
        shared one: the shared one is joined when the entry is read, so that a correction of it counts.
    """
    said = {role: _said(meant, role) for role in ROLES if getattr(meant.line, role) is not None}
    numbers = {role: one for role, one in said.items() if isinstance(one, Decimal)}
    wrong = tuple(one for one in said.values() if isinstance(one, Finding))
    wrong += tuple(_out_of_range(meant, numbers))
    if wrong:
        return None, wrong
    state = _state(meant, said)
    if isinstance(state, Finding):
        return None, (state,)
    if state is not None:
        return state, ()
    if meant.indicator.kind is Kind.RATE:
        return check_rate(meant, numbers, shared, profile)
    return _plain(meant, numbers, shared, profile)


def _said(meant: Meant, role: str) -> Said:
    cell = _cell(meant, role)
    if meant.indicator.kind is Kind.YES_NO and role == "value":
        return read_yes_no(cell)
    return read_figure(cell, takes_percent=role == "value" and meant.indicator.unit_vi == "%")


def _out_of_range(meant: Meant, numbers: Mapping[str, Decimal]) -> Iterator[Finding]:
    """Yield what is negative, not whole where whole things are counted, or over the indicator's maximum."""
    indicator = meant.indicator
    for role, number in numbers.items():
        cell = _cell(meant, role)
        if number < 0:
            yield error("value.negative", cell.place, cell.text, value=number)
        elif _counts_whole(indicator, role) and number != number.to_integral_value():
            yield error("value.not_whole", cell.place, cell.text, value=number)
        elif role == "value" and indicator.max is not None and number > Fraction(indicator.max):
            yield over_maximum(indicator, cell.place, cell.text, number)


def _counts_whole(indicator: Indicator, role: str) -> bool:
    if role == "numerator":
        return indicator.numerator is not None and indicator.numerator.precision == 0
    return role == "value" and indicator.kind in (Kind.COUNT, Kind.CRITERIA) and indicator.precision == 0


def _state(meant: Meant, said: Mapping[str, Said]) -> ObservationEntry | Finding | None:
    """Return the entry of a fixed word or a stated state, None where there are numbers."""
    line = meant.line
    words: set[str] = {one for one in said.values() if isinstance(one, Word)}
    if line.state and line.state != State.VALUE:
        word = _stated(line.state)
        if word is None:
            return error("state.unknown", line.place, line.state)
        words.add(word)
    if not words:
        return None
    place = next(
        (_cell(meant, role).place for role, one in said.items() if isinstance(one, Word)), line.place
    )
    if len(words) > 1 or any(isinstance(one, Decimal) for one in said.values()):
        return error("value.word_and_number", place)
    word = words.pop()
    if word == Word.NOT_ARISING and meant.indicator.kind not in (Kind.RATE, Kind.MEAN):
        return error("word.write_zero", place, _cell_text(meant))
    return _state_entry(meant, word)


def _stated(text: str) -> str | None:
    if text in set(State):
        return text
    word = labels().words.get(fold(text))
    return None if word is None else Word(word)


def _state_entry(meant: Meant, word: str) -> ObservationEntry:
    reason = meant.line.reason or None
    if word == Word.NOT_ARISING:
        return entry_from(meant, state=State.NOT_APPLICABLE, reason=NO_CASES)
    if word == Word.WITHDRAW:
        return entry_from(meant, state=State.NO_DATA, withdrawn=True)
    if word == State.NOT_APPLICABLE:
        return entry_from(meant, state=State.NOT_APPLICABLE, reason=reason or STATED)
    return entry_from(meant, state=State(word), reason=reason)


def _plain(meant: Meant, numbers: Mapping[str, Decimal], shared: Decimal | None, profile: Profile) -> Checked:
    """Check a count, an amount, a mean, a number of criteria or a yes or no: its value is all there is."""
    indicator = meant.indicator
    if "numerator" in numbers:
        cell = _cell(meant, "numerator")
        return None, (error("numerator.not_used", cell.place, cell.text, **named(indicator)),)
    value, own = numbers.get("value"), numbers.get("denominator")
    if value is None:
        return None, (error("value.missing", meant.line.place),)
    if indicator.kind is Kind.CRITERIA:
        return _criteria(meant, value, profile)
    findings = list(own_denominator(meant, own, shared, profile))
    if indicator.kind is Kind.MEAN and own is None and shared is None:
        findings.append(
            note("rate.without_denominator", _cell(meant, "value").place, **of_denominator(meant, profile))
        )
    return entry_from(meant, value=value, denominator=own if own != shared else None), tuple(findings)


def _criteria(meant: Meant, value: Decimal, profile: Profile) -> Checked:
    """Check a number of criteria met against the set valid at the period's end; the set's size is kept."""
    grade = meant.indicator.criteria_grade
    criteria = None if grade is None else profile.criterion_set(grade, meant.period.last_day)
    if criteria is None:
        return entry_from(meant, value=value), ()
    size = Decimal(len(criteria.criteria))
    if value > size:
        cell = _cell(meant, "value")
        return None, (over_maximum(meant.indicator, cell.place, cell.text, value, maximum=size),)
    return entry_from(meant, value=value, denominator=size), ()


def _cell(meant: Meant, role: str) -> ReadCell:
    cell: ReadCell = getattr(meant.line, role)
    return cell


def _cell_text(meant: Meant) -> str | None:
    cell = meant.line.value or meant.line.numerator
    return None if cell is None else cell.text
