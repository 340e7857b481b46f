"""Maps as SVG, drawn from a Layer: on paper, in downloads and small on pages."""

from webmap.drawing.drawing import Lettering, MapDrawing, MapUnit, draw_map, draw_small_map
from webmap.drawing.layer_map import layer_units

__all__ = ["Lettering", "MapDrawing", "MapUnit", "draw_map", "draw_small_map", "layer_units"]
