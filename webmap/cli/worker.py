"""`worker`: the process that does long work; `serve` starts it, and it ends when `serve` does."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time

import click
from flask import current_app
from flask.cli import with_appcontext
from huey.consumer import Consumer

from webmap.app.faults import fault_of_any
from webmap.app.jobs import Jobs, jobs_of
from webmap.app.retention import sweep
from webmap.app.worker_beat import BEAT_SECONDS, beat
from webmap.cli.reports import in_words
from webmap.words.findings import word_error
from webmap.words.translations import Translator

log = logging.getLogger(__name__)
_LOOK_SECONDS, _SWEEP_SECONDS = 30.0, 3600.0


@click.command("worker", hidden=True)
@click.option("--until-stdin-closes", is_flag=True, help="End when the process that started this one does.")
@with_appcontext
@in_words
def worker_command(until_stdin_closes: bool, word: Translator) -> None:
    """Do the jobs that wait, one at a time."""
    os.umask(0o077)
    jobs = jobs_of(current_app)
    beat(jobs.portal.settings.data_dir)
    jobs.take_up()
    consumer = Consumer(jobs.queue, workers=1, periodic=False, max_delay=1.0)
    threading.Thread(target=_look_after, args=(jobs, consumer, word), daemon=True).start()
    if until_stdin_closes:
        threading.Thread(target=_stop_with_parent, args=(consumer,), daemon=True).start()
    consumer.run()


def _stop_with_parent(consumer: Consumer) -> None:
    """Wait for the end of standard input, which comes however the parent ends, even when it is killed."""
    sys.stdin.buffer.read()
    consumer.stop()


def _look_after(jobs: Jobs, consumer: Consumer, word: Translator) -> None:
    """Give signs of life; see now and then that no job is forgotten, and sweep what is past its term.

    Where the queue is lost the worker ends: started again, it makes the queue anew and takes up what waits.
    """
    data_dir = jobs.portal.settings.data_dir
    look_at, sweep_at = time.monotonic() + _LOOK_SECONDS, time.monotonic()
    while True:
        try:
            beat(data_dir)
            if time.monotonic() >= look_at:
                look_at = time.monotonic() + _LOOK_SECONDS
                if jobs.queue_is_lost():
                    log.error("the queue is damaged or gone; it is made anew")
                    consumer.stop()
                    return
                jobs.look_after()
            if time.monotonic() >= sweep_at:
                sweep_at = time.monotonic() + _SWEEP_SECONDS
                sweep(jobs)
        except Exception as problem:
            log.error("%s", word_error(fault_of_any(problem, data_dir), word))
        time.sleep(BEAT_SECONDS)
