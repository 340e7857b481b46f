"""Lists in sentences: as many as a reader takes in, and how many there are besides."""

from __future__ import annotations

from collections.abc import Sequence

from webmap.words.translations import Translator
from webmap.words.translations import marked as _

MOST_NAMED = 10
"""Communes or targets that one sentence names; the appendix and the tables have all."""


def say_communes_named(names: Sequence[str], word: Translator, *, most: int = MOST_NAMED) -> str:
    """Return `Phú Hữu; Long Tân và 12 xã khác`; the first ones are named."""
    rest = len(names) - most
    if rest <= 0:
        return "; ".join(names)
    return word.ngettext(
        "%(named)s and %(n)s more commune",
        "%(named)s and %(n)s more communes",
        rest,
        named="; ".join(names[:most]),
    )


def say_targets_named(names: Sequence[str], word: Translator, *, most: int = MOST_NAMED) -> str:
    """Return the names of targets, `… và 3 chỉ tiêu khác` behind the first ones."""
    rest = len(names) - most
    if rest <= 0:
        return "; ".join(names)
    return word.ngettext(
        "%(named)s and %(n)s more target",
        "%(named)s and %(n)s more targets",
        rest,
        named="; ".join(names[:most]),
    )


def say_cap(word: Translator) -> str:
    """Say the rule by which lists are cut."""
    return word(
        _("A list names at most %(n)s, the largest gap first; tables and appendix have all."), n=MOST_NAMED
    )
