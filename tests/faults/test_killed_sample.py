"""`init --sample`, killed or failing: a founded store or the whole sample, and a second one completes it."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import webmap
from geodata.store import Store, open_store
from geodata.store.imports import any_sample_loaded, last_sequence
from layers.catalogue import Profile
from layers.intake import sample
from layers.intake.sample import load_sample
from tests.build.rights import OWNER
from tests.conftest import COMPILED
from webmap.words.findings import word_in_each

ROOT = Path(webmap.__file__).parent.parent
FOUNDED, WHOLE = 4, 13
_KILLS = 8
STEPS = ("_load_settings", "_load_criteria", "_load_values", "_load_incidents")


@pytest.mark.parametrize("step", STEPS)
def test_a_sample_that_fails_on_the_way_leaves_nothing(
    tmp_path: Path, founded_store_dir: Path, profile: Profile, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(None, shutil.copytree(founded_store_dir, tmp_path / "data"))

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        for later in STEPS[STEPS.index(step) :]:
            patched.setattr(sample, later, fail)
        for slow in ("_load_values", "_load_cover"):
            if slow not in STEPS[STEPS.index(step) :]:
                patched.setattr(sample, slow, lambda *_, **__: None)
        with pytest.raises(OSError):
            load_sample(store, profile, rights=OWNER, case_keys=[b"k"], wording=word_in_each, cache=COMPILED)
    assert _state(store) == (FOUNDED, False)
    store.close()


@pytest.mark.slow
def test_a_sample_that_is_killed_anywhere_is_none_or_whole(tmp_path: Path) -> None:
    environment = {**os.environ, "PORTAL_DATA_DIR": str(tmp_path / "data")}
    shutil.copytree(COMPILED, tmp_path / "data" / "cache")
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "init", "--sample"]
    began = time.monotonic()
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    whole_time = time.monotonic() - began
    states = set()
    for part in range(1, _KILLS + 1):
        data_dir = tmp_path / str(part)
        shutil.copytree(COMPILED, data_dir / "cache")
        process = subprocess.Popen(
            command, cwd=ROOT, env={**environment, "PORTAL_DATA_DIR": str(data_dir)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(whole_time * part / (_KILLS + 1))
        process.send_signal(signal.SIGKILL)
        process.wait()
        if (data_dir / "portal.sqlite").exists():
            store = open_store(None, data_dir)
            states.add(_state(store) if store.is_ready() else (0, False))
            store.close()
    assert states <= {(0, False), (FOUNDED, False), (WHOLE, True)}, states
    # Whatever was left of the last one, a second `init --sample` completes it.
    again = subprocess.run(
        command,
        cwd=ROOT,
        env={**environment, "PORTAL_DATA_DIR": str(data_dir)},
        capture_output=True,
        check=False,
    )
    assert again.returncode == 0, again.stderr
    store = open_store(None, data_dir)
    assert _state(store) == (WHOLE, True)
    store.close()


def _state(store: Store) -> tuple[int, bool]:
    with store.session() as session:
        return last_sequence(session), any_sample_loaded(session)
