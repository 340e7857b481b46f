"""The report in Word: head, body, signature, appendix, and where it comes from."""

from __future__ import annotations

from collections.abc import Callable

from webmap.prints.report.appendix_pages import write_appendix
from webmap.prints.report.body import Body
from webmap.prints.report.content import report_content
from webmap.prints.report.form import SETTINGS
from webmap.prints.report.head import write_head
from webmap.prints.report.running_head import set_page
from webmap.prints.report.signature import write_signature
from webmap.prints.sheet.material import Material
from webmap.prints.wordfile.pages import new_document, saved


def report_document(material: Material, report: Callable[[float], None] = lambda _done: None) -> bytes:
    """Return the report of an order as a Word document: the same order gives the same bytes.

    Parameters
    ----------
    material : Material
        Only what its audience may see is in it. Its office chooses the form, the State's or the Party's.
    report : callable
        Told how far the work is (0–1); what it raises ends the work.
    """
    content, setting, word = report_content(material), SETTINGS[material.office.form], material.word
    document = new_document(
        title=", ".join(content.subject),
        code=material.order.code,
        lang=word.lang,
        points=setting.body,
        cell_points=setting.table,
    )
    set_page(document, setting, material)
    write_head(document, material, content.subject)
    Body(document, setting, material).write(content, report)
    write_signature(document, material)
    write_appendix(document, content, material)
    return saved(document)
