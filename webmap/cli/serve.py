"""`serve`: waitress for the pages and, as a child process, the worker for long work."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import FrameType

import click
from flask import current_app
from flask.cli import with_appcontext

from geodata.sandbox.running import make_ready
from geodata.store.folder import is_read_only
from webmap.app.portal import portal
from webmap.app.start import start_checks
from webmap.app.worker_beat import beat
from webmap.cli.init import mend_rights
from webmap.cli.reports import say_what_is_wrong, spoken
from webmap.cli.server import create_server
from webmap.words.translations import Translator

log = logging.getLogger(__name__)
_WAIT_FOR_WORKER = 10.0
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_WSGI = Path(__file__).resolve().parents[2] / "wsgi.py"
_READERS = (
    "geodata.boundaries.check",
    "geodata.boundaries.read",
    "geodata.logo",
    "geodata.tables.mending",
    "geodata.tables.workbook.annotation",
)
_NEW_GROUP_ON_WINDOWS = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)


@click.command("serve")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets other machines in.")
@with_appcontext
@spoken
def serve_command(port: int, host: str, word: Translator) -> None:
    """Run the portal with its worker until it is stopped (Ctrl+C)."""
    here = portal()
    mend_rights(here, word)
    say_what_is_wrong(start_checks(here), word)
    # Before any thread, and with what people send imported already.
    make_ready(_READERS)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        server = create_server(app, host=host, port=port, threads=here.settings.server_threads)
    except OSError as problem:
        raise click.ClickException(f"port {port} cannot be used: {problem.strerror}") from problem
    os.umask(0o077)
    signal.signal(signal.SIGTERM, _stop)
    worker = Worker()
    # Without a folder to write in there is no work: pages are read.
    if not is_read_only(here.settings.data_dir):
        beat(here.settings.data_dir)
        worker.start()
    click.echo(f"The portal answers on http://{'[' + host + ']' if ':' in host else host}:{port}")
    try:
        server.run()
    finally:
        server.close()
        worker.stop()


class Worker:
    """The worker's process, started again if it ends by itself."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        """Start the process and watch over it."""
        self._process = self._launch()
        self._keeper.start()

    def stop(self) -> None:
        """End the process: closing its standard input asks it to, killing it makes sure."""
        self._stopping.set()
        process = self._process
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(_WAIT_FOR_WORKER)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _keep(self) -> None:
        """Start the worker again when it ends; one that ends at once is tried ever more seldom."""
        pause = _FIRST_PAUSE
        while self._process is not None:
            started = time.monotonic()
            self._process.wait()
            if time.monotonic() - started > _LONGEST_PAUSE:
                pause = _FIRST_PAUSE
            if self._stopping.wait(pause):
                return
            log.error("the worker ended with %s and is started again", self._process.returncode)
            pause = min(2 * pause, _LONGEST_PAUSE)
            self._process = self._launch()

    def _launch(self) -> subprocess.Popen[bytes]:
        # By its whole path, so that the portal can be started from any folder.
        command = [sys.executable, "-m", "flask", "--app", str(_WSGI), "worker", "--until-stdin-closes"]
        # A group of its own: Ctrl+C reaches `serve` alone, which ends the worker in order.
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            start_new_session=sys.platform != "win32",
            creationflags=_NEW_GROUP_ON_WINDOWS,
        )


def _stop(signum: int, frame: FrameType | None) -> None:
    """Let a polite end (SIGTERM) run through the same way out as Ctrl+C; a second one changes nothing."""
    signal.signal(signum, signal.SIG_IGN)
    raise KeyboardInterrupt
