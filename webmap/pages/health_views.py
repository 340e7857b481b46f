"""`/healthz`: whether the portal can answer, and with which programs: the first question of any report."""

from __future__ import annotations

from importlib.metadata import version
from typing import Required, TypedDict

import pyogrio
import rasterio
from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from geodata.store.database import StoreNotReady
from webmap.app.portal import portal
from webmap.app.worker_beat import is_silent, seconds_since_beat
from webmap.pages.page import standing
from webmap.words.findings import word_error
from webmap.words.translations import translator

bp = Blueprint("health", __name__)

_NAMED = ("Flask", "folium", "rasterio", "pyogrio", "shapely", "geopandas", "SQLAlchemy", "typst")


class StoreState(TypedDict, total=False):
    """Whether the store can be read: what it holds, or the reason why not."""

    ready: Required[bool]
    reason: str
    sequence: int | None
    is_sample: bool


class WorkerState(TypedDict):
    """Whether the worker lives, and the seconds since its last sign of life."""

    alive: bool
    seconds_ago: int | None


@bp.get("/healthz")
def healthz() -> tuple[Response, int]:
    """Answer 200 where the store can be read, else 503; the body says what is missing.

    Without a worker pages are answered all the same, and the status says that long work waits.
    """
    state, worker = _store_state(), _worker_state()
    status = "not ready" if not state["ready"] else "ok" if worker["alive"] else "worker silent"
    body = {
        "status": status,
        "store": state,
        "worker": worker,
        "profile": portal().profile.name,
        "versions": {name: version(name) for name in _NAMED},
        "gdal": {
            "rasterio": rasterio.__gdal_version__,
            "pyogrio": ".".join(str(part) for part in pyogrio.__gdal_version__),
        },
    }
    return jsonify(body), 200 if state["ready"] else 503


def _store_state() -> StoreState:
    try:
        portal().store.refuse_other_version()
        now = standing()
    except StoreNotReady as problem:
        return {"ready": False, "reason": word_error(problem, translator("en"))}
    except (SQLAlchemyError, OSError) as problem:
        return {"ready": False, "reason": type(problem).__name__}
    return {"ready": True, "sequence": now.sequence, "is_sample": now.is_sample}


def _worker_state() -> WorkerState:
    data_dir = portal().settings.data_dir
    seconds = seconds_since_beat(data_dir)
    return {"alive": not is_silent(data_dir), "seconds_ago": None if seconds is None else round(seconds)}
