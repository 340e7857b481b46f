"""The language of a request: `?lang=vi|en`, kept in every link of the page."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, has_request_context, request, url_for
from werkzeug.exceptions import BadRequest

from webmap.words.translations import DEFAULT_LANGUAGE, LANGUAGES, Translator, translator

# Files are the same in every language; their addresses must be too, to be cached once.
_WITHOUT_LANGUAGE = frozenset({"assets.file", "assets.favicon", "health.healthz"})


def init_language(app: Flask) -> None:
    """Make pages, templates and links speak the language that the address names."""
    app.before_request(_read_language)
    app.url_defaults(_keep_language)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: current_translator().messages.gettext(text),
        lambda one, many, n: current_translator().messages.ngettext(one, many, n),
        newstyle=True,
    )


def current_translator() -> Translator:
    """Return the translator of the request; Vietnamese outside of one."""
    lang = g.get("lang", DEFAULT_LANGUAGE) if has_request_context() else DEFAULT_LANGUAGE
    return translator(lang)


def same_page_in(lang: str) -> str:
    """Return the address of the page being shown, in another language."""
    if request.endpoint is None:
        return f"/?lang={lang}"
    arguments: dict[str, Any] = {**request.args.to_dict(flat=False), **(request.view_args or {})}
    arguments["lang"] = lang if lang != DEFAULT_LANGUAGE else None
    return url_for(request.endpoint, **arguments)


def _read_language() -> None:
    lang = request.args.get("lang", DEFAULT_LANGUAGE)
    if lang not in LANGUAGES:
        raise BadRequest(f"lang={lang}: {' or '.join(LANGUAGES)} is expected")
    g.lang = lang


def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
    if "lang" in values or endpoint in _WITHOUT_LANGUAGE or not has_request_context():
        return
    if g.get("lang", DEFAULT_LANGUAGE) != DEFAULT_LANGUAGE:
        values["lang"] = g.lang
