"""Commands of `flask --app wsgi`; each module has one command or group, listed here."""

from __future__ import annotations

import click
from flask import Flask

from webmap.cli.boundaries import boundaries_group
from webmap.cli.doctor import doctor_command
from webmap.cli.due import reports_group
from webmap.cli.imports import imports_group
from webmap.cli.incidents import incidents_group
from webmap.cli.indicators import indicators_group
from webmap.cli.init import init_command
from webmap.cli.landcover import landcover_group
from webmap.cli.map_commands import map_group
from webmap.cli.office import office_group
from webmap.cli.packs import packs_group
from webmap.cli.secret import secret_group
from webmap.cli.serve import serve_command
from webmap.cli.targets import targets_group
from webmap.cli.users import users_group
from webmap.cli.worker import worker_command

COMMANDS: tuple[click.Command, ...] = (
    init_command,
    serve_command,
    worker_command,
    doctor_command,
    boundaries_group,
    landcover_group,
    indicators_group,
    incidents_group,
    reports_group,
    imports_group,
    targets_group,
    users_group,
    secret_group,
    map_group,
    packs_group,
    office_group,
)


def register_commands(app: Flask) -> None:
    """Add the portal's commands to Flask's own."""
    for command in COMMANDS:
        app.cli.add_command(command)
