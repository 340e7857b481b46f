"""A line over time as small as a word: gaps where there is no value, a step where the target steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup, escape

from layers.periods import Period
from webmap.dates import format_period
from webmap.numbers import format_number
from webmap.translations import Translator
from webmap.translations import marked as _

_WIDTH, _HEIGHT, _EDGE = 96.0, 24.0, 3.0


@dataclass(frozen=True)
class Point:
    """A value and its target at a period, both in the indicator's unit; None where there is none."""

    period: Period
    value: Fraction | None
    target: Fraction | None = None


def sparkline(points: Sequence[Point], *, name: str, word: Translator) -> Markup:
    """Return the line as SVG with the values in words; empty with fewer than two values."""
    known = [p.value for p in points if p.value is not None]
    if len(known) < 2:
        return Markup("")
    scale = [*known, *(p.target for p in points if p.target is not None)]
    low, high = min(scale), max(scale)
    xs = [_EDGE + (_WIDTH - 2 * _EDGE) * i / (len(points) - 1) for i in range(len(points))]
    said = ", ".join(
        f"{format_period(p.period, word.lang)}: {format_number(p.value, 1, word.lang)}"
        for p in points
        if p.value is not None
    )
    label = word(_("%(name)s over time: %(values)s"), name=name, values=said)
    last = max(i for i, p in enumerate(points) if p.value is not None)
    value = points[last].value
    assert value is not None
    dot = f'<circle class="spark-dot" cx="{xs[last]:.1f}" cy="{_y(value, low, high):.1f}" r="2"/>'
    return Markup(
        f'<svg class="spark" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" role="img" aria-label="{escape(label)}">'
        f"<title>{escape(label)}</title>"
        f'<path class="spark-target" d="{_steps(points, xs, low, high)}"/>'
        f'<path class="spark-line" d="{_line(points, xs, low, high)}"/>{dot}</svg>'
    )


def _y(value: Fraction, low: Fraction, high: Fraction) -> float:
    share = Fraction(1, 2) if high == low else (value - low) / (high - low)
    return _HEIGHT - _EDGE - (_HEIGHT - 2 * _EDGE) * float(share)


def _line(points: Sequence[Point], xs: Sequence[float], low: Fraction, high: Fraction) -> str:
    """Join values that follow each other; a missing one breaks the line."""
    parts = []
    pen = "M"
    for point, x in zip(points, xs, strict=True):
        if point.value is None:
            pen = "M"
            continue
        parts.append(f"{pen}{x:.1f} {_y(point.value, low, high):.1f}")
        pen = "L"
    return "".join(parts)


def _steps(points: Sequence[Point], xs: Sequence[float], low: Fraction, high: Fraction) -> str:
    """Draw the target flat through its period, so that a change of it is a step."""
    half = (xs[1] - xs[0]) / 2
    return "".join(
        f"M{max(x - half, 0):.1f} {_y(p.target, low, high):.1f}H{min(x + half, _WIDTH):.1f}"
        for p, x in zip(points, xs, strict=True)
        if p.target is not None
    )
