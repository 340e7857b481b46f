"""All communes of the country on one map: bytes, time to the first byte, time until drawn; against folium.

    python -m benchmarks.national_map FILE.gpkg [--layer communes] [--code-column commune_id]
                                      [--name-column commune] [--runs 5] [--output FILE.md]

Imports the file's outlines into a store of its own by the command, makes a year's figures up and imports
them as the long table, runs the portal (`serve`) and opens `/maps/clean_water_rural` in headless Chromium
with nothing cached. "Drawn" is when the frame, after the first painted picture of its canvas, sets
`data-drawn`; for folium, whose document is opened alone, when two frames have been painted after its scripts
have run. Bytes are what the server sends, headers included, of everything that is asked for.

The peer is what folium makes of the same file: `folium.Choropleth` with a tooltip of name and value, built
for each request as a portal of Flask and folium would, sent compressed; of its files only Leaflet's are sent.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import http.client
import os
import platform
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path
from threading import Thread

import folium
import geopandas as gpd
from playwright.sync_api import Browser, Page

from tests.build.chromium import chromium
from webmap.pages.assets import packages

ROOT = Path(__file__).resolve().parent.parent
MAP = "/maps/clean_water_rural"
REASON = ("--accept-warnings", "simplified outlines; figures made up")
FIGURES = ("population", "population_urban", "population_rural", "health_insurance", "clean_water_rural")
_PAINTED = (
    "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"
)


def main() -> None:
    """Run everything and write the page of results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--layer", default="communes")
    parser.add_argument("--code-column", default="commune_id")
    parser.add_argument("--name-column", default="commune")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--output", type=Path, default=ROOT / "benchmarks" / "results" / "national_map.md")
    given = parser.parse_args()
    table = gpd.read_file(given.file, layer=given.layer).to_crs(4326)
    table = table.rename(columns={given.code_column: "commune_code", given.name_column: "commune"})
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        environment = os.environ | {"PORTAL_DATA_DIR": str(Path(folder) / "data")}
        fill(given, table, Path(folder), environment)
        with portal(environment) as port:
            cold = first_byte(port, MAP), first_byte(port, f"{MAP}/frame")
            warm = [
                statistics.median(first_byte(port, path) for _run in range(given.runs))
                for path in (MAP, f"{MAP}/frame")
            ]
            ours = [open_portal(browser, port) for _run in range(given.runs)]
            shift = stated_shift(port)
        with peer(table) as port:
            peer_first = statistics.median(first_byte(port, "/") for _run in range(given.runs))
            theirs = [open_peer(browser, port) for _run in range(given.runs)]
    text = report(cold, warm, ours, shift, peer_first, theirs)
    given.output.write_text(text, encoding="utf-8")
    print(text)


def fill(
    given: argparse.Namespace, table: gpd.GeoDataFrame, folder: Path, environment: dict[str, str]
) -> None:
    """Import the outlines, and made-up figures, as a clerk would by commands."""
    run(environment, "init")
    columns = ("--code-column", given.code_column, "--name-column", given.name_column)
    run(
        environment, "boundaries", "import", str(given.file), "--layer", given.layer, *columns,
        "--valid-from", "2009-04-01", *REASON,
    )  # fmt: skip
    values = folder / "values.csv"
    write_figures(values, list(zip(table["commune_code"], table["commune"], strict=True)))
    run(environment, "indicators", "import", str(values), *REASON)


def write_figures(file: Path, communes: list[tuple[str, str]]) -> None:
    """Write a year's believable figures in the long form; a few communes have none for clean water."""
    chance = random.Random(2024)
    with file.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(
            ("commune_code", "commune", "indicator", "period", "value", "numerator", "denominator", "note")
        )
        for code, name in communes:
            urban, rural = chance.randint(500, 9_000), chance.randint(2_000, 20_000)
            rows: list[tuple[str, object, object]] = [
                ("population", urban + rural, ""),
                ("population_urban", urban, ""),
                ("population_rural", rural, ""),
                ("health_insurance", "", int((urban + rural) * chance.uniform(0.85, 1))),
            ]
            if chance.random() < 0.97:
                rows.append(
                    ("clean_water_rural", "", int(rural * min(1, max(0.3, chance.gauss(0.86, 0.06)))))
                )
            out.writerows((code, name, line, "2024", value, part, "", "") for line, value, part in rows)


def run(environment: dict[str, str], *arguments: str) -> None:
    """Run a command of the portal."""
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
    )


@contextmanager
def portal(environment: dict[str, str]) -> Iterator[int]:
    """Run the portal; yield its port once it answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve", "--port", str(port)]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet)
    try:
        for _time in range(240):
            try:
                first_byte(port, "/healthz")
                break
            except OSError:
                time.sleep(0.5)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


@contextmanager
def peer(table: gpd.GeoDataFrame) -> Iterator[int]:
    """Serve the document that folium builds for each request, with Leaflet's files beside it."""
    chance = random.Random(2024)
    drawn = table.assign(value=[round(100 * chance.uniform(0.6, 1), 1) for _row in range(len(table))])
    leaflet = packages()["leaflet"].folder

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/":
                # folium names its files at other hosts; here Leaflet's are asked for and no other.
                text = re.sub(r"<(script|link)[^>]*https?://[^>]*>(</script>)?", "", choropleth_of(drawn))
                files = '<script src="/leaflet.js"></script><link rel="stylesheet" href="/leaflet.css">'
                content, kind = text.replace("<head>", f"<head>{files}", 1).encode(), "text/html"
            else:
                name = self.path.strip("/")
                known = name in ("leaflet.js", "leaflet.css")
                content = (leaflet / name).read_bytes() if known else b""
                kind = "text/css" if name.endswith("css") else "text/javascript"
            packed = gzip.compress(content, 6)
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(packed)))
            self.end_headers()
            self.wfile.write(packed)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()


def choropleth_of(table: gpd.GeoDataFrame) -> str:
    """Return what folium writes for the table; without its colour bar, which needs one more library."""
    west, south, east, north = table.total_bounds
    drawn = folium.Map(location=[(south + north) / 2, (west + east) / 2], zoom_start=6)
    choropleth = folium.Choropleth(
        geo_data=table[["commune_code", "commune", "value", "geometry"]].to_json(),
        data=table,
        columns=["commune_code", "value"],
        key_on="feature.properties.commune_code",
        fill_color="YlGnBu",
    ).add_to(drawn)
    folium.GeoJsonTooltip(["commune", "value"]).add_to(choropleth.geojson)
    for name in [name for name in choropleth._children if name.startswith("color_map")]:
        del choropleth._children[name]
    return str(drawn.get_root().render())


def first_byte(port: int, path: str) -> float:
    """Return the seconds until the first byte of an answer's body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    start = time.perf_counter()
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    answer.read(1)
    taken = time.perf_counter() - start
    answer.read()
    connection.close()
    return taken


def open_portal(browser: Browser, port: int) -> tuple[float, int, int]:
    """Return (seconds until drawn, bytes, features) of the page in a browser that has nothing yet."""
    page, received = fresh(browser)
    start = time.perf_counter()
    page.goto(f"http://127.0.0.1:{port}{MAP}", wait_until="commit", timeout=600_000)
    frame = page.frame_locator("#map-frame").locator("html[data-drawn]")
    frame.wait_for(state="attached", timeout=600_000)
    seconds = time.perf_counter() - start
    features = int(frame.get_attribute("data-features") or 0)
    # Fonts and pictures may come after what is drawn.
    page.wait_for_timeout(2000)
    sent = sum(
        sizes["responseBodySize"] + sizes["responseHeadersSize"] for sizes in (r.sizes() for r in received)
    )
    page.context.close()
    return seconds, sent, features


def open_peer(browser: Browser, port: int) -> tuple[float, int, int]:
    """Return the same of folium's document."""
    page, received = fresh(browser)
    start = time.perf_counter()
    page.goto(f"http://127.0.0.1:{port}/", wait_until="load", timeout=600_000)
    page.evaluate(_PAINTED)
    seconds = time.perf_counter() - start
    features = page.locator("path.leaflet-interactive").count()
    sent = sum(
        sizes["responseBodySize"] + sizes["responseHeadersSize"] for sizes in (r.sizes() for r in received)
    )
    page.context.close()
    return seconds, sent, features


def fresh(browser: Browser) -> tuple[Page, list]:
    """Return a page of a context of its own, and the list of the requests that end."""
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    received: list = []
    page.on("requestfinished", lambda request: received.append(request))
    return page, received


def sent_bytes(received: list) -> int:
    """Return the bytes of all answers, with their headers."""
    sizes = [request.sizes() for request in received]
    return sum(one["responseBodySize"] + one["responseHeadersSize"] for one in sizes)


def stated_shift(port: int) -> int:
    """Return the largest shift of a vertex, as the page states it in metres."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request("GET", f"{MAP}?lang=en")
    text = connection.getresponse().read().decode()
    found = re.search(r"lies more than (\d+) m from its border", text)
    assert found is not None, "the page does not say how far outlines were moved"
    return int(found[1])


def report(
    cold: tuple[float, float],
    warm: list[float],
    ours: list[tuple[float, int, int]],
    shift: int,
    peer_first: float,
    theirs: list[tuple[float, int, int]],
) -> str:
    """Return the page of results."""
    drawn, peer_drawn = (statistics.median(one[0] for one in runs) for runs in (ours, theirs))
    load = os.getloadavg()[0]
    lines = (
        "# All communes of the country on one map",
        "",
        "Measured by `python -m benchmarks.national_map`; medians of "
        f"{len(ours)} runs each, in one process after the other.",
        "",
        "| | this portal (page and frame) | folium's document alone |",
        "| --- | ---: | ---: |",
        f"| communes drawn | {ours[0][2]:,} | {theirs[0][2]:,} |",
        f"| bytes sent, everything | {ours[0][1] / 1000:,.0f} kB | {theirs[0][1] / 1000:,.0f} kB |",
        f"| first byte, warm | {warm[0]:.2f} s (page), {warm[1]:.3f} s (frame) | {peer_first:.1f} s |",
        f"| first byte, cold | {cold[0]:.0f} s (page), {cold[1]:.0f} s (frame) | {peer_first:.1f} s |",
        f"| until drawn, warm server, nothing cached in the browser | {drawn:.1f} s | {peer_drawn:.1f} s |",
        f"| largest shift of a vertex, as the page states it | {shift} m | none |",
        "",
        "Cold means a new process and an empty cache folder: outlines are made a coverage and thinned once,",
        "and kept by what they were made of.",
        "",
        f"Python {platform.python_version()}, folium {version('folium')}, {os.cpu_count()} processors, "
        f"load average {load:.1f} at the end.",
        "",
    )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
