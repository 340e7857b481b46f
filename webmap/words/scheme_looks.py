"""How the classes of a difference look, on screen and on paper."""

from __future__ import annotations

from layers.palettes import DIVERGING, ink_on
from layers.scales.difference import KEYS, PALETTE
from layers.status_classes import STATUS_CLASS, Pattern, Sign, StatusClass

LOOKS = {
    key: StatusClass(
        key,
        colour,
        ink_on(colour),
        Sign.NONE,
        Pattern.HATCH if key.startswith("fall") else Pattern.SOLID,
        always=True,
    )
    for key, colour in zip(KEYS, DIVERGING[PALETTE], strict=True)
}


def look_of(key: str) -> StatusClass:
    """Return how a class of a difference looks."""
    return LOOKS.get(key) or STATUS_CLASS[key]
