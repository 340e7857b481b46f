"""How long paper takes: an A3 sheet and the atlas, against GeoPandas' own plot and a browser's printing.

    python -m benchmarks.printing [--output FILE.md] [--sheets 8]

A portal with the embedded sample prints sheets of different indicators, each once, in one warm process:
data, layer, map, labels, table and legend are made anew, and nothing that was printed before is sent again.
The peers draw the same communes and values on a page of the same size: `GeoDataFrame.plot` with names, legend
and title, saved as PDF by Matplotlib; and headless Chromium, already running, that opens the folium page of
the same map and prints it. Neither has the table, the sources, tags or the scale. The makers take turns.
"""

from __future__ import annotations

import argparse
import io
import os
import platform
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path

import geopandas as gpd
import matplotlib

import wsgi  # noqa: F401  first: it sets GDAL's limits
from benchmarks.serving import plain_folium
from layers.audience import PUBLIC
from layers.joining.build import build_layer
from layers.joining.layer import Layer
from layers.joining.snapshot import read_snapshot
from layers.periods import Period
from tests.build.chromium import chromium
from webmap.app.portal import Portal
from webmap.app.settings import Settings
from webmap.factory import create_app
from webmap.paper.order import ATLAS, SHEET, PrintOrder
from webmap.prints.kinds import make
from webmap.prints.sheet.material import Material

matplotlib.use("Agg")
from matplotlib import pyplot as plt
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent
YEAR = Period(2024)
A3 = (420 / 25.4, 297 / 25.4)


def material(portal: Portal, kind: str, **about: object) -> Material:
    """Return what a print of the sample's year is made of, read anew."""
    with portal.store.session() as session:
        snapshot = read_snapshot(session, portal.profile, periods=[YEAR])
    vintage = snapshot.vintage_of(YEAR)
    assert vintage is not None
    order = PrintOrder(
        kind=kind,
        period=YEAR,
        sequence=snapshot.sequence,
        vintage=vintage.valid_from,
        printed_on=date(2025, 1, 5),
        printed_by="benchmark",
        public_url="http://127.0.0.1:8000",
        audience="public",
        catalogue=portal.profile.catalogue_hash,
        **about,  # type: ignore[arg-type]
    )
    return Material.of(PUBLIC, snapshot, order)


def table_of(layer: Layer) -> gpd.GeoDataFrame:
    """Return the communes of a layer with the values that its map shows."""
    rows = [
        {
            "commune_code": one.unit.code,
            "commune": one.unit.name,
            "value": None if one.figure.value is None else float(one.figure.value),
            "geometry": one.unit.geometry,
        }
        for one in layer.units
    ]
    return gpd.GeoDataFrame(rows, crs="EPSG:4326")


def plotted(table: gpd.GeoDataFrame, title: str, crs: str) -> bytes:
    """Return the peer's A3 page: GeoPandas' own plot with names, as a PDF by Matplotlib."""
    drawn = table.to_crs(crs)
    figure, axes = plt.subplots(figsize=A3)
    drawn.plot(
        column="value", scheme="quantiles", k=5, legend=True, edgecolor="#555555", linewidth=0.5, ax=axes,
        missing_kwds={"color": "white", "hatch": "///", "edgecolor": "#555555"},
    )  # fmt: skip
    for row in drawn.itertuples():
        point = row.geometry.representative_point()
        axes.annotate(row.commune, (point.x, point.y), ha="center", fontsize=11)
    axes.set_title(title, fontsize=22)
    axes.set_axis_off()
    stream = io.BytesIO()
    figure.savefig(stream, format="pdf")
    plt.close(figure)
    return stream.getvalue()


def browser_printed(page: Page, table: gpd.GeoDataFrame, folder: Path) -> bytes:
    """Return the other peer's A3 page: a browser that opens the folium document and prints it.

    The scripts that it needs are answered from packages, at once: the addresses that folium writes are never
    reached.
    """
    file = folder / "peer.html"
    file.write_text(plain_folium(table), encoding="utf-8")
    page.goto(file.as_uri(), wait_until="load")
    assert page.locator("path.leaflet-interactive").count() >= len(table), "the peer drew no map"
    return page.pdf(width="420mm", height="297mm", print_background=True)


def _answer_from_packages(page: Page) -> None:
    """Answer the page's requests: Leaflet and D3 draw its map and legend, the rest is not used."""
    from xstatic.pkg import d3, leaflet

    files = {f"leaflet.{suffix}": Path(leaflet.BASE_DIR) / f"leaflet.{suffix}" for suffix in ("js", "css")}
    files["d3.min.js"] = Path(d3.BASE_DIR) / "d3.js"

    def answer(route) -> None:  # type: ignore[no-untyped-def]
        found = files.get(route.request.url.rsplit("/", 1)[-1])
        if found is not None:
            route.fulfill(path=found)
        else:
            route.fulfill(status=200, body="", content_type="text/javascript")

    page.route(re.compile(r"https?://"), answer)


def seconds(run: Callable[[], object]) -> float:
    """Return how long something takes once."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def measure(portal: Portal, sheets: int, folder: Path) -> dict[str, float]:
    """Return the median seconds of a sheet by maker, and the seconds of the first and of a second atlas."""
    codes = [i.code for i in portal.profile.measured_lines]
    first = material(portal, SHEET, indicator=codes[0], paper="a3")
    layers = [build_layer(first.snapshot, code, YEAR) for code in codes]
    drawn = [layer for layer in layers if layer.has_values][: sheets + 1]
    taken: dict[str, list[float]] = {"typst": [], "plot": [], "browser": []}
    with chromium() as browser:
        page = browser.new_page()
        _answer_from_packages(page)
        for layer in drawn:
            code, table = layer.indicator.code, table_of(layer)
            runs: dict[str, Callable[[], object]] = {
                "typst": lambda code=code: make(  # type: ignore[misc]
                    material(portal, SHEET, indicator=code, paper="a3"), lambda _done: None
                ),
                "plot": lambda table=table, code=code: plotted(table, code, portal.profile.crs),  # type: ignore[misc]
                "browser": lambda table=table: browser_printed(page, table, folder),  # type: ignore[misc]
            }
            for name, run in runs.items():
                taken[name].append(seconds(run))
    # The first of each warms it up.
    found = {name: statistics.median(times[1:]) for name, times in taken.items()}
    found["atlas"] = seconds(lambda: make(material(portal, ATLAS), lambda _done: None))
    found["slowest"] = max(taken["typst"][1:])
    return found


def report(sheets: int) -> str:
    """Run everything and return the page of results."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data_dir=Path(folder)))
        made = app.test_cli_runner().invoke(args=["init", "--sample"])
        assert made.exit_code == 0, made.output
        with app.app_context():
            found = measure(app.extensions["portal"], sheets, Path(folder))
    sheet = found["typst"]
    lines = (
        "# How long paper takes",
        "",
        f"Measured by `python -m benchmarks.printing`: {sheets} sheets of different indicators, A3, in one",
        "warm process, the makers in turn.",
        "",
        "| an A3 sheet as PDF | median | against this portal |",
        "| --- | ---: | ---: |",
        f"| this portal: map, labels, legend, table, sources, tagged, PDF/UA-1 | {sheet:.2f} s | 1 |",
        f"| `GeoDataFrame.plot` with names, saved by Matplotlib | {found['plot']:.2f} s |"
        f" {found['plot'] / sheet:.1f} times as long |",
        f"| headless Chromium printing the folium page | {found['browser']:.2f} s |"
        f" {found['browser'] / sheet:.1f} times as long |",
        "",
        f"- The slowest of the portal's sheets took {found['slowest']:.2f} s (goal: under 0.5 s).",
        f"- The whole atlas, 70 targets and 12 communes with cover and contents: **{found['atlas']:.1f} s**",
        "  (goal: under 15 s).",
        "",
        f"Python {platform.python_version()}, typst {version('typst')}, geopandas {version('geopandas')},"
        f" matplotlib {version('matplotlib')}, folium {version('folium')}, {os.cpu_count()} processors.",
        "",
    )
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "benchmarks" / "results" / "printing.md")
    parser.add_argument("--sheets", type=int, default=8)
    given = parser.parse_args()
    text = report(given.sheets)
    given.output.write_text(text, encoding="utf-8")
    print(text)
