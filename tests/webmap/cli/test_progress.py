"""The bar on the terminal: told in shares, drawn where somebody looks, never backwards."""

import io

import pytest

from webmap.cli.progress import progress_bar


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_is_drawn_on_a_terminal(monkeypatch: pytest.MonkeyPatch):
    terminal = _Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with progress_bar("Đang đọc") as told:
        told(0.5)
        told(0.25)
        told(1.0)
    assert "Đang đọc" in terminal.getvalue()
    assert "100%" in terminal.getvalue()


def test_nothing_is_drawn_into_a_file(monkeypatch: pytest.MonkeyPatch):
    file = io.StringIO()
    monkeypatch.setattr("sys.stderr", file)
    with progress_bar("Đang đọc") as told:
        told(1.0)
    assert file.getvalue() == ""
