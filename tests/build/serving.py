"""A portal on a loopback port, in a thread of its own, and its orderly end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from waitress import wasyncore

from webmap.cli.server import create_server


@contextmanager
def on_loopback(app: Flask) -> Iterator[str]:
    """Serve an application while the context lasts; gives its address, such as `http://127.0.0.1:41234`."""
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # Its own thread closes the sockets: closed from here, they would fall away under its `select`.
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))
        thread.join()
        server.task_dispatcher.shutdown()
