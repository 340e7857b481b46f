"""What readers wait for: a warm map frame against folium, the first page's bytes, fifty readers at once.

    python -m benchmarks.serving [--output FILE.md] [--minutes 1.0] [--readers 50]

Runs a portal with the embedded sample as the README does (`serve`), and asks it over the loopback. The peer
of a frame is a Flask view that builds a `folium.Choropleth` of the same communes, with their names and values
when the pointer rests on one, for each request; it keeps its table in memory and sends the document
compressed, as the portal does. Both are asked in one process, without a network between.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import os
import platform
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import folium
import geopandas as gpd
from flask import Flask, Response

import wsgi  # noqa: F401  first: it sets GDAL's limits
from tests.build.chromium import chromium
from webmap.app.settings import Settings
from webmap.factory import create_app

ROOT = Path(__file__).resolve().parent.parent
FRAME = "/maps/clean_water_rural/frame?period=2024"
PAGES = ("/", "/maps/clean_water_rural?period=2024", "/ranking?period=2024")
TABLE = "/maps/clean_water_rural.gpkg?period=2024"
_BETWEEN = 5.0


@contextmanager
def portal() -> Iterator[tuple[int, Path]]:
    """Run a portal of one's own with the sample; yield its port and its data folder."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"PORTAL_DATA_DIR": folder}
        flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
        subprocess.run(
            [*flask, "init", "--sample"], cwd=ROOT, env=environment, check=True, capture_output=True
        )
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        server = subprocess.Popen(
            [*flask, "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(port)
            yield port, Path(folder)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


def ask(port: int, path: str) -> tuple[int, bytes]:
    """Return status and bytes on the wire of an answer, as a browser asks for it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


def plain_folium(table: gpd.GeoDataFrame) -> str:
    """Return what folium writes for a choropleth of the table, with a tooltip of names and values."""
    middle = table.union_all().centroid
    drawn = folium.Map(location=[middle.y, middle.x], zoom_start=11)
    choropleth = folium.Choropleth(
        geo_data=table[["commune_code", "commune", "value", "geometry"]].to_json(),
        data=table,
        columns=["commune_code", "value"],
        key_on="feature.properties.commune_code",
        fill_color="YlGnBu",
        legend_name="%",
    ).add_to(drawn)
    folium.GeoJsonTooltip(["commune", "value"]).add_to(choropleth.geojson)
    return str(drawn.get_root().render())


def folium_app(table: gpd.GeoDataFrame) -> Flask:
    """Return the peer: an application with one view that builds its map for each request."""
    app = Flask("peer")

    @app.get("/frame")
    def frame() -> Response:
        answer = Response(gzip.compress(plain_folium(table).encode(), 6), mimetype="text/html")
        answer.headers["Content-Encoding"] = "gzip"
        return answer

    return app


def asked_in_process(app: Flask, path: str, times: int) -> tuple[float, int]:
    """Return the median seconds and the bytes of a warm answer."""
    client = app.test_client()
    headers = {"Accept-Encoding": "gzip"}
    size = len(client.get(path, headers=headers).data)
    return median_seconds(lambda: client.get(path, headers=headers), times), size


def median_seconds(run: Callable[[], object], times: int) -> float:
    """Return the median of how long something takes."""
    taken = []
    for _time in range(times):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def first_page_bytes(port: int) -> tuple[int, int]:
    """Return (bytes on the wire, requests) of the overview in a browser that has nothing yet."""
    received: list[float] = []
    with chromium() as browser:
        page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
        page.goto(f"http://127.0.0.1:{port}/", wait_until="networkidle")
    return int(sum(received)), len(received)


def many_readers(port: int, readers: int, minutes: float) -> tuple[list[float], int]:
    """Return the seconds of each answer, and how many answers were none, of readers who turn pages."""
    taken: list[float] = []
    wrong: list[int] = []
    lock = threading.Lock()
    until = time.monotonic() + 60 * minutes

    def read(seed: int) -> None:
        chance = random.Random(seed)
        time.sleep(chance.uniform(0, _BETWEEN))
        while time.monotonic() < until:
            start = time.perf_counter()
            status, _content = ask(port, chance.choice(PAGES))
            seconds = time.perf_counter() - start
            with lock:
                taken.append(seconds)
                wrong.extend([status] if status != 200 else [])
            time.sleep(max(0.0, _BETWEEN - seconds))

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken, len(wrong)


def report(readers: int, minutes: float) -> str:
    """Run everything and return the page of results."""
    with portal() as (port, folder):
        for path in (*PAGES, FRAME):
            ask(port, path)
        with tempfile.NamedTemporaryFile(suffix=".gpkg") as file:
            file.write(ask(port, TABLE)[1])
            file.flush()
            table = gpd.read_file(file.name)
        value = next(name for name in table.columns if name.startswith("value"))
        table = table.rename(columns={value: "value"})
        frame, frame_bytes = asked_in_process(create_app(Settings(data_dir=folder)), FRAME, 100)
        peer, peer_bytes = asked_in_process(folium_app(table), "/frame", 20)
        size, requests = first_page_bytes(port)
        single = statistics.median(
            [median_seconds(lambda path=path: ask(port, path), 10) for path in PAGES]  # type: ignore[misc]
        )
        taken, wrong = many_readers(port, readers, minutes)
    p95 = statistics.quantiles(taken, n=20)[-1]
    median = statistics.median(taken)
    lines = (
        "# What readers wait for",
        "",
        "Measured by `python -m benchmarks.serving` on a portal with the embedded sample.",
        "",
        "| | this portal | peer |",
        "| --- | ---: | ---: |",
        f"| a warm map frame, median | {1000 * frame:.1f} ms | {1000 * peer:.1f} ms |",
        f"| the same, compressed | {frame_bytes / 1000:.0f} kB | {peer_bytes / 1000:.0f} kB |",
        "",
        f"- The frame is sent **{peer / frame:.0f} times faster** than a view of Flask and folium builds the",
        "  same `folium.Choropleth` for each request, both asked in one process.",
        f"- The first page in a browser that has nothing yet: **{size / 1000:.0f} kB** on the wire in",
        f"  {requests} requests, all included.",
        f"- {readers} readers, each opening overview, map or ranking every {_BETWEEN:.0f} s for",
        f"  {minutes:g} min: {len(taken)} answers, {wrong} of them wrong; median {1000 * median:.0f} ms,",
        f"  **p95 {1000 * p95:.0f} ms: {p95 / single:.1f} times** the median of a single reader,",
        f"  {1000 * single:.0f} ms.",
        "",
        f"Python {platform.python_version()}, folium {version('folium')}, {os.cpu_count()} processors.",
        "",
    )
    return "\n".join(lines)


def _wait_for(port: int) -> None:
    for _time in range(120):
        try:
            if ask(port, "/healthz")[0] == 200:
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("the portal did not begin to answer")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "benchmarks" / "results" / "serving.md")
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--readers", type=int, default=50)
    given = parser.parse_args()
    text = report(given.readers, given.minutes)
    given.output.write_text(text, encoding="utf-8")
    print(text)
