"""A crowd at the door: connections that say nothing, bodies that come slowly, and another reader's wait."""

from __future__ import annotations

import socket
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CROWD, READER = "127.0.0.1", "127.0.0.2"
_PIECE = b"x" * 65536


@contextmanager
def silent_ones(port: int, count: int, *, source: str = CROWD) -> Iterator[list[socket.socket]]:
    """Open connections from one address that never say anything."""
    opened: list[socket.socket] = []
    try:
        for _ in range(count):
            one = socket.socket()
            one.settimeout(5)
            one.bind((source, 0))
            one.connect(("127.0.0.1", port))
            opened.append(one)
        yield opened
    finally:
        for one in opened:
            one.close()


@contextmanager
def slow_bodies(port: int, count: int, size: int, *, path: str, headers: str = "") -> Iterator[None]:
    """Send bodies from one address, all but the last bytes as fast as they are taken, the rest one by one."""
    ends = threading.Event()
    senders = [
        threading.Thread(target=_send_slowly, args=(port, size, path, headers, ends), daemon=True)
        for _ in range(count)
    ]
    for sender in senders:
        sender.start()
    try:
        yield
    finally:
        ends.set()
        for sender in senders:
            sender.join(10)


def _send_slowly(port: int, size: int, path: str, headers: str, ends: threading.Event) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\n{headers}\r\n"
    try:
        with socket.socket() as one:
            one.settimeout(10)
            one.bind((CROWD, 0))
            one.connect(("127.0.0.1", port))
            one.sendall(head.encode())
            left = size - 64
            while left > 0 and not ends.is_set():
                left -= one.send(_PIECE[:left])
            while not ends.wait(0.5):
                one.send(b"x")
    except OSError:
        # The door closed, as it should.
        return


def seconds_of_a_page(port: int, path: str = "/healthz", *, patience: float = 10.0) -> float:
    """Return how long another reader waits for a page: connection, question and the whole answer."""
    began = time.monotonic()
    with socket.socket() as one:
        one.settimeout(patience)
        one.bind((READER, 0))
        one.connect(("127.0.0.1", port))
        one.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while piece := one.recv(65536):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 200"), answer[:200]
    return time.monotonic() - began


def temporary_bytes(pid: int) -> int:
    """Return how much a process holds in files that have no name any more."""
    held = 0
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target, facts = descriptor.readlink(), descriptor.stat()
        except OSError:
            continue
        if stat.S_ISREG(facts.st_mode) and target.name.endswith("(deleted)"):
            held += facts.st_size
    return held
