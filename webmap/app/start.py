"""What a start finds: each check of an installation, for `serve`, for `doctor` and, if cheap, for commands.

A check gives a code with parameters; its wording (`findings/app.toml`) names the command that mends it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select, text

from geodata.errors import GeodataError
from geodata.store.database import current_version
from geodata.store.folder import is_read_only, open_to_others
from geodata.store.models import File, Job
from webmap.app.errors import PortalError
from webmap.app.faults import StoreFault, fault_of
from webmap.app.job_queue import QUEUE, is_damaged
from webmap.app.jobs import JobState
from webmap.app.portal import Portal
from webmap.app.secret import read_secret
from webmap.app.worker_beat import is_silent, seconds_since_beat

_LEAST_FREE_MB = 500
_MB = 1_000_000


@dataclass(frozen=True)
class Found:
    """What one check found.

    Parameters
    ----------
    code : str
        Of its sentence.
    parameters : mapping
        That fill the sentence.
    is_wrong : bool
    stops : bool
        Whether nothing may start: data would be harmed, or wrong figures shown.
    """

    code: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    is_wrong: bool = False
    stops: bool = False


def cheap_checks(portal: Portal) -> Iterator[Found]:
    """Check what every command asks in passing: well under a millisecond together."""
    return _run(portal, (_secret, _disk))


def start_checks(portal: Portal) -> Iterator[Found]:
    """Check what the pages stand on before they are served."""
    return _run(portal, (_secret, _schema, _integrity, _queue, _disk, _folder, _rights))


def all_checks(portal: Portal) -> Iterator[Found]:
    """Check everything; a large store is read from its first page to its last."""
    return _run(portal, (_secret, _schema, _integrity, _files, _queue, _worker, _disk, _folder, _rights))


def _run(portal: Portal, checks: tuple[Callable[[Portal], Found], ...]) -> Iterator[Found]:
    said: set[str] = set()
    for check in checks:
        found = _tried(check, portal)
        # A later check of a store that cannot be read fails as the first one did: it is said once.
        if not (found.stops and found.code in said):
            said.add(found.code)
            yield found


def _tried(check: Callable[[Portal], Found], portal: Portal) -> Found:
    try:
        return check(portal)
    except (PortalError, GeodataError) as problem:
        return Found(problem.code, problem.parameters, is_wrong=True, stops=True)
    except Exception as problem:
        fault = fault_of(problem)
        if fault is None:
            raise
        return Found(fault.code, fault.parameters, is_wrong=True, stops=isinstance(fault, StoreFault))


def _secret(portal: Portal) -> Found:
    read_secret(portal.settings.data_dir)
    return Found("start.secret")


def _schema(portal: Portal) -> Found:
    portal.store.refuse_other_version()
    return Found("start.schema", {"version": current_version()})


def _integrity(portal: Portal) -> Found:
    engine = portal.store.engine
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            said = str(connection.execute(text("PRAGMA quick_check(1)")).scalar())
        if said != "ok":
            return Found("fault.store_damaged", {"reason": said}, is_wrong=True, stops=True)
    return Found("start.integrity")


def _files(portal: Portal) -> Found:
    with portal.store.session() as session:
        named = list(session.scalars(select(File.sha256)))
    missing = [sha256 for sha256 in named if not (portal.store.files_dir / sha256).is_file()]
    if missing:
        return Found("start.files_missing", {"missing": len(missing), "first": missing[0]}, is_wrong=True)
    return Found("start.files", {"files": len(named)})


def _queue(portal: Portal) -> Found:
    if is_damaged(portal.settings.data_dir / QUEUE):
        return Found("start.queue_damaged", is_wrong=True)
    return Found("start.queue")


def _worker(portal: Portal) -> Found:
    data_dir = portal.settings.data_dir
    with portal.store.session() as session:
        waiting = session.scalar(select(func.count()).where(Job.state == JobState.WAITING)) or 0
    if not is_silent(data_dir):
        return Found("start.worker", {"seconds": round(seconds_since_beat(data_dir) or 0)})
    if waiting:
        return Found("start.worker_silent", {"waiting": waiting}, is_wrong=True)
    return Found("start.worker_resting")


def _disk(portal: Portal) -> Found:
    free = shutil.disk_usage(portal.settings.data_dir).free // _MB
    if free < _LEAST_FREE_MB:
        return Found("start.disk_low", {"free": free, "least": _LEAST_FREE_MB}, is_wrong=True)
    return Found("start.disk", {"free": free})


def _folder(portal: Portal) -> Found:
    folder = portal.settings.data_dir
    if is_read_only(folder):
        return Found("start.folder_read_only", {"folder": folder}, is_wrong=True)
    return Found("start.folder", {"folder": folder})


def _rights(portal: Portal) -> Found:
    open_ones = open_to_others(portal.settings.data_dir)
    if open_ones:
        return Found("start.rights_open", {"n": len(open_ones)}, is_wrong=True)
    return Found("start.rights")
