"""Pictures of measured rasters, by product and period: the background of a map of tree cover."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from geodata.imagery.painted import PaintedRaster, PictureClass
from geodata.store.database import Store
from geodata.store.files import KeptFile, keep_bytes, record_file
from geodata.store.imports import Batch, current_rows
from geodata.store.models import LandcoverPicture


@dataclass(frozen=True)
class StoredPicture:
    """A picture (PNG, by the SHA-256 of its file), its edges in degrees and the classes that are in it."""

    product: str
    period: str
    image_date: date | None
    file_sha256: str
    west: float
    south: float
    east: float
    north: float
    classes: tuple[PictureClass, ...]


def keep_picture(store: Store, painted: PaintedRaster) -> KeptFile:
    """Keep a picture's file, before the transaction that names it."""
    return keep_bytes(store, painted.png)


def write_picture(
    batch: Batch,
    painted: PaintedRaster,
    kept: KeptFile,
    *,
    product: str,
    period: str,
    image_date: date | None,
) -> None:
    """Write a picture, superseding that of the same product and period."""
    record_file(batch.session, kept, f"{product}-{period}.png")
    batch.session.add(
        LandcoverPicture(
            import_seq=batch.sequence,
            product=product,
            period=period,
            image_date=image_date,
            file_sha256=kept.sha256,
            west=painted.west,
            south=painted.south,
            east=painted.east,
            north=painted.north,
            classes=[[one.value, one.label_vi, one.label_en, one.color] for one in painted.classes],
        )
    )
    batch.session.flush()


def read_pictures(session: Session, *, as_of: int | None = None) -> tuple[StoredPicture, ...]:
    """Return the current pictures by period, and of a period the latest image first."""
    key = [LandcoverPicture.product, LandcoverPicture.period]
    found = [
        StoredPicture(
            row.product,
            row.period,
            row.image_date,
            row.file_sha256,
            row.west,
            row.south,
            row.east,
            row.north,
            tuple(PictureClass(*one) for one in row.classes),
        )
        for row in session.scalars(current_rows(LandcoverPicture, key, as_of=as_of))
    ]
    return tuple(sorted(found, key=lambda p: (p.period, -(p.image_date or date.min).toordinal(), p.product)))
