"""A name in several lines, as narrow as its words allow."""

from __future__ import annotations

from webmap.drawing.typeface import text_width


def broken(name: str, lines: int) -> tuple[str, ...] | None:
    """Break a name between words into so many lines, as narrow as can be; None if it has fewer words.

    Examples
    --------
    >>> broken("Vĩnh Thanh", 2)
    ('Vĩnh', 'Thanh')
    """
    words = name.split()
    if len(words) < lines:
        return None
    if lines == 1:
        return (" ".join(words),)
    options = []
    for cut in range(1, len(words) - lines + 2):
        rest = broken(" ".join(words[cut:]), lines - 1)
        if rest is not None:
            options.append((" ".join(words[:cut]), *rest))
    return min(options, key=lambda option: max(text_width(line, points=10) for line in option))
