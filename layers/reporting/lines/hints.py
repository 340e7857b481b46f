"""The comment on a heading: what is counted, the target and the rule, in the offices' language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from geodata.store.targets import StoredTarget
from layers.catalogue import Indicator, Operator, Profile
from layers.reporting.lines.labels import labels


def hint(
    indicator: Indicator, profile: Profile, target: StoredTarget | None, *, denominator_of: str = ""
) -> str:
    """Return the comment of an indicator, a sentence a line; `denominator_of` enters its denominator."""
    say = labels()
    lines = [say.text("comments", "unit", name=indicator.name_vi, unit=indicator.unit_vi)]
    if target is not None:
        lines.append(_target(indicator, target))
    if indicator.numerator is not None and indicator.denominator is not None:
        shared = profile.indicators[indicator.denominator]
        lines.append(
            say.text(
                "comments",
                "rate",
                per=shown_number(Decimal(indicator.per)),
                numerator=f"{indicator.numerator.name_vi} ({indicator.numerator.unit_vi})",
                denominator=f"{shared.name_vi} ({shared.unit_vi})",
            )
        )
        if denominator_of:
            lines.append(say.text("comments", "denominator_of_office", office=denominator_of))
    if indicator.max is not None:
        lines.append(say.text("comments", "maximum", maximum=_with_unit(indicator, indicator.max)))
    lines.append(say.text("comments", str(indicator.measure)))
    if indicator.note_vi:
        lines.append(indicator.note_vi)
    return "\n".join(lines)


def shown_number(value: Decimal | Fraction) -> str:
    """Return a number the Vietnamese way, `1.234,5`; a fraction to at most six decimals."""
    if isinstance(value, Fraction):
        value = round(Decimal(value.numerator) / value.denominator, 6)
    text = f"{value:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def shown_date(day: date) -> str:
    """Return a date the Vietnamese way, `31/12/2024`."""
    return f"{day:%d/%m/%Y}"


def _target(indicator: Indicator, target: StoredTarget) -> str:
    say, operator = labels(), Operator(target.operator)
    if operator is Operator.BELOW_PREVIOUS or operator is Operator.ALL_CRITERIA:
        return say.text("comments", f"target_{operator}", resolution=target.resolution)
    if target.value is None:
        assigned_by = target.assigned_by or ""
        return say.text("comments", "target_assigned", resolution=target.resolution, assigned_by=assigned_by)
    bounds = {"value": _with_unit(indicator, target.value)}
    if target.value_to is not None:
        bounds = {"value": shown_number(target.value), "value_to": _with_unit(indicator, target.value_to)}
    return say.text(
        "comments",
        "target",
        resolution=target.resolution,
        target=say.text("operators", str(operator), **bounds),
        due=shown_date(target.due),
    )


def _with_unit(indicator: Indicator, value: Decimal | Fraction) -> str:
    return f"{shown_number(value)} {indicator.unit_vi}"
