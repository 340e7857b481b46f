"""Smooth random fields over a grid: the raw material of patches, towns and winding creeks."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter, zoom


def noise(shape: tuple[int, int], generator: np.random.Generator, *widths: float) -> np.ndarray:
    """Sum smoothed white noise of several widths, each half as strong as the one before.

    Parameters
    ----------
    shape : tuple of int
        Rows and columns.
    generator : numpy.random.Generator
    *widths : float
        Standard deviations of the smoothing in cells, the broadest first.

    Returns
    -------
    ndarray
        With mean 0 and standard deviation 1.
    """
    total = np.zeros(shape)
    for place, width in enumerate(widths):
        layer = gaussian_filter(generator.standard_normal(shape), width, mode="reflect")
        total += layer / layer.std() / 2**place
    return (total - total.mean()) / total.std()


def finer(field: np.ndarray, factor: int) -> np.ndarray:
    """Interpolate a field to cells `factor` times smaller, so that its contours are smooth."""
    return zoom(field.astype("float32"), factor, order=1, mode="nearest", grid_mode=True)


def settle(
    field: np.ndarray,
    zones: np.ndarray,
    shares: np.ndarray,
    free: np.ndarray,
    *,
    blur: float,
    rounds: int = 40,
) -> np.ndarray:
    """Shift a field so that it is above 0 over the wished share of each zone, without steps between zones.

    Parameters
    ----------
    field : ndarray, (rows, columns)
    zones : ndarray of int, (rows, columns)
        0 for outside, 1 … n for the zones.
    shares : ndarray, (n + 1,)
        Wished share of each zone's cells, 0 to 1; that of zone 0 only guides the outside.
    free : ndarray of bool, (rows, columns)
        Cells that may count; the others (water, houses) never do.
    blur : float
        Standard deviation, in cells, of the passage from one zone's shift to the next.
    rounds : int, optional
        Corrections made; the blur couples neighbours, so one is not enough.

    Returns
    -------
    ndarray
    """
    cells = np.maximum(np.bincount(zones.ravel(), minlength=shares.size), 1)
    shift = np.zeros(shares.size)
    for _ in range(rounds):
        moved = field + gaussian_filter(shift[zones], blur, mode="nearest")
        reached = (
            np.bincount(zones.ravel(), weights=((moved > 0) & free).ravel(), minlength=shares.size) / cells
        )
        shift += 1.5 * (shares - reached)
    return moved
