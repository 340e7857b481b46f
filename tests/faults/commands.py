"""Every command with arguments that do something on the sample, and the files that it reads.

A test holds that each command of the program has a case here.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import rasterio
from flask import Flask
from PIL import Image
from rasterio.transform import from_origin

from layers.profiles.nhon_trach import __file__ as district
from webmap.cli import COMMANDS

_DISTRICT = Path(district).parent
_REASON = ("--accept-warnings", "đã kiểm tra")
_PASSWORD = "ba con voi tím trên đồi\n"


@dataclass(frozen=True)
class Case:
    """How a command is called: `{name}` is an input file, `{out}` a folder for what it writes."""

    arguments: tuple[str, ...]
    store: str = "sample"
    typed: str = ""


CASES = {
    "init": Case(("--sample",), store="none"),
    "serve": Case(("--port", "18080")),
    "worker": Case(()),
    "doctor": Case(()),
    "boundaries import": Case(
        ("{outlines.geojson}", "--valid-from", "2020-01-01", *_REASON), store="founded"
    ),
    "boundaries dissolve": Case(("{mergers.csv}", "--valid-from", "2025-07-01", *_REASON)),
    "boundaries export": Case(("{out}/xa.gpkg", "--at", "2024-06-30")),
    "landcover measure": Case(
        (
            "{cover.tif}",
            "--legend",
            "esa-worldcover-v200",
            "--period",
            "2023",
            "--image-date",
            "2023-06-30",
            "--csv",
            "{out}/lop.csv",
            *_REASON,
        )
    ),
    "landcover change": Case(
        (
            "{earlier.tif}",
            "{later.tif}",
            "--legend",
            "esa-worldcover-v200",
            "--at",
            "2024-06-30",
            "--csv",
            "{out}/doi.csv",
            "--earlier-date",
            "2020-06-30",
            "--later-date",
            "2021-06-30",
            *_REASON,
        )
    ),
    "landcover classify": Case(
        (
            "{bands.tif}",
            "--red",
            "1",
            "--nir",
            "2",
            "--threshold",
            "0.3",
            "--output",
            "{out}/cay.tif",
            "--histogram",
            "{out}/bieu-do.svg",
        )
    ),
    "indicators list": Case(()),
    "indicators template": Case(("{out}/mau.xlsx", "--period", "2024")),
    "indicators assign": Case(("clean_water_rural", "--office", "Phòng Nông nghiệp")),
    "indicators mapping": Case(("{office.xlsx}", "{out}/nghia.toml", "--period", "2024")),
    "indicators export": Case(("{out}/so-lieu.xlsx", "--period", "2024")),
    "indicators import": Case(("{values.csv}", *_REASON)),
    "incidents import": Case(("{incidents.csv}", *_REASON)),
    "reports due": Case(("--on", "2025-01-31")),
    "reports deadline": Case(("year", "--days-after", "20")),
    "imports list": Case(()),
    "imports undo": Case(("13", *_REASON)),
    "targets list": Case(()),
    "targets template": Case(("{out}/chi-tieu.xlsx",)),
    "targets import": Case(("{targets.xlsx}", *_REASON)),
    "targets share": Case(("trained_workers", "--period", "2024", "--output", "{out}/giao.xlsx")),
    "users add": Case(("an", "--role", "leader", "--password-stdin"), typed=_PASSWORD),
    "users list": Case(()),
    "users password": Case(("bich", "--password-stdin"), typed=_PASSWORD),
    "users unlock": Case(("bich",)),
    "users deactivate": Case(("bich",)),
    "users activate": Case(("bich",)),
    "secret renew": Case(()),
    "map print": Case(("clean_water_rural", "--period", "2024", "--output", "{out}/to.pdf")),
    "map atlas": Case(("--period", "2024", "--output", "{out}/tap.pdf")),
    "map pack": Case(("Họp", "--period", "2024", "--output", "{out}/hop.pdf")),
    "map report": Case(("--period", "2024", "--output", "{out}/bao-cao.docx")),
    "map bundle": Case(("--period", "2024", "--output", "{out}/goi.zip")),
    "packs keep": Case(("Họp 2", "targets", "heat")),
    "packs list": Case(()),
    "office show": Case(()),
    "office set": Case(("name=Ủy ban nhân dân",)),
    "office logo": Case(("{logo.png}",)),
}

LONG = {"map atlas", "map bundle", "map report", "imports undo", "indicators export"}
"""Those that take seconds each time: `map print` and `indicators import` go the same ways."""


def command_names() -> Iterator[str]:
    """Give the name of every command of the program, as it is typed."""

    def within(command: click.Command, name: str) -> Iterator[str]:
        if isinstance(command, click.Group):
            for part, inner in command.commands.items():
                yield from within(inner, f"{name} {part}")
        else:
            yield name

    for command in COMMANDS:
        yield from within(command, command.name or "")


def make_inputs(app: Flask, folder: Path) -> None:
    """Write the files that the commands read; `app` has the sample."""
    folder.mkdir()
    shutil.copy(_DISTRICT / "sample" / "boundaries.geojson", folder / "outlines.geojson")
    shutil.copy(_DISTRICT / "communes_2025.csv", folder / "mergers.csv")
    shutil.copy(_DISTRICT / "sample" / "landcover.tif", folder / "cover.tif")
    earlier = np.full((60, 80), 40, np.uint8)
    earlier[:, :40] = 10
    later = earlier.copy()
    later[:, 30:40] = 50
    _raster(folder / "earlier.tif", earlier)
    _raster(folder / "later.tif", later)
    red = np.linspace(0.1, 0.4, 60 * 80, dtype=np.float32).reshape(60, 80)
    _raster(folder / "bands.tif", red, red[::-1])
    (folder / "values.csv").write_text(
        "indicator,commune_code,period,value,numerator,denominator\n"
        "population,26470,2023,37711,,\n",
        encoding="utf-8",
    )  # fmt: skip
    (folder / "incidents.csv").write_text(
        "kind,occurred_on,longitude,latitude,case_no\ntheft,2024-05-06,106.85,10.72,CA-9999\n",
        encoding="utf-8",
    )
    Image.new("RGB", (64, 48), "#137333").save(folder / "logo.png")
    runner = app.test_cli_runner()
    for arguments in (
        ["indicators", "template", str(folder / "office.xlsx"), "--period", "2024"],
        ["targets", "template", str(folder / "targets.xlsx"), "--copy-to", "15-NQ/HU"],
    ):
        result = runner.invoke(args=arguments)
        assert result.exit_code == 0, result.output


def _raster(file: Path, *bands: np.ndarray) -> None:
    height, width = bands[0].shape
    with rasterio.open(
        file, "w", driver="GTiff", height=height, width=width, count=len(bands), dtype=bands[0].dtype,
        crs="EPSG:4326", transform=from_origin(106.72, 10.82, 0.4 / width, 0.33 / height),
    ) as target:  # fmt: skip
        target.write(np.stack(bands))
