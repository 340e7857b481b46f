"""Where a commune lies: the outlines of its vintage with the commune picked out."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from markupsafe import Markup

from geodata.store.units import StoredUnit
from webmap.mapdrawing.frame import fit
from webmap.mapdrawing.symbols import document, path
from webmap.portal import portal
from webmap.translations import Translator
from webmap.translations import marked as _

_WIDTH, _HEIGHT = 60.0, 45.0


def locator_map(communes: Sequence[StoredUnit], code: str, word: Translator) -> Markup:
    """Return the map as SVG that takes the width it is given; empty where no outline is known."""
    outlines = {unit.code: unit.geometry for unit in communes if unit.geometry is not None}
    if code not in outlines:
        return Markup("")
    frame = fit(outlines, width=_WIDTH, height=_HEIGHT, crs=portal().profile.crs, margin=1, round_scale=False)
    name = next(unit.name for unit in communes if unit.code == code)
    others = shapely.union_all([shape for key, shape in frame.outlines.items() if key != code])
    inside = (
        f'<path class="locator-other" d="{path(others)}"/>'
        f'<path class="locator-here" d="{path(frame.outlines[code])}"/>'
    )
    label = word(_("Where %(commune)s lies in the district"), commune=name)
    return Markup(document(inside, width=_WIDTH, height=_HEIGHT, label=label, scalable=True))
