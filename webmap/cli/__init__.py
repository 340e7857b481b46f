"""Commands of `flask --app wsgi`; each module has one command or group, listed here."""

from __future__ import annotations

import click
from flask import Flask

from webmap.cli.init import init_command
from webmap.cli.serve import serve_command
from webmap.cli.worker import worker_command

COMMANDS: tuple[click.Command, ...] = (
    init_command,
    serve_command,
    worker_command,
)


def register_commands(app: Flask) -> None:
    """Add the portal's commands to Flask's own."""
    for command in COMMANDS:
        app.cli.add_command(command)
