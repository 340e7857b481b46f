"""Where a request comes from: the address behind trusted proxies, and the network that it stands for."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_FORWARDED = "HTTP_X_FORWARDED_FOR"


def network_of(address: str | None) -> str:
    """Return what one caller cannot change at will: an IPv4 address, or the first half of an IPv6 one."""
    parsed = _parsed(address)
    if parsed is None:
        return address or ""
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def client_of(peer: str, forwarded: str, trusted: tuple[Network, ...]) -> str:
    """Return whose request it is: the last address of the chain that is no proxy of ours.

    Parameters
    ----------
    peer : str
        The address at the other end of the connection.
    forwarded : str
        `X-Forwarded-For` as it came. It counts only where a trusted proxy sent it, and only from its right
        end, where our own proxies wrote; one that holds anything but addresses is ignored.
    trusted : tuple of networks
        Setting `trusted_proxies`.
    """
    if not is_within(peer, trusted) or not forwarded:
        return peer
    client = peer
    for hop in reversed(forwarded.split(",")):
        parsed = _parsed(hop.strip().removeprefix("[").removesuffix("]"))
        if parsed is None:
            return peer
        client = str(parsed)
        if not is_within(client, trusted):
            break
    return client


def is_within(address: str, networks: tuple[Network, ...]) -> bool:
    """Tell whether an address lies in one of some networks."""
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in networks)


def behind_proxies(application: WSGIApplication, trusted: tuple[Network, ...]) -> WSGIApplication:
    """Wrap an application so that `REMOTE_ADDR` is the client's address, not the proxy's.

    Scheme and host are not taken from anybody: `public_url` says what the portal is reached by.
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["REMOTE_ADDR"] = client_of(
            environ.get("REMOTE_ADDR", ""), environ.pop(_FORWARDED, ""), trusted
        )
        return application(environ, start_response)

    return answer


def _parsed(address: str | None) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return mapped or parsed
