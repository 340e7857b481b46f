"""Make the application: settings, store and profile, then routes, words, permissions, headers, commands."""

from __future__ import annotations

import os
from pathlib import Path

import pyogrio
import rasterio
from flask import Flask
from sqlalchemy.exc import ArgumentError

from geodata.sandbox.gdal import check_drivers, check_environment
from geodata.store import Store, open_store
from geodata.store.passwords import Passwords
from layers.catalogue import Profile, find_profile, load_profile
from layers.errors import CatalogueError
from webmap.app.jobs import JobKind, Jobs
from webmap.app.portal import Portal
from webmap.app.secret import SecretLost, read_secret
from webmap.app.security import init_security
from webmap.app.settings import Settings, SettingsError, load_settings
from webmap.cli import register_commands
from webmap.desk.work import check_draft, load_draft
from webmap.pages.address import init_past
from webmap.pages.compression import init_compression
from webmap.pages.error_pages import init_errors
from webmap.pages.language import init_language
from webmap.pages.page import init_page
from webmap.pages.pictures import init_pictures
from webmap.pages.status_marks import init_status_marks
from webmap.people.permissions import init_permissions
from webmap.people.signing_in import init_accounts, init_forms
from webmap.people.visitors import init_visitors
from webmap.prints.work import print_documents
from webmap.rooms import BLUEPRINTS

_ROOT = Path(__file__).resolve().parent.parent


def create_app(
    settings: Settings | None = None, *, testing: bool = False, passwords: Passwords | None = None
) -> Flask:
    """Return the application.

    Parameters
    ----------
    settings : Settings or None
        None reads them from the environment and the data folder.
    testing : bool
        Whether faults are raised instead of answered with a page.
    passwords : Passwords or None
        What makes and checks passwords' hashes; None takes argon2 at its usual cost.

    Raises
    ------
    geodata.sandbox.gdal.UnguardedGdal
        Where GDAL was imported without its limits: begin from `wsgi.py`.
    webmap.app.settings.SettingsError
        Where the installation or the district's data is wrong (file, entry and reason); nothing starts then.
    """
    _check_gdal()
    app = Flask("webmap", static_folder=None, instance_path=str(_ROOT / "instance"))
    app.testing = testing
    known = settings or load_settings(os.environ, Path(app.instance_path))
    profile = _profile_of(known)
    portal = Portal(known, _store_of(known), profile)
    app.extensions["portal"] = portal
    app.extensions["jobs"] = Jobs(portal, KINDS, context=app.app_context)
    _take_secret(app, known)
    init_security(app, known)
    init_language(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    init_accounts(app, known, passwords or Passwords())
    init_permissions(app, known)
    init_visitors(app, known)
    init_forms(app)
    init_page(app)
    init_past(app)
    init_pictures(app)
    init_status_marks(app)
    init_errors(app)
    init_compression(app)
    register_commands(app)
    return app


def _profile_of(settings: Settings) -> Profile:
    try:
        return load_profile(find_profile(settings.profile))
    except CatalogueError as problem:
        raise SettingsError(f"profile {settings.profile}: {problem}") from problem


def _store_of(settings: Settings) -> Store:
    """Open the store; an address or a folder that cannot be used is a wrong setting."""
    try:
        return open_store(settings.database_url, settings.data_dir)
    except OSError as problem:
        raise SettingsError(f"data folder {settings.data_dir}: {problem.strerror}") from problem
    except (ArgumentError, ImportError) as problem:
        # The address itself is not shown: it may hold a password.
        raise SettingsError(f"database_url cannot be used: {type(problem).__name__}") from problem


def _take_secret(app: Flask, settings: Settings) -> None:
    """Sign with the installation's secret. Where it is lost no page is served, only how to mend it."""
    try:
        app.secret_key = read_secret(settings.data_dir)
    except OSError as problem:
        raise SettingsError(f"{settings.data_dir / 'secret'}: {problem.strerror}") from problem
    except SecretLost as lost:
        problem_of_all = lost

        def refuse() -> None:
            raise problem_of_all

        app.before_request(refuse)


def _check_gdal() -> None:
    """Make sure that neither of the two GDALs opens what points elsewhere."""
    check_environment(os.environ)
    with rasterio.Env() as environment:
        check_drivers(environment.drivers())
    check_drivers(pyogrio.list_drivers())


KINDS: dict[str, JobKind] = {
    "check_draft": JobKind(check_draft, can_restart=True),
    # What was written is settled in the draft itself: loading again is refused, never done twice.
    "load_draft": JobKind(load_draft, can_restart=True),
    "print": JobKind(print_documents, can_restart=True),
}
