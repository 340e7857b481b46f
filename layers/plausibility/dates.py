"""Figures that are older than the period they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from geodata.findings import Finding, warning
from geodata.store.vocabulary import Quality
from layers.periods import Period
from layers.plausibility.known import Known


def early_estimates(known: Known) -> Iterator[Finding]:
    """Yield a warning for each estimate that was made before its period began."""
    for (_, text), brought in known.brought.items():
        begins = Period.parse(text).first_day
        if known.today >= begins:
            continue
        for position in brought.values():
            if known.entries[position].quality == Quality.ESTIMATE:
                yield known.odd("plausible.early_estimate", position, begins=begins, made=known.today)


def old_image(image_date: date | None, period: Period) -> Iterator[Finding]:
    """Yield a warning where an image was taken before the period that it is to stand for began."""
    if image_date is not None and image_date < period.first_day:
        yield warning(
            "plausible.old_image", image_date=image_date, period=str(period), begins=period.first_day
        )
