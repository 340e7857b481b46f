"""Slides: a print's parts as a presentation that people edit, show and copy from (`.pptx`)."""

from webmap.prints.slides.document import slides_document

__all__ = ["slides_document"]
