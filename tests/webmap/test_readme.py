"""README names what there is: every setting, every command of make, and no path of anyone's machine."""

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import click
from flask import Flask

import webmap
from webmap.app.settings import Settings

ROOT = Path(webmap.__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_described() -> None:
    assert not [item.name for item in fields(Settings) if f"{item.name}`" not in README.lower()]


# Flask's own, what `serve` calls by itself, and files that pages load.
_COMMANDS_ASIDE = {"run", "shell", "routes", "worker"}
_ROUTES_ASIDE = {"assets.favicon", "assets.file"}


def test_every_command_is_described(app: Flask) -> None:
    missing = [name for name in _command_names(app) if f"`{name}" not in README]
    assert not missing, missing


def test_every_command_described_is_there(app: Flask) -> None:
    table = README.split("## Commands")[1].split("\n\n")[1]
    told = {
        name
        for row in table.splitlines()[2:]
        for name in re.findall(r"`([a-z]+(?: [a-z]+)?)", row.split("|")[1])
    }
    assert told == set(_command_names(app))


def test_every_address_is_described(app: Flask) -> None:
    rules = [rule.rule for rule in app.url_map.iter_rules() if rule.endpoint not in _ROUTES_ASIDE]
    plain = [re.sub(r"<[^<>]*:(\w+)>", r"<\1>", rule) for rule in rules]
    assert not [rule for rule in plain if f"`{rule}`" not in README]


def _command_names(app: Flask) -> list[str]:
    own = {name: command for name, command in app.cli.commands.items() if name not in _COMMANDS_ASIDE}
    return [
        f"{name} {part}" if part else name
        for name, command in own.items()
        for part in (command.commands if isinstance(command, click.Group) else [""])
    ]


def test_every_make_target_named_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", README)) <= targets


def test_the_notebook_example_runs_without_flask(sample_store_dir: Path) -> None:
    example = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert example is not None
    program = example[1] + "\nimport sys\nassert 'flask' not in sys.modules\n"
    program = program.replace('Path("instance")', f"Path({str(sample_store_dir)!r})")
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert "('Xã Phước An', 'met')" in result.stdout
