"""What GDAL may do, as names in the environment of a process that has not imported it yet.

GDAL opens more than the file it is given: a VRT in disguise reads other local files, an address is fetched.
The wheels of rasterio and pyogrio carry two different GDALs; both obey these names, and only when they are
imported: `rasterio.Env` cannot forbid this in a running process. So `wsgi.py` calls `guard` first, and the
mother of readers is started with the same and more.
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

# Whatever else the two GDALs know: a reader's child needs only GeoTIFF, rasters in memory, PNG and MapInfo.
_NOT_NEEDED = """
    AAIGrid, ACE2, ADRG, AIG, AirSAR, AIVector, AVCBin, AVCE00, BAG, BIGGIF, BLX, BMP, BSB, BT, BYN,
    CALS, CEOS, COASP, COG, COSAR, CPG, CSV, CTable2, CTG, DGN, DIMAP, DIPEx, DOQ1, DOQ2, DTED, DXF,
    ECRGTOC, EDIGEO, EHdr, EIR, ELAS, ENVI, ERS, ESAT, ESRI Shapefile, ESRIC, ESRIJSON, FAST, FIT,
    FlatGeobuf, GenBin, GeoJSON, GeoJSONSeq, GFF, GIF, GML, GNMDatabase, GNMFile, GPKG, GPSBabel, GPX,
    GRASSASCIIGrid, GRIB, GS7BG, GSAG, GSBG, GSC, GTFS, GTX, GXF, HDF5, HDF5Image, HF2, HFA, Idrisi,
    ILWIS, IRIS, ISCE, ISG, ISIS2, ISIS3, JAXAPALSAR, JDEM, JML, JP2OpenJPEG, JPEG, JSONFG, KML,
    KMLSUPEROVERLAY, KRO, L1B, LAN, LCP, Leveller, LIBKML, LOSLAS, LVBAG, MAP, MapML, MBTiles, MFF,
    MFF2, MiraMonVector, MRF, MSGN, NDF, netCDF, NGSGEOID, NITF, NOAA_B, NSIDCbin, NTv2, NWT_GRC,
    NWT_GRD, ODS, OGR_GMT, OGR_PDS, OpenFileGDB, OSM, OZI, PAux, PCIDSK, PCRaster, PDF, PDS, PDS4,
    PGDUMP, PMTiles, PNM, PRF, R, Rasterlite, RIK, RMF, ROI_PAC, RPFTOC, RRASTER, RS2, RST, S102, S104,
    S111, S57, SAFE, SAGA, SAR_CEOS, SDTS, Selafin, SENTINEL2, SGI, SIGDEM, SNAP_TIFF, SNODAS, SQLite,
    SRP, SRTMHGT, SXF, Terragen, TGA, TIL, TopoJSON, TSX, USGSDEM, VDV, VFK, VICAR, WAsP, WEBP, XLSX,
    XPM, XYZ, Zarr, ZMap
"""

_ALL_BUT_NEEDED = ",".join((*POINTING_DRIVERS, *" ".join(_NOT_NEEDED.split()).split(", ")))

CHILD_ENVIRONMENT = {
    **ENVIRONMENT,
    "GDAL_SKIP": _ALL_BUT_NEEDED,
    "OGR_SKIP": _ALL_BUT_NEEDED,
    # A child starts no threads but its own; theirs would be of no use after the fork.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
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
