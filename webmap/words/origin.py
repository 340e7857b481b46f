"""Land-cover products and what was counted in them, in words: titles and class names instead of codes."""

from __future__ import annotations

import re
from functools import lru_cache

from geodata.errors import GeodataError
from geodata.imagery.landcover import Legend, load_legend
from geodata.store.vocabulary import Basis, Quality
from layers.joining.layer import Layer
from layers.rules.values import Figure
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

# As `layers.themes.tree_cover.say_rule` writes it into the record of a measured value.
_RULE = re.compile(
    r"(?P<kind>\w+): (?P<counted>[\d, -]*?)(?: \((?P<how>with|without) maybe: (?P<maybe>[\d, -]+)\))?"
)
_COUNTED = {"tree": _("counted as trees: %(classes)s"), "forest": _("counted as forest: %(classes)s")}


def say_product(product: str) -> str:
    """Name a product by its title; one that the portal does not know by its own code."""
    known = legend_of(product)
    return product if known is None else known.title


def say_class_rule(
    rule: str | None, product: str | None, word: Translator, *, legend: Legend | None = None
) -> str:
    """Say which classes of a product were counted: `tính là cây: Cây thân gỗ (10), Rừng ngập mặn (95)`.

    `legend` is the product's, where it is at hand; else it is looked up by the product's name.
    """
    if legend is None and product is not None:
        legend = legend_of(product)
    found = _RULE.fullmatch(rule or "")
    if found is None or found["kind"] not in _COUNTED:
        return rule or ""
    text = word(_COUNTED[found["kind"]], classes=_classes(found["counted"], legend, word))
    if not found["maybe"]:
        return text
    mixed = _classes(found["maybe"], legend, word)
    how = _("mixed classes counted too: %(classes)s")
    how = how if found["how"] == "with" else _("mixed classes not counted: %(classes)s")
    return f"{text}; {word(how, classes=mixed)}"


def say_counted_classes(layer: Layer, word: Translator) -> str:
    """Say once for a layer which classes its measured values count, shown or beside those shown."""
    figures = [figure for value in layer.units for figure in (value.figure, *value.others)]
    rules = dict.fromkeys((one.class_rule, one.product) for one in figures if one.class_rule)
    return "; ".join(say_class_rule(rule, product, word) for rule, product in rules)


@lru_cache(maxsize=32)
def legend_of(product: str) -> Legend | None:
    """Return the legend of a product; None for one of an office's own, whose file is not the portal's."""
    try:
        return load_legend(product) if "." not in product and "/" not in product else None
    except GeodataError:
        return None


def _classes(values: str, legend: Legend | None, word: Translator) -> str:
    said = []
    for text in filter(None, (part.strip() for part in values.split(","))):
        one = None if legend is None else legend.by_value.get(int(text))
        said.append(text if one is None else f"{one.label(word.lang)} ({text})")
    return ", ".join(said) or word(_("no class"))


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
    parts = [word(_BASES[figure.basis])]
    if figure.quality is not None:
        parts.append(word(_QUALITIES[figure.quality]))
    if not figure.is_approved:
        parts.append(word(_("not approved yet")))
    return ", ".join(parts)
