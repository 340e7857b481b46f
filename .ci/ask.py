"""Ask a running portal for what its readers ask it, and say what came. Standard library only."""

from __future__ import annotations

import sys
import time
import urllib.error
import urllib.request

PAGES = {
    "/healthz": b'"status":"ok"',
    "/": "Số liệu mẫu".encode(),
    "/?lang=en": b"Sample data",
    "/clauses": b"I.7",
    "/ranking": b"<table",
    "/maps/tree_cover": b"<iframe",
    "/maps/tree_cover/frame": b"leaflet",
    "/maps/clean_water_rural?lang=en": b"<iframe",
    "/communes/26470": "Phước Thiền".encode(),
    "/print/tree_cover.pdf?paper=a3": b"%PDF-",
}
# A first start compiles and loads the sample.
PATIENCE = 300.0


def main(address: str) -> int:
    """Wait until the portal answers, then ask for each page; return the number of wrong answers."""
    wait_for(address + "/healthz")
    wrong = 0
    for path, expected in PAGES.items():
        began = time.monotonic()
        status, body = fetch(address + path)
        good = status == 200 and expected in body
        wrong += not good
        took = time.monotonic() - began
        said = "ok   " if good else "WRONG"
        print(f"{said} {status} {len(body):>8} bytes {took:6.2f} s  {path}", flush=True)
    return wrong


def wait_for(address: str) -> None:
    """Return when the address answers 200; give up after a while."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if fetch(address)[0] == 200:
                return
        except OSError as problem:
            last = problem
        time.sleep(0.5)
    raise SystemExit(f"{address} does not answer: {last}")


def fetch(address: str) -> tuple[int, bytes]:
    """Return status and body of an address; a refusal is an answer too."""
    # No proxy stands between this machine and itself.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
