"""What GDAL may do, said in the process environment before anything imports it.

GDAL opens more than the file it is given: a VRT in disguise reads other local files, an address is
fetched. `rasterio.Env` cannot forbid this in a running process, so `wsgi.py` calls `guard` first.
The wheels of rasterio and pyogrio carry two different GDALs; both obey these names.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, MutableMapping

# Formats that name other files or addresses, or fetch them.
POINTING_DRIVERS = (
    "VRT",
    "OGR_VRT",
    "DERIVED",
    "GTI",
    "GDALG",
    "ADBC",
    "HTTP",
    "WMS",
    "WMTS",
    "WCS",
    "WFS",
    "OAPIF",
    "OGCAPI",
    "CSW",
    "EEDA",
    "EEDAI",
    "PLMOSAIC",
    "PLSCENES",
    "STACTA",
    "STACIT",
    "NGW",
    "Elasticsearch",
    "AmigoCloud",
    "Carto",
    "DAAS",
    "GeoRSS",
    "MVT",
)

ENVIRONMENT = {
    "GDAL_SKIP": ",".join(POINTING_DRIVERS),
    "OGR_SKIP": ",".join(POINTING_DRIVERS),
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    # A raster's neighbours in its folder are none of its business: no side-car is read or written.
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_PAM_ENABLED": "NO",
    # Megabytes. Rasters are read window by window, each block once: a larger cache only holds memory.
    "GDAL_CACHEMAX": "16",
    # Each of the two GDALs would complain about the formats that only the other one has. What goes wrong
    # with a file comes as an exception all the same.
    "CPL_LOG": os.devnull,
}


class UnguardedGdal(RuntimeError):
    """GDAL was imported, or would be, without the limits of `ENVIRONMENT`."""


def guard(environment: MutableMapping[str, str]) -> None:
    """Write the limits into the process environment, over whatever stood there."""
    environment.update(ENVIRONMENT)


def check_environment(environment: Mapping[str, str]) -> None:
    """Raise `UnguardedGdal` unless every limit stands in the environment."""
    wrong = sorted(name for name, value in ENVIRONMENT.items() if environment.get(name) != value)
    if wrong:
        raise UnguardedGdal(f"{', '.join(wrong)} not set before start: begin from wsgi.py")


def check_drivers(drivers: Iterable[str]) -> None:
    """Raise `UnguardedGdal` if a GDAL in use still knows a format that points elsewhere."""
    pointing = {name.casefold() for name in POINTING_DRIVERS}
    loose = sorted(name for name in drivers if name.casefold() in pointing)
    if loose:
        raise UnguardedGdal(f"GDAL was imported before its limits were set: {', '.join(loose)} are open")
