"""Slides: a print's parts as a presentation that people edit, show and copy from (`.pptx`)."""

from webmap.prints.slides.document import add_page_slides, slides_document

__all__ = ["add_page_slides", "slides_document"]
