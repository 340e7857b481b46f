"""What the server takes in before the application sees anything, asked over real sockets."""

from __future__ import annotations

import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask, request
from waitress.adjustments import Adjustments

from geodata.store.vocabulary import Role
from tests.build.crowding import seconds_of_a_page, silent_ones
from tests.build.people import CHEAP, signed_in
from tests.build.serving import on_loopback
from webmap.app.settings import Settings
from webmap.cli import server
from webmap.cli.server import Gate
from webmap.factory import create_app

KIB = 1024
LIMIT = 1024 * KIB


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory, founded_store_dir: Path) -> Iterator[Flask]:
    """An application that takes 1 MiB at most; what a test changes in it, it changes back."""
    folder = shutil.copytree(founded_store_dir, tmp_path_factory.mktemp("door") / "data")
    app = create_app(Settings(data_dir=folder, max_upload_bytes=LIMIT), testing=True, passwords=CHEAP)
    yield app
    app.extensions["portal"].store.close()


@pytest.fixture(scope="module")
def port(door: Flask) -> Iterator[int]:
    """The port that it answers on."""
    with on_loopback(door) as address:
        yield urlsplit(address).port or 0


@pytest.fixture(scope="module")
def cookie(door: Flask) -> str:
    """The header of a clerk's browser."""
    held = signed_in(door, Role.CLERK, offices=("BHXH",)).raw.get_cookie("session")
    assert held is not None
    return f"Cookie: session={held.value}\r\n"


@contextmanager
def sent(port: int, head: str, body: bytes = b"") -> Iterator[socket.socket]:
    """Send a request as it is written here."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as one:
        one.sendall(head.encode() + body)
        yield one


def ask(port: int, head: str, body: bytes = b"") -> str:
    """Send a request and return the whole answer."""
    with sent(port, head, body) as one:
        answer = b""
        while piece := one.recv(65536):
            answer += piece
    return answer.decode()


def post(path: str, headers: str, *, version: str = "1.1") -> str:
    return f"POST {path} HTTP/{version}\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n"


def test_a_visitors_large_body_is_thrown_away_and_answered_in_words(
    port: int, door: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    first = [lambda: seen.append(len(request.stream.read())), *door.before_request_funcs[None]]
    monkeypatch.setitem(door.before_request_funcs, None, first)
    body = bytes(LIMIT)
    answer = ask(port, post("/account/sign-in", f"Content-Length: {len(body)}\r\n"), body)
    assert answer.startswith("HTTP/1.1 413")
    assert "Quá lớn" in answer
    answer = ask(port, post("/account/sign-in?lang=en", f"Content-Length: {len(body)}\r\n"), body)
    assert "Too large" in answer
    assert seen == [0, 0]


def test_whoever_waits_for_leave_is_answered_at_once(port: int) -> None:
    headers = f"Content-Length: {LIMIT}\r\nExpect: 100-continue\r\n"
    answer = ask(port, post("/account/sign-in", headers))
    assert answer.startswith("HTTP/1.1 413")


def test_what_is_sent_without_end_is_not_read_to_the_end(port: int) -> None:
    answer = ask(port, post("/account/sign-in", f"Content-Length: {10**15}\r\n"))
    assert answer.startswith("HTTP/1.1 413")


def test_a_visitor_says_how_long_a_body_is(port: int, cookie: str) -> None:
    chunked, body = "Transfer-Encoding: chunked\r\n", b"3\r\na=b\r\n0\r\n\r\n"
    answer = ask(port, post("/account/sign-in", chunked), body)
    assert answer.startswith("HTTP/1.1 411")
    assert "Thiếu độ dài" in answer
    # Signed in the form is read: it lacks its token.
    assert ask(port, post("/desk/drafts", chunked + cookie), body).startswith("HTTP/1.1 400")


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("coding", ["chunked", "", ",", "identity", "CHUNKED"])
def test_two_lengths_are_refused(port: int, cookie: str, version: str, coding: str) -> None:
    headers = f"Content-Length: 3\r\ntransfer-encoding: {coding}\r\n{cookie}"
    answer = ask(port, post("/desk/drafts", headers, version=version), b"a=b")
    assert answer.split()[1] in {"400", "501"}
    assert "html" not in answer


@pytest.mark.parametrize(
    ("version", "codings"),
    [
        ("1.0", "Transfer-Encoding: chunked\r\n"),
        ("1.1", "Transfer-Encoding: ,\r\n"),
        ("1.1", "Transfer-Encoding: chunked, chunked\r\n"),
        ("1.1", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
        ("1.1", "Transfer-Encoding:\r\n chunked\r\n"),
    ],
)
def test_a_length_that_others_read_otherwise_is_refused(
    port: int, cookie: str, version: str, codings: str
) -> None:
    hidden = b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    answer = ask(port, post("/desk/drafts", codings + cookie, version=version), hidden)
    assert answer.startswith(("HTTP/1.1 400", "HTTP/1.0 400"))
    assert "html" not in answer
    assert answer.count("HTTP/1.") == 1


def test_a_file_of_somebody_signed_in_comes_in_whole(
    port: int, door: Flask, cookie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(door.config, "WTF_CSRF_ENABLED", False)
    monkeypatch.setitem(door.view_functions, "desk.upload", lambda: str(len(request.get_data())))
    answer = ask(port, post("/desk/drafts", f"Content-Length: {LIMIT}\r\n{cookie}"), bytes(LIMIT))
    assert answer.endswith(f"\r\n\r\n{LIMIT}")


def test_bodies_in_flight_have_a_bound_that_ends_with_them(port: int, cookie: str) -> None:
    half = post("/desk/drafts", f"Content-Length: {LIMIT}\r\n{cookie}"), b"half"
    with sent(port, *half), sent(port, *half):
        _until_served(port)
        answer = ask(port, post("/desk/drafts", f"Content-Length: {LIMIT}\r\n{cookie}"), bytes(LIMIT))
        assert answer.startswith("HTTP/1.1 429")
        assert "\r\nRetry-After: 30\r\n" in answer
        assert "quá nhiều tệp" in answer
    _until_served(port)
    answer = ask(port, post("/desk/drafts", f"Content-Length: {LIMIT}\r\n{cookie}"), bytes(LIMIT))
    assert answer.startswith("HTTP/1.1 400")


def test_one_network_holds_half_of_what_may_be_in_flight() -> None:
    gate = Gate(lambda *_: 100, 100, (), 10)
    assert [gate.reserve("a", 100) for _ in range(3)] == [True, True, False]
    assert [gate.reserve("b", 100) for _ in range(3)] == [True, True, False]
    assert not gate.reserve("c", 1)
    gate.release("a", 100)
    assert gate.reserve("c", 100)


def test_silent_connections_of_one_address_give_way(port: int) -> None:
    with silent_ones(port, 80) as opened:
        _until_served(port)
        assert 35 <= sum(map(_is_open, opened)) <= 40
        # The last to come stay.
        assert _is_open(opened[-1])
        assert not _is_open(opened[0])


@pytest.mark.parametrize(("seconds", "are_open"), [(60, True), (0, False)])
def test_what_only_trickles_gives_way_too(
    door: Flask, cookie: str, monkeypatch: pytest.MonkeyPatch, seconds: int, are_open: bool
) -> None:
    monkeypatch.setattr(server, "_PROMPT", seconds)
    head = "GET / HTTP/1.1\r\nHost: "
    form = post("/account/sign-in", "Content-Length: 100\r\n")
    unwanted = post("/account/sign-in", f"Content-Length: {LIMIT}\r\n")
    with on_loopback(door) as address, ExitStack() as held:
        port = urlsplit(address).port or 0
        trickling = [held.enter_context(sent(port, one)) for one in (head, form, unwanted)]
        file = held.enter_context(sent(port, post("/desk/drafts", f"Content-Length: {LIMIT}\r\n{cookie}")))
        _until_served(port)
        held.enter_context(silent_ones(port, 80))
        _until_served(port)
        assert [_is_open(one) for one in trickling] == [are_open] * 3
        assert _is_open(file)


def test_at_the_limit_of_all_the_silent_give_way(door: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_CONNECTIONS", 5)
    with on_loopback(door) as address, silent_ones(urlsplit(address).port or 0, 20) as opened:
        assert seconds_of_a_page(urlsplit(address).port or 0) < 5
        assert sum(map(_is_open, opened)) <= 5


@pytest.mark.parametrize(
    ("head", "seconds"),
    [
        # Half a head; a form; a file of 1 MiB at 32 KiB a second; a body that is thrown away.
        ("GET / HTTP/1.1\r\nHost: ", 20),
        (post("/", "Content-Length: 16384\r\n"), 20.5),
        (post("/", f"Content-Length: {LIMIT}\r\n"), 52),
        (post("/", f"Content-Length: {LIMIT + 1}\r\n"), 80),
    ],
)
def test_how_long_a_request_may_take_to_come(head: str, seconds: float) -> None:
    coming = server.Request(Adjustments(), gate=Gate(lambda *_: LIMIT, LIMIT, (), 10), peer="127.0.0.1")
    coming.received(head.encode())
    assert not coming.completed
    coming.began = time.time() - seconds + 1
    assert not coming.is_late
    coming.began -= 1.5
    assert coming.is_late


def test_who_is_late_is_let_go(door: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server.Request, "is_late", True)
    monkeypatch.setattr(server, "_LOOK_ROUND", 0)
    with on_loopback(door) as address:
        port = urlsplit(address).port or 0
        with sent(port, "GET / HTTP/1.1\r\nHost: ") as head:
            _until_served(port)
            assert not _is_open(head)


def _is_open(one: socket.socket) -> bool:
    one.setblocking(False)
    try:
        return one.recv(1) != b""
    except BlockingIOError:
        return True
    except ConnectionError:
        return False


def _until_served(port: int) -> None:
    """Wait until the server has taken note of what was sent before."""
    for _ in range(3):
        seconds_of_a_page(port)
