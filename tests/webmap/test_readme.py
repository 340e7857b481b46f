"""README names what there is: every setting, every command of make, and no path of anyone's machine."""

import re
from dataclasses import fields
from pathlib import Path

import webmap
from webmap.settings import Settings

ROOT = Path(webmap.__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_described() -> None:
    assert not [item.name for item in fields(Settings) if f"{item.name}`" not in README.lower()]


def test_every_make_target_named_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", README)) <= targets


def test_the_notebook_example_runs_without_flask(tmp_path: Path) -> None:
    import subprocess
    import sys

    example = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert example is not None
    program = example[1] + "\nimport sys\nassert 'flask' not in sys.modules\n"
    program = program.replace('Path("instance")', f"Path({str(tmp_path)!r})")
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert "70 indicators" in result.stdout
