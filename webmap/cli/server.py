"""waitress with a door: what it takes in is bounded while nothing but the head of a request is known.

waitress by itself writes up to 1 GiB of a body to disk before the application sees a header, and stops
answering anybody at its hundredth connection. Here a body is taken in only up to what its sender may send,
all bodies together have a bound, a network has its share of connections, and who is slow is let go.
"""

from __future__ import annotations

import re
import select
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_network
from threading import Lock
from typing import Any
from wsgiref.types import WSGIEnvironment

from flask import Flask
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import MultiSocketServer, TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher, WSGITask

from webmap.app.network import Network, client_of, is_within, network_of
from webmap.app.settings import Settings
from webmap.people.bodies import CROWDED, NO_LENGTH, REFUSED, TOO_LARGE, VISITORS_BYTES, most_announced

_CONNECTIONS_OF_A_NETWORK = 40
_CONNECTIONS, _CONNECTIONS_OF_SELECT = 4000, 400
# Files open at once that are no connections: the store, bodies and answers that outgrow memory.
_OTHER_FILES = 256
# In flight together, and from one network: so many of the largest upload.
_UPLOADS_AT_ONCE, _UPLOADS_OF_A_NETWORK = 4, 2
# Seconds: of silence, and in which a small request has come where many connections wait for a place.
_SILENCE, _PROMPT = 20, 2
# Bytes a second of a large body, and seconds for one that is thrown away.
_SLOWEST = 32 * 1024
_LONGEST_DROPPED = 60
_LOOK_ROUND = 5
_LONGEST_HEAD = 64 * 1024
_PIECE = 64 * 1024
_CODINGS = re.compile(rb"^transfer-encoding:[ \t]*([^\r\n]*?)[ \t]*\r?$", re.MULTILINE)

Limit = Callable[[str, str, str], int]


@dataclass
class Gate:
    """What all connections share: how many there are, and how much of their bodies is in flight.

    Parameters
    ----------
    most_announced : callable
        Longest body for a method, path and `Cookie` header.
    most_bytes : int
        Longest body of anybody.
    trusted : tuple of networks
        Proxies, whose connections are many readers'.
    most_connections : int
        Connections in all.
    """

    most_announced: Limit
    most_bytes: int
    trusted: tuple[Network, ...]
    most_connections: int
    in_flight: Counter[str] = field(default_factory=Counter)
    _channels: dict[str, set[Channel]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def enter(self, channel: Channel) -> None:
        """Let a connection in; where its network or all have too many, the one idle for longest goes.

        If none is idle, the new one goes.
        """
        ours = self._channels.setdefault(channel.network, set())
        if len(ours) >= _CONNECTIONS_OF_A_NETWORK and not is_within(channel.peer, self.trusted):
            _let_one_go(ours, channel)
        elif sum(map(len, self._channels.values())) >= self.most_connections:
            _let_one_go([one for some in self._channels.values() for one in some], channel)
        ours.add(channel)

    def leave(self, channel: Channel) -> None:
        """Forget a connection that is closed."""
        ours = self._channels.get(channel.network, set())
        ours.discard(channel)
        if not ours:
            self._channels.pop(channel.network, None)

    def reserve(self, network: str, size: int) -> bool:
        """Count a body about to come; False where the network's or all bodies were too much with it."""
        with self._lock:
            total, ours = self.in_flight.total() + size, self.in_flight[network] + size
            fits = (
                total <= _UPLOADS_AT_ONCE * self.most_bytes
                and ours <= _UPLOADS_OF_A_NETWORK * self.most_bytes
            )
            if fits:
                self.in_flight[network] = ours
        return fits

    def release(self, network: str, size: int) -> None:
        """Take a body off the count."""
        with self._lock:
            self.in_flight[network] -= size
            if not self.in_flight[network]:
                del self.in_flight[network]


def _let_one_go(channels: Iterable[Channel], new: Channel) -> None:
    idle = [channel for channel in channels if channel.may_go]
    leaving = min(idle, key=lambda channel: channel.last_activity, default=new)
    leaving.will_close = True


class Request(HTTPRequestParser):
    """A request as it comes in; `refused` says why its body was not taken."""

    refused: str | None = None
    completed: bool
    expect_continue: bool
    chunked: bool
    content_length: int
    body_rcv: Any

    def __init__(self, adj: Adjustments, *, gate: Gate, peer: str) -> None:
        super().__init__(adj)
        self.began = time.time()
        self._gate, self._peer = gate, peer
        self._dropped, self._reserved, self._network = 0, 0, ""

    def received(self, data: bytes) -> int:
        """Take in a piece; what is refused is read and thrown away, so that its sender hears why."""
        if self._dropped and not self.completed:
            taken = min(len(data), self._dropped)
            self._dropped -= taken
            self.completed = not self._dropped
            return taken
        taken = super().received(data)
        if self._dropped:
            self.completed = False
        return taken

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head, and decide on the body before a byte of it is kept."""
        super().parse_header(header_plus)
        # Two lengths are how requests are smuggled past a proxy that believes the other one.
        codings = _CODINGS.findall(header_plus.lower())
        if codings and (codings != [b"chunked"] or not self.chunked or "CONTENT_LENGTH" in self.headers):
            raise ParsingError("Transfer-Encoding has to stand alone and to be chunked")
        if self.chunked or self.content_length > VISITORS_BYTES:
            self._weigh()

    def _weigh(self) -> None:
        """Refuse the body, or reserve the room that it takes."""
        most = self._gate.most_announced(self.command, _path(self.path), self.headers.get("COOKIE", ""))
        if self.chunked and most <= VISITORS_BYTES:
            self._refuse(NO_LENGTH)
            return
        size = most if self.chunked else self.content_length
        if size > most:
            self._refuse(TOO_LARGE)
            return
        forwarded = self.headers.get("X_FORWARDED_FOR", "")
        self._network = network_of(client_of(self._peer, forwarded, self._gate.trusted))
        if self._gate.reserve(self._network, size):
            self._reserved = size
        else:
            self._refuse(CROWDED)

    @property
    def trickles(self) -> bool:
        """Whether the head, or a body that is small or not wanted, should have come by now."""
        return not self._reserved and time.time() - self.began > _PROMPT

    @property
    def is_late(self) -> bool:
        """Whether the rest should have come by now: the head, or the body at the slowest pace."""
        allowed = float(_SILENCE)
        if self._dropped:
            allowed += _LONGEST_DROPPED
        elif self.headers_finished:
            allowed += (self._gate.most_bytes if self.chunked else self.content_length) / _SLOWEST
        return time.time() - self.began > allowed

    def close(self) -> None:
        """Give back what the request held."""
        super().close()
        size, self._reserved = self._reserved, 0
        if size:
            self._gate.release(self._network, size)

    def _refuse(self, reason: str) -> None:
        """Answer without the body: at once where its sender waits for leave or sends without end."""
        self.refused = reason
        if self.body_rcv is not None:
            self.body_rcv.getbuf().close()
        if not (self.chunked or self.expect_continue or self.content_length > 2 * self._gate.most_bytes):
            self._dropped = self.content_length
        self.expect_continue = self.chunked = False
        self.content_length, self.body_rcv = 0, None
        self.headers.update(CONTENT_LENGTH="0", CONNECTION="close")


class _Answer(WSGITask):
    """A request being answered; the application learns why there is no body."""

    def get_environment(self) -> WSGIEnvironment:
        environ: WSGIEnvironment = super().get_environment()
        if self.request.refused is not None:
            environ[REFUSED] = self.request.refused
        return environ


class Channel(HTTPChannel):
    """A connection, counted by its network."""

    task_class = _Answer

    def __init__(
        self, server: _Server, sock: socket.socket, addr: Any, adj: Adjustments, map: dict[int, Any] | None
    ) -> None:
        self.peer = str(addr[0])
        self.network = network_of(self.peer)
        super().__init__(server, sock, addr, adj, map=map)
        self.parser_class = partial(Request, gate=server.gate, peer=self.peer)
        server.gate.enter(self)

    @property
    def may_go(self) -> bool:
        """Whether nobody misses it: nothing is being answered, and nothing or only a trickle comes in."""
        if self.will_close or self.requests or self.total_outbufs_len:
            return False
        return self.request is None or self.request.trickles

    def is_overdue(self, now: float) -> bool:
        """Tell whether a request comes too slowly, or its answer is not taken."""
        if self.request is not None and self.request.is_late:
            return True
        return bool(self.total_outbufs_len) and now - self.last_activity > _SILENCE

    def del_channel(self, map: dict[int, Any] | None = None) -> None:
        """Give up what a closed connection held."""
        super().del_channel(map)
        self.server.gate.leave(self)
        if self.request is not None:
            self.request.close()


class _Server(TcpWSGIServer):
    channel_class = Channel

    def __init__(self, gate: Gate, *arguments: Any, **options: Any) -> None:
        self.gate = gate
        super().__init__(*arguments, **options)

    def maintenance(self, now: float) -> None:
        super().maintenance(now)
        for channel in self.active_channels.values():
            if channel.is_overdue(now):
                channel.will_close = True


def create_server(app: Flask, *, host: str, port: int, threads: int) -> _Server | MultiSocketServer:
    """Return a server that listens and waits for `run`.

    Raises
    ------
    OSError
        Where host or port cannot be listened on.
    """
    settings: Settings = app.extensions["portal"].settings
    can_poll = hasattr(select, "poll")
    most = min(_CONNECTIONS if can_poll else _CONNECTIONS_OF_SELECT, _open_files() - _OTHER_FILES)
    adjustments = Adjustments(
        host=host,
        port=port,
        threads=threads,
        ident=None,
        asyncore_use_poll=can_poll,
        # The gate keeps below it: at waitress's own limit nobody is let in any more.
        connection_limit=most + _OTHER_FILES // 2,
        channel_timeout=_SILENCE,
        cleanup_interval=_LOOK_ROUND,
        recv_bytes=_PIECE,
        max_request_header_size=_LONGEST_HEAD,
        max_request_body_size=settings.max_upload_bytes + 1,
        clear_untrusted_proxy_headers=False,
    )
    trusted = tuple(ip_network(one) for one in settings.trusted_proxies)
    gate = Gate(partial(most_announced, app), settings.max_upload_bytes, trusted, most)
    dispatcher, sockets = ThreadedTaskDispatcher(), dict[int, Any]()
    servers = [
        _Server(gate, app, sockets, dispatcher=dispatcher, adj=adjustments, sockinfo=one)
        for one in adjustments.listen
    ]
    dispatcher.set_thread_count(threads)
    if len(servers) == 1:
        return servers[0]
    addresses = [(one.effective_host, one.effective_port) for one in servers]
    return MultiSocketServer(sockets, adjustments, addresses, dispatcher, servers[-1].log_info)


def _open_files() -> int:
    """Raise how many files this process may have open as far as it may itself, and return how many."""
    if sys.platform == "win32":
        return _CONNECTIONS
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _CONNECTIONS + 2 * _OTHER_FILES
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return soft


def _path(path: str) -> str:
    """Return a path as routes are written, from the bytes that WSGI carries as Latin-1."""
    return path.encode("latin-1").decode("utf-8", "replace")
