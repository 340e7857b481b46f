"""`/healthz`: whether the portal can answer, and with which programs: the first question of any report."""

from __future__ import annotations

from importlib.metadata import version
from typing import Required, TypedDict

import pyogrio
import rasterio
from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from webmap.app.portal import portal
from webmap.pages.page import standing

bp = Blueprint("health", __name__)

_NAMED = ("Flask", "folium", "rasterio", "pyogrio", "shapely", "geopandas", "SQLAlchemy", "typst")


class StoreState(TypedDict, total=False):
    """Whether the store can be read: what it holds, or the reason why not."""

    ready: Required[bool]
    reason: str
    sequence: int
    is_sample: bool


@bp.get("/healthz")
def healthz() -> tuple[Response, int]:
    """Answer 200 where the store can be read, else 503; the body says what is missing."""
    state = _store_state()
    body = {
        "status": "ok" if state["ready"] else "not ready",
        "store": state,
        "profile": portal().profile.name,
        "versions": {name: version(name) for name in _NAMED},
        "gdal": {
            "rasterio": rasterio.__gdal_version__,
            "pyogrio": ".".join(str(part) for part in pyogrio.__gdal_version__),
        },
    }
    return jsonify(body), 200 if state["ready"] else 503


def _store_state() -> StoreState:
    store = portal().store
    try:
        with store.session() as session:
            session.execute(text("SELECT 1"))
        now = standing()
    except SQLAlchemyError as problem:
        return {"ready": False, "reason": type(problem).__name__}
    if now.sequence is None:
        return {"ready": False, "reason": "no tables: flask --app wsgi init"}
    return {"ready": True, "sequence": now.sequence, "is_sample": now.is_sample}
