"""Documents of many pages, made by the worker: asked for once however often, watched, and cancelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from layers.joining.snapshot import read_snapshot
from webmap.app.errors import TooManyAttempts
from webmap.app.jobs import Jobs, JobState, Work
from webmap.paper.order import VISITOR, PrintOrder
from webmap.prints.printing import print_orders

KIND = "print"
MOST_OF_VISITORS = 3
"""How many documents may wait that were asked for without an account: each takes some seconds."""

_WAIT_SECONDS = 30


def ask_documents(jobs: Jobs, orders: Sequence[PrintOrder]) -> str:
    """Ask the worker for documents of one period and return the job's id; the same ones are asked for once.

    Raises
    ------
    webmap.pages.error_pages.TooManyAttempts
        Where visitors have asked for as many as may wait.
    """
    person, records = orders[0].printed_by, [order.record for order in orders]
    waiting = jobs.open(KIND)
    made = (job for job in jobs.latest(person) if job.kind == KIND and job.state is JobState.DONE)
    same = next((job for job in (*waiting, *made) if list(records_of(job.parameters)) == records), None)
    if same is not None:
        return same.id
    of_visitors = sum(len(records_of(job.parameters)) for job in waiting if job.person == VISITOR)
    if person == VISITOR and of_visitors + len(orders) > MOST_OF_VISITORS:
        raise TooManyAttempts("print.too_many_waiting", seconds=_WAIT_SECONDS)
    return jobs.ask(KIND, {"records": records}, person=person)


def records_of(parameters: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Return the records that a job is to print; jobs of earlier versions have one."""
    return tuple(parameters["records"] if "records" in parameters else [parameters["record"]])


def prints_of(result: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the codes of what a job has printed, in the order of its records."""
    return tuple(result["prints"] if "prints" in result else [result["print"]])


def print_documents(work: Work) -> dict[str, Any]:
    """Print the orders of a job; the result names the prints."""
    here, orders = work.portal, [PrintOrder.of_record(one) for one in records_of(work.parameters)]
    with here.store.session() as session:
        snapshot = read_snapshot(session, here.profile, periods=[orders[0].period], as_of=orders[0].sequence)
    printed = print_orders(here, snapshot, orders, report=work.telling())
    return {"prints": [one.record.code for one in printed]}
