"""Commands of `flask --app wsgi`; each module has one command or group, listed here."""

from __future__ import annotations

import click
from flask import Flask

COMMANDS: tuple[click.Command, ...] = ()


def register_commands(app: Flask) -> None:
    """Add the portal's commands to Flask's own."""
    for command in COMMANDS:
        app.cli.add_command(command)
