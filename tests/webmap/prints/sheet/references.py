"""Small pictures of pages that were looked at and found right.

`python -m tests.webmap.prints.sheet.references` makes them.

Run it after a change that is meant to be seen, look at the pictures, and commit them. A print's code changes
with every change of the program; here it is held still.
"""

from __future__ import annotations

import io
import os
from datetime import date
from pathlib import Path
from unittest.mock import patch

from geodata.sandbox.gdal import guard
from layers.audience import Audience, Sight

guard(os.environ)

from PIL import Image  # noqa: E402

from layers.catalogue import Profile  # noqa: E402
from layers.joining.snapshot import Snapshot  # noqa: E402
from layers.periods import Period  # noqa: E402
from webmap.paper.order import COMMUNE, HEAT, SHEET, TARGETS, PrintOrder  # noqa: E402
from webmap.paper.typesetting import typeset  # noqa: E402
from webmap.prints import kinds  # noqa: E402
from webmap.prints.sheet.material import Material  # noqa: E402
from webmap.prints.sheet.pack_content import part_content  # noqa: E402

FOLDER = Path(__file__).parent / "references"
PAGES: dict[str, dict[str, str]] = {
    "sheet-a4-landscape": {"kind": SHEET, "indicator": "clean_water_rural"},
    "sheet-a4-portrait": {"kind": SHEET, "indicator": "tree_cover", "orientation": "portrait"},
    "sheet-a3-landscape": {"kind": SHEET, "indicator": "new_rural_criteria", "paper": "a3"},
    "sheet-without-map": {"kind": SHEET, "indicator": "urban_unemployment"},
    "heat-a3": {"kind": HEAT, "paper": "a3"},
    "commune-a4": {"kind": COMMUNE, "unit": "26503"},
    "targets-a4": {"kind": TARGETS},
}
_DOTS_PER_INCH = 30.0


def draw(name: str, profile: Profile, snapshot: Snapshot) -> Image.Image:
    """Draw the first page of a kind, small and grey, as it is drawn now."""
    vintage = snapshot.vintage_of(Period(2024))
    assert vintage is not None
    order = PrintOrder(
        period=Period(2024),
        sequence=snapshot.sequence,
        vintage=vintage.valid_from,
        printed_on=date(2025, 1, 5),
        printed_by="Nguyễn Văn A",
        public_url="https://bando.example",
        audience="public",
        catalogue="catalogue",
        **PAGES[name],  # type: ignore[arg-type]
    )
    with patch("webmap.paper.order.program_version", return_value="0"):
        material = Material.of(Sight(Audience.PUBLIC, only_sample=True), snapshot, order)
        content = part_content(material, order.part, kinds.PAGES)
    data = {"parts": [content], **content}
    png = typeset("document", data, file_format="png", dots_per_inch=_DOTS_PER_INCH)[0]
    return Image.open(io.BytesIO(png)).convert("L")


def _write() -> None:
    from tempfile import TemporaryDirectory

    from layers.joining.snapshot import read_snapshot
    from webmap.app.settings import Settings
    from webmap.factory import create_app

    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        app = create_app(Settings(data_dir=Path(folder)))
        assert app.test_cli_runner().invoke(args=["init", "--sample"]).exit_code == 0
        portal = app.extensions["portal"]
        with portal.store.session() as session:
            snapshot = read_snapshot(session, portal.profile, periods=[Period(2024)])
        for name in PAGES:
            picture = draw(name, portal.profile, snapshot)
            picture.quantize(16).save(FOLDER / f"{name}.png", optimize=True)
            print(name, picture.size)


if __name__ == "__main__":
    _write()
