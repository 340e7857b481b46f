"""What is said of a merged unit's figure of the time before the merger: how many parts, which ones lack."""

from __future__ import annotations

from geodata.names import split_type
from geodata.store.vocabulary import State
from layers.catalogue import Indicator
from layers.joining.figures import NOT_ADDED
from layers.rules.values import Figure, MergedPart
from webmap.words.layer import say_value
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

INCOMPLETE_MARK = "*"


def say_merged(indicator: Indicator, figure: Figure, word: Translator) -> str:
    """Say what a figure was made of: `cộng từ 4/5 đơn vị cũ; chưa có số liệu: Phú Hội`; empty if of none."""
    if not figure.merged:
        return ""
    if figure.reason == NOT_ADDED:
        said = (f"{_short(part)}: {say_value(indicator, part.figure, None, word)}" for part in figure.merged)
        return word(_("before the merger: %(parts)s"), parts="; ".join(said))
    added = sum(part.is_added for part in figure.merged)
    text = word.ngettext(
        "sum of %(added)s/%(all)s former commune",
        "sum of %(added)s/%(all)s former communes",
        len(figure.merged),
        added=added,
        all=len(figure.merged),
    )
    missing = [p for p in figure.merged if not p.is_added and p.figure.state != State.NOT_APPLICABLE]
    skipped = [p for p in figure.merged if p.figure.state == State.NOT_APPLICABLE]
    if missing:
        text += "; " + word(_("not counted in: %(names)s"), names=", ".join(map(_short, missing)))
    if skipped:
        text += "; " + word(_("not applicable: %(names)s"), names=", ".join(map(_short, skipped)))
    return text


def _short(part: MergedPart) -> str:
    return split_type(part.unit.name)[1]
