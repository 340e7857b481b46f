"""Where every server and the `flask` command begin: limit GDAL, then make the application."""

import os

from geodata.sandbox.gdal import guard

guard(os.environ)

from webmap.factory import create_app  # noqa: E402 - GDAL must not be imported before it is limited

app = create_app()
