"""A `Layer` as a folium map: the document of a frame, and the texts of the table beside it."""

from layers.joining.layer import are_many
from webmap.choropleth.document import NothingToDraw, frame_document
from webmap.choropleth.frame_page import FrameFiles
from webmap.words.unit_facts import UnitFacts, unit_facts

__all__ = ["FrameFiles", "NothingToDraw", "UnitFacts", "are_many", "frame_document", "unit_facts"]
