"""How far long work is, as a bar on the terminal; nothing where nobody looks, or where it is done at once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

_STEPS = 1000


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[float], None]]:
    """Give a function that is told how far the work is (0–1) and draws it on stderr.

    Parameters
    ----------
    label : str
        What is being done, in the reader's language.
    """
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=_STEPS, label=label, file=sys.stderr, hidden=hidden) as bar:

        def told(share: float) -> None:
            bar.update(max(0, int(share * _STEPS) - bar.pos))

        yield told
