"""How long the portal keeps what nobody needs any more: every term, and the sweep that holds them.

Never swept: what an import, a print or another record names, and the record of who did what.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from geodata.store import Store
from geodata.store.drafts import forget_drafts
from geodata.store.files import forget_unnamed, sweep_orphans
from geodata.store.sign_ins import LONGEST, forget_sign_ins
from webmap.app.jobs import Jobs


@dataclass(frozen=True)
class Terms:
    """How long each thing is kept after it was touched last.

    Parameters
    ----------
    open_draft : datetime.timedelta
        A draft that was neither loaded nor given up; by then its period was reported otherwise.
    settled_draft : datetime.timedelta
        A draft that was loaded whole or given up: its page still says so for a while.
    unloaded_file : datetime.timedelta
        A file that was previewed and never loaded, such as boundaries.
    finished_job : datetime.timedelta
        Work that is done, failed or was cancelled; what it made is kept by its own record.
    sign_in : datetime.timedelta
        A sign-in is over by then, however busy the person was.
    stray_file : datetime.timedelta
        A file that no transaction ever named: no import takes so long to name the file it has just written.
    cached : datetime.timedelta
        What can be made again at any time.
    """

    open_draft: timedelta = timedelta(days=180)
    settled_draft: timedelta = timedelta(days=30)
    unloaded_file: timedelta = timedelta(days=30)
    finished_job: timedelta = timedelta(days=30)
    sign_in: timedelta = LONGEST
    stray_file: timedelta = timedelta(days=1)
    cached: timedelta = timedelta(days=90)


def sweep(jobs: Jobs, *, terms: Terms | None = None, now: datetime | None = None) -> dict[str, int]:
    """Forget what is past its term, and return how much of each kind.

    Parameters
    ----------
    jobs : Jobs
        Of the portal that is swept.
    terms : Terms or None
        None is the usual ones.
    now : datetime.datetime or None
        The moment (UTC-aware); None is the present one.
    """
    store, kept, moment = jobs.portal.store, terms or Terms(), now or datetime.now(UTC)
    with store.writing() as session:
        drafts = forget_drafts(
            session, open_before=moment - kept.open_draft, settled_before=moment - kept.settled_draft
        )
        sign_ins = forget_sign_ins(session, before=moment - kept.sign_in)
        done = jobs.forget(session, before=moment - kept.finished_job)
        unloaded = forget_unnamed(session, before=moment - kept.unloaded_file)
    strays = sweep_orphans(store, before=moment - kept.stray_file)
    marks = jobs.forget_marks(before=moment - kept.stray_file)
    cached = _sweep_cache(store, moment - kept.cached)
    return {
        "drafts": drafts,
        "sign_ins": sign_ins,
        "jobs": done,
        "unloaded_files": unloaded,
        "stray_files": strays,
        "marks": marks,
        "cached": cached,
    }


def _sweep_cache(store: Store, before: datetime) -> int:
    """Delete what nobody has read since: a folder as a whole, since its files belong together."""
    old = [path for path in store.cache_dir.iterdir() if _last_used(path) < before.timestamp()]
    for path in old:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(old)


def _last_used(path: Path) -> float:
    return max((max(one.lstat().st_atime, one.lstat().st_mtime) for one in _files(path)), default=0.0)


def _files(path: Path) -> Iterator[Path]:
    """Give a file, or the files in a folder and the folder itself where it has none."""
    inside = [one for one in path.rglob("*") if not one.is_dir()] if path.is_dir() else []
    yield from inside or [path]
