"""The histogram of NDVI as a picture, so that a person can choose the threshold."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from geodata.imagery.ndvi import NdviHistogram
from geodata.whole_file import written_whole
from webmap.drawing.symbols import escaped
from webmap.paper.typesetting import typeset
from webmap.words.numbers import format_number
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

_WIDTH, _HEIGHT = 960.0, 520.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 90.0, 30.0, 80.0, 80.0
_TICKS = tuple(round(-1 + 0.2 * n, 1) for n in range(11))
_SHARES = 4


def histogram_svg(
    histogram: NdviHistogram,
    *,
    title: str,
    threshold: float | None,
    suggested: float | None,
    word: Translator,
) -> str:
    """Return the histogram as SVG: share of valid pixels over NDVI, the threshold as an upright line.

    Parameters
    ----------
    histogram : NdviHistogram
    title : str
        The image's name.
    threshold, suggested : float or None
        The one chosen, and the one that Otsu's method suggests.
    """
    total = max(int(histogram.counts.sum()), 1)
    shares = [int(count) / total for count in histogram.counts]
    top = max(max(shares), 1e-9)
    bars = "".join(
        f'<rect x="{_x(edge):.1f}" y="{_y(share / top):.1f}" width="{_x(0.01) - _x(0):.2f}" '
        f'height="{_y(0) - _y(share / top):.1f}" '
        f'fill="{"#1B7837" if threshold is not None and edge >= threshold - 1e-9 else "#8C8C8C"}"/>'
        for edge, share in zip(histogram.edges[:-1], shares, strict=True)
        if share
    )
    lines = _line(suggested, word(_("suggested (Otsu): %(value)s")), "#B35806", 58.0, word)
    lines += _line(threshold, word(_("threshold: %(value)s")), "#000000", 38.0, word)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" '
        f'width="{_WIDTH:g}" height="{_HEIGHT:g}" font-family="Roboto, sans-serif" font-size="14">'
        f'<rect width="100%" height="100%" fill="#FFFFFF"/>'
        f'<text x="{_LEFT:g}" y="24" font-size="18" font-weight="500">{escaped(title)}</text>'
        f"{bars}{_axes(top, word)}{lines}</svg>"
    )


def write_picture(svg: str, file: Path) -> None:
    """Write the picture as the file's suffix says: SVG, or PNG at 300 dpi."""
    page = {"svg": svg, "width": _WIDTH, "height": _HEIGHT}
    is_svg = file.suffix.lower() == ".svg"
    content = svg.encode() if is_svg else typeset("picture", page, file_format="png")[0]
    with written_whole(file) as unfinished:
        unfinished.write_bytes(content)


def _axes(top: float, word: Translator) -> str:
    parts = [f'<path d="M{_LEFT:g} {_y(0):.1f}H{_x(1):.1f}" stroke="#000000" fill="none"/>']
    for tick in _TICKS:
        parts.append(f'<path d="M{_x(tick):.1f} {_y(0):.1f}v6" stroke="#000000"/>')
        parts.append(_text(_number(tick, 1, word), _x(tick), _y(0) + 22, "middle"))
    for step in range(_SHARES + 1):
        share = step / _SHARES
        parts.append(
            f'<path d="M{_LEFT:g} {_y(share):.1f}H{_x(1):.1f}" stroke="#D9D9D9" stroke-width="0.5"/>'
        )
        parts.append(_text(f"{_number(100 * top * share, 1, word)}%", _LEFT - 8, _y(share) + 5, "end"))
    parts.append(_text("NDVI = (NIR − R) / (NIR + R)", (_LEFT + _x(1)) / 2, _HEIGHT - 24, "middle"))
    middle = (_TOP + _y(0)) / 2
    turned = f'x="22" y="{middle:g}" text-anchor="middle" transform="rotate(-90 22 {middle:g})"'
    parts.append(f"<text {turned}>{escaped(word(_('share of valid pixels, by 0.01 of NDVI')))}</text>")
    return "".join(parts)


def _line(value: float | None, label: str, colour: str, height: float, word: Translator) -> str:
    if value is None:
        return ""
    said = label.replace("%(value)s", _number(value, 2, word))
    anchor, gap = ("end", -6) if value > 0.5 else ("start", 6)
    return (
        f'<path d="M{_x(value):.1f} {height - 8:g}V{_y(0):.1f}" stroke="{colour}" stroke-dasharray="5 3"/>'
        f'<text x="{_x(value) + gap:.1f}" y="{height:g}" text-anchor="{anchor}" fill="{colour}">'
        f"{escaped(said)}</text>"
    )


def _text(text: str, x: float, y: float, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escaped(text)}</text>'


def _number(value: float, decimals: int, word: Translator) -> str:
    return format_number(Decimal(repr(round(value, 6))), decimals, word.lang)


def _x(ndvi: float) -> float:
    return _LEFT + (ndvi + 1) / 2 * (_WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)
