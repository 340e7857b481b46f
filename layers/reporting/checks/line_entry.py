"""The entry that a line makes, with what it says beside its figures."""

from __future__ import annotations

from geodata.store.observations import ObservationEntry
from layers.reporting.lines.resolving import Meant


def entry_from(meant: Meant, **parts: object) -> ObservationEntry:
    """Return the reported entry of a line with its state and figures."""
    return ObservationEntry(
        unit=meant.unit.key,
        indicator=meant.indicator.code,
        period=meant.period_text,
        quality=meant.quality,
        note=_note(meant),
        **parts,  # type: ignore[arg-type]
    )


def _note(meant: Meant) -> str | None:
    """Return the row's note with the comments of its cells, each once."""
    cells = (meant.line.value, meant.line.numerator, meant.line.denominator)
    comments = (cell.comment for cell in cells if cell is not None and cell.comment)
    texts = dict.fromkeys(text for text in (meant.line.note, *comments) if text)
    return "; ".join(texts) or None
