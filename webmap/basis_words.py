"""Where a value comes from and how settled it is, in words; the same on screen and on paper."""

from __future__ import annotations

from geodata.store.vocabulary import Basis, Quality
from layers.joining.layer import Figure
from webmap.translations import Translator
from webmap.translations import marked as _

_BASES = {
    Basis.REPORTED: _("Reported"),
    Basis.SUMMED: _("Summed from communes"),
    Basis.MEASURED: _("Measured from imagery"),
    Basis.DERIVED: _("Derived from records"),
}
_QUALITIES = {
    Quality.ESTIMATE: _("estimate"),
    Quality.PRELIMINARY: _("preliminary"),
    Quality.FINAL: _("final"),
}


def say_basis(figure: Figure, word: Translator) -> str:
    """Say where a value comes from and how settled it is; of a measured one with product and image date."""
    if figure.basis is None:
        return ""
    parts = [word(_BASES[Basis(figure.basis)])]
    if figure.quality is not None:
        parts.append(word(_QUALITIES[Quality(figure.quality)]))
    if not figure.is_approved:
        parts.append(word(_("not approved yet")))
    return ", ".join(parts)
