"""Which program drew a sheet: a short hash of everything that can change its look or its words."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent.parent
_ROOMS = ("geodata", "layers", "webmap")
_KINDS = {".py", ".toml", ".csv", ".typ", ".po"}
_SETTERS = (
    "typst",
    "font-roboto",
    "shapely",
    "pyproj",
    "segno",
    "openpyxl",
    "python-docx",
    "python-pptx",
    "pillow",
)


@lru_cache(maxsize=1)
def program_version() -> str:
    """Return eight hexadecimal digits that change with the program, its data or its typesetter."""
    digest = hashlib.sha256()
    for name in _SETTERS:
        digest.update(f"{name}=={version(name)}\n".encode())
    for room in _ROOMS:
        for path in sorted((_ROOT / room).rglob("*")):
            if path.suffix in _KINDS and "profiles" not in path.parts:
                digest.update(path.relative_to(_ROOT).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:8]
