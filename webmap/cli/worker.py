"""`worker`: the process that does long work; `serve` starts it, and it ends when `serve` does."""

from __future__ import annotations

import sys
import threading

import click
from flask import current_app
from flask.cli import with_appcontext
from huey.consumer import Consumer

from webmap.app.jobs import jobs_of


@click.command("worker", hidden=True)
@click.option("--until-stdin-closes", is_flag=True, help="End when the process that started this one does.")
@with_appcontext
def worker_command(until_stdin_closes: bool) -> None:
    """Do the jobs that wait, one at a time."""
    jobs = jobs_of(current_app)
    jobs.take_up()
    consumer = Consumer(jobs.queue, workers=1, periodic=False, max_delay=1.0)
    if until_stdin_closes:
        threading.Thread(target=_stop_with_parent, args=(consumer,), daemon=True).start()
    consumer.run()


def _stop_with_parent(consumer: Consumer) -> None:
    """Wait for the end of standard input, which comes however the parent ends, even when it is killed."""
    sys.stdin.buffer.read()
    consumer.stop()
