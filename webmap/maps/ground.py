"""`?ground=`: the measured raster under a map of tree cover, as the store's own picture, and its legend."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

from geodata.imagery.painted import PictureClass
from geodata.store.files import path_of
from geodata.store.landcover_pictures import StoredPicture, read_pictures
from layers.joining.layer import Layer
from webmap.app.errors import BadParameter
from webmap.app.portal import portal
from webmap.choropleth.ground import Ground
from webmap.pages.choices import Choice
from webmap.words.origin import say_product
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

OPACITIES = (0, 30, 60, 100)


@dataclass(frozen=True)
class GroundControls:
    """What the form shows of the raster, and its classes for the legend; `shown` in percent, 0 for none."""

    choices: tuple[Choice, ...]
    product: str
    image_date: object
    classes: tuple[tuple[str, str], ...]
    shown: int


def read_ground(given: str | None) -> int:
    """Read how strongly the raster is asked for, in percent; 0 for not at all."""
    text = given or "0"
    if not (text.isascii() and text.isdigit() and int(text[:4]) <= OPACITIES[-1]):
        raise BadParameter("ground.opacity", given=text, most=OPACITIES[-1])
    return int(text)


def picture_of(layer: Layer) -> StoredPicture | None:
    """Return the raster's picture for what imagery measures: the period's own, else the last before it."""
    if layer.indicator.measured_by is None:
        return None
    with portal().store.session() as session:
        pictures = read_pictures(session, as_of=layer.sequence)
    own = [one for one in pictures if one.period == str(layer.period)]
    before = [one for one in pictures if one.period < str(layer.period)]
    return next(iter(own or reversed(before)), None)


def ground_controls(layer: Layer, shown: int, word: Translator) -> GroundControls | None:
    """Return the control of the raster; None where there is none to show."""
    picture = picture_of(layer)
    if picture is None:
        return None
    said = [word(_("none")), *(f"{percent}%" for percent in OPACITIES[1:])]
    choices = tuple(
        Choice(label, "" if not percent else str(percent), percent == shown)
        for label, percent in zip(said, OPACITIES, strict=True)
    )
    labels = tuple((one.color, _label(one, word)) for one in picture.classes)
    return GroundControls(choices, say_product(picture.product), picture.image_date, labels, shown)


def ground_of(layer: Layer, shown: int) -> Ground | None:
    """Return what is drawn under the units; None without a picture or where it is not asked for."""
    picture = picture_of(layer) if shown else None
    if picture is None:
        return None
    content = path_of(portal().store, picture.file_sha256).read_bytes()
    return Ground(
        f"data:image/png;base64,{b64encode(content).decode('ascii')}",
        (picture.west, picture.south, picture.east, picture.north),
        shown / 100,
    )


def _label(one: PictureClass, word: Translator) -> str:
    return one.label_en if word.lang == "en" else one.label_vi
