"""The steps that `docs/house.md` writes out, taken in a copy of the house."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PLAN = ROOT / "docs" / "house.md"
# No step touches `geodata`: its measuring program is compiled for the place where it stands.
COPIED = ("layers", "webmap", "wsgi.py")

_BLOCK = re.compile(
    r"^```\w+\n(?:#|//) (\S+) \((new|append|after: [^\n]+)\)\n(.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Step:
    """A block of a recipe: the file it is for, what is done with it, and its lines."""

    file: str
    how: str
    text: str

    def take(self, tree: Path) -> None:
        """Do to the file what the step says; a step that does not fit the file fails."""
        path = tree / self.file
        if self.how == "new":
            assert not path.exists(), f"{self.file} is there already"
            path.parent.mkdir(exist_ok=True)
            path.write_text(self.text, encoding="utf-8")
            return
        before = path.read_text(encoding="utf-8")
        if self.how == "append":
            path.write_text(before + self.text, encoding="utf-8")
            return
        line = self.how.removeprefix("after: ")
        above, found, below = before.partition(f"\n{line}\n")
        assert found, f"{self.file} has no line {line!r}"
        assert f"\n{line}\n" not in below, f"{self.file} has {line!r} twice"
        path.write_text(above + found + self.text + below, encoding="utf-8")


def recipes() -> Mapping[str, tuple[Step, ...]]:
    """Return the steps of each recipe of the plan, by its title."""
    sections = re.split(r"^### ", PLAN.read_text(encoding="utf-8").split("\n## Stems")[0], flags=re.MULTILINE)
    return {
        section.partition("\n")[0]: tuple(Step(*found) for found in _BLOCK.findall(section))
        for section in sections[1:]
    }


def copy_portal(tree: Path) -> Path:
    """Copy the storeys that steps touch, without what was compiled of them."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tree / name)
    return tree
