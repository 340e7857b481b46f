"""The compiler is nobody's surprise: the portal starts without it, and its first use is announced."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def run(program: str, cache: Path) -> str:
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache), "PORTAL_DATA_DIR": str(cache / "data")}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, env=environment, check=True
    )
    return done.stdout


def test_the_portal_starts_without_numba(tmp_path: Path) -> None:
    program = "import sys, wsgi; wsgi.app.test_client().get('/healthz'); print('numba' in sys.modules)"
    assert run(program, tmp_path) == "False\n"


def test_measuring_can_be_imported_without_numba(tmp_path: Path) -> None:
    program = "import sys, geodata.zonal, geodata.zonal.change; print('numba' in sys.modules)"
    assert run(program, tmp_path) == "False\n"


@pytest.mark.slow
def test_compiling_is_announced_once_and_kept(tmp_path: Path) -> None:
    program = """
from geodata.zonal.compiler import compiled
compiled(on_compile=lambda: print("compiling"))
compiled(on_compile=lambda: print("compiling"))
"""
    assert run(program, tmp_path) == "compiling\n"
    assert run(program, tmp_path) == ""
