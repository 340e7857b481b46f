"""`serve`: waitress for the pages and, as a child process, the worker for long work."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
from types import FrameType

import click
from flask import current_app
from flask.cli import with_appcontext
from waitress.server import create_server

from geodata.sandbox.running import make_ready
from webmap.app.portal import portal

log = logging.getLogger(__name__)
_WAIT_FOR_WORKER = 10.0
_READERS = (
    "geodata.boundaries.check",
    "geodata.boundaries.read",
    "geodata.logo",
    "geodata.tables.mending",
    "geodata.tables.workbook.annotation",
)
_PAUSE_BEFORE_RESTART = 1.0
_NEW_GROUP_ON_WINDOWS = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)


@click.command("serve")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets other machines in.")
@with_appcontext
def serve_command(port: int, host: str) -> None:
    """Run the portal with its worker until it is stopped (Ctrl+C)."""
    here = portal()
    if not here.store.is_ready():
        raise click.ClickException("the store is not made yet: run `flask --app wsgi init` first")
    # Before any thread, and with what people send imported already.
    make_ready(_READERS)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        server = create_server(app, host=host, port=port, threads=here.settings.server_threads, ident=None)
    except OSError as problem:
        raise click.ClickException(f"port {port} cannot be used: {problem.strerror}") from problem
    signal.signal(signal.SIGTERM, _stop)
    worker = Worker()
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
        while self._process is not None:
            self._process.wait()
            if self._stopping.wait(_PAUSE_BEFORE_RESTART):
                return
            log.error("the worker ended with %s and is started again", self._process.returncode)
            self._process = self._launch()

    def _launch(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--until-stdin-closes"]
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
