"""Words for people, in their language: English message ids, Vietnamese wording in `locale/vi/*.po`.

A `Translator` needs no request, so that commands, folium maps and printed sheets use the same wording.
The catalogues are text; Babel reads them and they are compiled in memory.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from webmap.words.numbers import format_count

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
DEFAULT_LANGUAGE = "vi"
LOCALE = Path(__file__).parent.parent / "locale"


class UnknownLanguage(LookupError):
    """A language that the portal does not speak was asked for."""


class CatalogueError(Exception):
    """Two catalogue files word one message differently."""


@dataclass(frozen=True)
class Translator:
    """Wording in one language; `lang` is `vi` or `en`."""

    lang: str
    messages: gettext.NullTranslations

    def __call__(self, message: str, **values: object) -> str:
        """Return the wording of a message, its `%(name)s` places filled with `values`."""
        text = self.messages.gettext(message)
        return text % values if values else text

    def ngettext(self, singular: str, plural: str, n: int, **values: object) -> str:
        """Return the wording for `n` things; `%(n)s` is given in the text as `values['n']` or `n`."""
        return self.messages.ngettext(singular, plural, n) % {"n": format_count(n, self.lang), **values}

    def pick(self, vietnamese: str, english: str) -> str:
        """Choose between two names that data carries side by side (`name_vi`, `name_en`)."""
        return vietnamese if self.lang == "vi" else english


def marked(message: str) -> str:
    """Return the message as it is: imported as `_`, it marks an id that is worded later, elsewhere."""
    return message


@lru_cache(maxsize=len(LANGUAGES))
def translator(lang: str = DEFAULT_LANGUAGE) -> Translator:
    """Return the translator of a language; `UnknownLanguage` if there is none."""
    if lang not in LANGUAGES:
        raise UnknownLanguage(f"language {lang!r} is not one of {', '.join(LANGUAGES)}")
    if lang == "en":
        return Translator(lang, gettext.NullTranslations())
    return Translator(lang, gettext.GNUTranslations(_compiled(read_catalogue(lang))))


def read_catalogue(lang: str) -> Catalog:
    """Read all catalogue files of a language into one."""
    merged = Catalog(locale=lang)
    for path in sorted((LOCALE / lang).glob("*.po")):
        for message in messages_in(path, lang):
            known = merged.get(message.id)
            if known is not None and known.string != message.string:
                raise CatalogueError(f"{path.name}: {message.id!r} is worded otherwise in another file")
            merged.add(message.id, message.string)
    return merged


def messages_in(path: Path, lang: str) -> Iterator[Message]:
    """Give the messages of one catalogue file, without its heading."""
    with path.open("rb") as stream:
        yield from (message for message in read_po(stream, locale=lang, abort_invalid=True) if message.id)


def _compiled(catalogue: Catalog) -> io.BytesIO:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return compiled
