"""Where every server and the `flask` command begin: limit GDAL, then make the application."""

import os
import sys

from geodata.sandbox.gdal import guard

guard(os.environ)

from webmap.app.settings import SettingsError  # noqa: E402 - GDAL must not be imported before it is limited
from webmap.factory import create_app  # noqa: E402

try:
    app = create_app()
except SettingsError as problem:
    # In one line: the `flask` command would show a traceback, or say that there is no such command.
    sys.exit(f"Error: {problem.format_message()}")
