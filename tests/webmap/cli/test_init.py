"""`init` makes the store once; run again it changes nothing, and never mixes the sample among real data."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from geodata.store import importing
from geodata.store.imports import any_sample_loaded, last_sequence, only_sample_loaded
from geodata.store.vocabulary import ImportKind
from webmap.app.portal import Portal
from webmap.app.settings import Settings
from webmap.factory import create_app


def _made(tmp_path: Path) -> tuple[Flask, Portal]:
    app = create_app(Settings(data_dir=tmp_path / "data"), testing=True)
    return app, app.extensions["portal"]


def test_init_makes_the_store_with_resolutions_and_no_data(tmp_path: Path) -> None:
    app, portal = _made(tmp_path)
    result = app.test_cli_runner().invoke(args=["init"])
    assert result.exit_code == 0, result.output
    assert "loaded 09-NQ/HU" in result.output
    with portal.store.session() as session:
        assert last_sequence(session) == 4
        assert not any_sample_loaded(session)


def test_init_again_changes_nothing(tmp_path: Path) -> None:
    app, portal = _made(tmp_path)
    for _ in range(2):
        result = app.test_cli_runner().invoke(args=["init"])
    assert result.exit_code == 0
    assert "loaded" not in result.output
    with portal.store.session() as session:
        assert last_sequence(session) == 4


def test_init_sample_loads_it_once(tmp_path: Path) -> None:
    app, portal = _made(tmp_path)
    first = app.test_cli_runner().invoke(args=["init", "--sample"])
    assert first.exit_code == 0, first.output
    with portal.store.session() as session:
        sequence = last_sequence(session)
        assert only_sample_loaded(session)
    again = app.test_cli_runner().invoke(args=["init", "--sample"])
    assert again.exit_code == 0
    with portal.store.session() as session:
        assert last_sequence(session) == sequence


def test_the_sample_does_not_come_among_real_data(tmp_path: Path) -> None:
    app, portal = _made(tmp_path)
    app.test_cli_runner().invoke(args=["init"])
    with importing(portal.store, ImportKind.INDICATORS, "An"):
        pass
    result = app.test_cli_runner().invoke(args=["init", "--sample"])
    assert result.exit_code == 0
    with portal.store.session() as session:
        assert not any_sample_loaded(session)
