"""A line over time as small as a word: gaps where there is no value, a step where the target steps."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import dropwhile, pairwise

from markupsafe import Markup, escape

from layers.catalogue import Indicator
from layers.joining.history import HistoryPoint
from webmap.words.dates import format_period
from webmap.words.layer import say_number
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_WIDTH, _HEIGHT, _EDGE = 96.0, 24.0, 3.0


def sparkline(points: Sequence[HistoryPoint], indicator: Indicator, *, word: Translator) -> Markup:
    """Return the line as SVG with the values in words; empty with fewer than two values.

    Parameters
    ----------
    points : sequence of HistoryPoint
        Earliest first; those before the first value are left out.
    indicator : Indicator
        For its name, unit and decimals.
    """
    shown = list(dropwhile(lambda point: point.value is None, points))
    known = [p.value for p in shown if p.value is not None]
    if len(known) < 2:
        return Markup("")
    scale = [*known, *(p.target for p in shown if p.target is not None)]
    low, high = min(scale), max(scale)
    xs = [_EDGE + (_WIDTH - 2 * _EDGE) * i / (len(shown) - 1) for i in range(len(shown))]
    last = max(i for i, p in enumerate(shown) if p.value is not None)
    dot = f'<circle class="spark-dot" cx="{xs[last]:.1f}" cy="{_y(known[-1], low, high):.1f}" r="2"/>'
    said = escape(_in_words(shown, indicator, word))
    return Markup(
        f'<svg class="spark" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" role="img" aria-label="{said}">'
        f"<title>{said}</title>"
        f'<path class="spark-target" d="{_steps(shown, xs, low, high)}"/>'
        f'<path class="spark-line" d="{_line(shown, xs, low, high)}"/>{_breaks(shown, xs)}{dot}</svg>'
    )


def _in_words(points: Sequence[HistoryPoint], indicator: Indicator, word: Translator) -> str:
    values = "; ".join(
        f"{format_period(p.period, word.lang)}: {say_number(indicator, p.value, word)}"
        for p in points
        if p.value is not None
    )
    said = word(_("%(name)s over time: %(values)s"), name=indicator.name(word.lang), values=values)
    return f"{said}. {word(_('series break: merger of communes'))}" if _broken(points) else said


def _y(value: Fraction, low: Fraction, high: Fraction) -> float:
    share = Fraction(1, 2) if high == low else (value - low) / (high - low)
    return _HEIGHT - _EDGE - (_HEIGHT - 2 * _EDGE) * float(share)


def _line(points: Sequence[HistoryPoint], xs: Sequence[float], low: Fraction, high: Fraction) -> str:
    """Join values that follow each other; a missing one, or one of another image product, breaks the line."""
    parts = []
    before: HistoryPoint | None = None
    for point, x in zip(points, xs, strict=True):
        if point.value is not None:
            pen = "L" if before is not None and before.product == point.product else "M"
            parts.append(f"{pen}{x:.1f} {_y(point.value, low, high):.1f}")
        before = None if point.value is None else point
    return "".join(parts)


def _broken(points: Sequence[HistoryPoint]) -> list[int]:
    """Return the positions after which the series is of other units."""
    return [i for i, (p, q) in enumerate(pairwise(points)) if p.is_merged and not q.is_merged]


def _breaks(points: Sequence[HistoryPoint], xs: Sequence[float]) -> str:
    """Draw an upright line where the series breaks."""
    return "".join(
        f'<path class="spark-break" d="M{(xs[i] + xs[i + 1]) / 2:.1f} 0V{_HEIGHT:g}"/>'
        for i in _broken(points)
    )


def _steps(points: Sequence[HistoryPoint], xs: Sequence[float], low: Fraction, high: Fraction) -> str:
    """Draw the target flat through its period, so that a change of it is a step."""
    half = (xs[1] - xs[0]) / 2
    return "".join(
        f"M{max(x - half, 0):.1f} {_y(p.target, low, high):.1f}H{min(x + half, _WIDTH):.1f}"
        for p, x in zip(points, xs, strict=True)
        if p.target is not None
    )
