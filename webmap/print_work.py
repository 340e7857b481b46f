"""Documents of many pages, made by the worker: asked for once however often, watched, and cancelled."""

from __future__ import annotations

from typing import Any

from flask import current_app

from layers.reading import read_snapshot
from webmap.errors import TooManyAttempts
from webmap.jobs import Work, jobs_of
from webmap.sheet.order import VISITOR, PrintOrder
from webmap.sheet.printing import print_order

KIND = "print"
MOST_OF_VISITORS = 3
"""How many documents may wait that were asked for without an account: each takes some seconds."""

_WAIT_SECONDS = 30


def ask_document(order: PrintOrder) -> str:
    """Ask the worker for a document and return the job's id; the same order is asked for once.

    Raises
    ------
    webmap.errors.TooManyAttempts
        Where visitors have asked for as many as may wait.
    """
    jobs = jobs_of(current_app)
    waiting = jobs.open(KIND)
    same = next((job for job in waiting if job.parameters["code"] == order.code), None)
    if same is not None:
        return same.id
    of_visitors = sum(job.person == VISITOR for job in waiting)
    if order.printed_by == VISITOR and of_visitors >= MOST_OF_VISITORS:
        raise TooManyAttempts("print.too_many_waiting", seconds=_WAIT_SECONDS)
    return jobs.ask(KIND, {"code": order.code, "record": order.record}, person=order.printed_by)


def print_document(work: Work) -> dict[str, Any]:
    """Print the order of a job; the result names the print."""
    here, order = work.portal, PrintOrder.of_record(work.parameters["record"])
    with here.store.session() as session:
        snapshot = read_snapshot(session, here.profile, periods=[order.period], as_of=order.sequence)
    printed = print_order(here.store, here.profile, snapshot, order, report=work.telling())
    return {"print": printed.record.code}
