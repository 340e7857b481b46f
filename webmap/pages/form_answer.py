"""How a form is answered: what was written is said on the next page, what is wrong on the same one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from urllib.parse import urlencode

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from geodata.errors import Refused
from webmap.app.errors import BadParameter
from webmap.pages.language import current_translator
from webmap.words.dates import read_day
from webmap.words.findings import word_error, word_findings

Answer = str | tuple[str, int] | Response


def answer_form(
    write: Callable[[], str], *, page: Callable[[str], str], then: str, place: Mapping[str, str]
) -> Answer:
    """Write, and go on to `then` with the query of `place`; or show the page again with what is wrong.

    Parameters
    ----------
    write : callable
        Writes and returns what is said on the next page. `Refused` and `BadParameter` are worded.
    page : callable
        Makes the form's page with the text of a problem.
    then : str
        The address to go on to.
    place : mapping of str to str
        Its query.
    """
    word = current_translator()
    try:
        said = write()
    except Refused as problem:
        return page("\n".join(word_findings(problem.findings, word))), 422
    except BadParameter as problem:
        return page(word_error(problem, word)), 422
    flash(said)
    return redirect(f"{then}?{urlencode(place)}", 303)


def day_given(field: str) -> date:
    """Return the day of a form's field; `BadParameter` where it is none."""
    text = request.form.get(field, "").strip()
    try:
        return read_day(text)
    except ValueError:
        raise BadParameter("remedy.no_day", text=text) from None
