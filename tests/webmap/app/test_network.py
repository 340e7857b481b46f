"""Whose request it is: behind which proxies, and in which network."""

from ipaddress import ip_network
from pathlib import Path

import pytest
from flask import request

from webmap.app.network import client_of, network_of
from webmap.app.settings import Settings, SettingsError
from webmap.factory import create_app

OURS = (ip_network("10.0.0.0/8"), ip_network("::1"))


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.168.1.7", "192.168.1.7"),
        ("::ffff:192.168.1.7", "192.168.1.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
        (None, ""),
        ("unix:", "unix:"),
    ],
)
def test_what_one_caller_cannot_change(address: str | None, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.5", "", "203.0.113.5"),
        # Who is no proxy of ours says nothing about others.
        ("203.0.113.5", "198.51.100.7", "203.0.113.5"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("10.0.0.2", "198.51.100.7", "198.51.100.7"),
        ("::ffff:10.0.0.2", "198.51.100.7", "198.51.100.7"),
        ("::1", "[2001:db8::7]", "2001:db8::7"),
        # What the client wrote itself stands on the left and counts for nothing.
        ("10.0.0.2", "192.0.2.99, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.2", "192.0.2.99, 198.51.100.7, 10.9.9.9", "198.51.100.7"),
        ("10.0.0.2", "10.1.1.1", "10.1.1.1"),
        ("10.0.0.2", "<script>, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.2", "198.51.100.7, <script>", "10.0.0.2"),
        ("10.0.0.2", "198.51.100.7,", "10.0.0.2"),
        ("10.0.0.2", "198.51.100.7:443", "10.0.0.2"),
    ],
)
def test_whose_request_it_is(peer: str, forwarded: str, client: str) -> None:
    assert client_of(peer, forwarded, OURS) == client


@pytest.mark.parametrize(
    ("trusted", "seen"), [((), "10.0.0.2"), (("10.0.0.0/8",), "198.51.100.7"), (("10.0.0.3",), "10.0.0.2")]
)
def test_the_application_sees_the_client(tmp_path: Path, trusted: tuple[str, ...], seen: str) -> None:
    app = create_app(Settings(data_dir=tmp_path, trusted_proxies=trusted), testing=True)
    app.view_functions["health.healthz"] = lambda: str(request.remote_addr)
    headers = {"X-Forwarded-For": "192.0.2.99, 198.51.100.7"}
    answer = app.test_client().get("/healthz", headers=headers, environ_overrides={"REMOTE_ADDR": "10.0.0.2"})
    assert answer.text == seen


@pytest.mark.parametrize("proxy", ["proxy.example.vn", "10.0.0.1/8", ""])
def test_what_is_no_network_is_refused(tmp_path: Path, proxy: str) -> None:
    with pytest.raises(SettingsError, match="trusted_proxies"):
        Settings(data_dir=tmp_path, trusted_proxies=(proxy,))
