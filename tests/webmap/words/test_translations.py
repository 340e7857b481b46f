"""Every message that the program can say has a Vietnamese wording, with the same places to fill."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import webmap
from webmap.words.findings import wordings
from webmap.words.translations import (
    LOCALE,
    CatalogueError,
    UnknownLanguage,
    messages_in,
    read_catalogue,
    translator,
)

ROOT = Path(webmap.__file__).parent
_TEMPLATE_CALL = re.compile(
    r"""\b(?:_|gettext)\(\s*(?P<quote>['"])(?P<id>(?:\\.|(?!(?P=quote)).)*)(?P=quote)"""
)
_TEMPLATE_PLURAL = re.compile(r"""\bngettext\(\s*(['"])(.*?)\1\s*,\s*(['"])(.*?)\3""", re.DOTALL)
_PLACE = re.compile(r"%\((\w+)\)s")
_MARKS = {"_", "marked", "word", "gettext"}


NEVER_ONE = (
    "%(shown)s of %(n)s communes",
    "The first %(shown)s of %(n)s communes; the workbooks",
    "%(met)s of %(n)s communes judged",
    "All %(n)s communes judged",
    "None of %(n)s communes judged",
    "%(n)s communes miss it, furthest",
    "%(n)s of %(all)s communes are printed",
    "A square with fewer than %(least)s incidents",
    "Squares of 1 km² with %(least)s incidents",
    "Outlines are drawn simplified",
    "The %(shown)s largest gaps of %(n)s",
    "The %(shown)s largest parts of %(n)s",
    "The first %(n)s of %(total)s communes",
    "With %(n)s communes the map has no names",
    "provisional: sum of %(counted)s/%(expected)s communes",
    "sum of %(counted)s/%(expected)s communes",
)
"""How messages begin that are never said of one thing."""


def _python_ids() -> Iterator[tuple[str, str]]:
    """Give (place, message) of every literal in the code: `_('…')`, `word('…')`, `word.ngettext(…)`."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                place = f"{path.relative_to(ROOT)}:{node.lineno}"
                yield from ((place, text) for text in _literals(node))


def _literals(call: ast.Call) -> list[str]:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    count = 2 if name == "ngettext" else 1 if isinstance(call.func, ast.Name) and name in _MARKS else 0
    return [
        item.value
        for item in call.args[:count]
        if isinstance(item, ast.Constant) and isinstance(item.value, str)
    ]


def _template_ids() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        place = str(path.relative_to(ROOT))
        for found in _TEMPLATE_CALL.finditer(text):
            yield place, ast.literal_eval(f"{found['quote']}{found['id']}{found['quote']}")
        for found in _TEMPLATE_PLURAL.finditer(text):
            yield place, found[2]
            yield place, found[4]


def test_every_message_has_a_vietnamese_wording() -> None:
    catalogue = read_catalogue("vi")
    worded = {form for message in catalogue if message.id for form in _forms(message.id)}
    missing = [
        f"{place}: {text!r}" for place, text in (*_python_ids(), *_template_ids()) if text not in worded
    ]
    assert not missing, "\n".join(missing)


def test_no_wording_is_left_over() -> None:
    used = {text for _, text in (*_python_ids(), *_template_ids())}
    idle = [m.id for m in read_catalogue("vi") if m.id and not any(form in used for form in _forms(m.id))]
    assert not idle, idle


@pytest.mark.parametrize("path", sorted((LOCALE / "vi").glob("*.po")), ids=lambda path: path.stem)
def test_wordings_are_complete_and_fill_the_same_places(path: Path) -> None:
    for message in messages_in(path, "vi"):
        strings = [message.string] if isinstance(message.string, str) else list(message.string)
        assert all(strings), f"{message.id!r} is not worded"
        assert not message.fuzzy, f"{message.id!r} is fuzzy"
        owed = set(_PLACE.findall(_forms(message.id)[-1]))
        for text in strings:
            assert set(_PLACE.findall(text)) == owed, f"{message.id!r} fills other places in {text!r}"


def test_no_field_speaks_the_browsers_language() -> None:
    native = re.compile(r'type="(?:date|month|week|time|datetime-local|file)"')
    found = {path.name for path in (ROOT / "templates").rglob("*.html") if native.search(path.read_text())}
    assert found == {"fields.html"}


def test_findings_fill_the_same_places_in_both_languages() -> None:
    for code, entry in wordings().items():
        # A name that comes in both languages (`label_vi`, `label_en`) is one place.
        places = [
            {name.removesuffix(f"_{lang}") for _, name, _, _ in string.Formatter().parse(text) if name}
            for lang, text in entry.items()
        ]
        assert places[0] == places[1], code
        assert all(text.strip() for text in entry.values()), code


def test_a_message_without_wording_is_said_in_english() -> None:
    assert translator("vi")("no such message") == "no such message"
    assert translator("en")("All targets") == "All targets"
    assert translator("vi")("All targets") == "Tất cả chỉ tiêu"


def test_values_are_filled_in() -> None:
    assert translator("vi")("sheet %(it)s", it="A %s") == "trang “A %s”"


def test_plural_without_wording_follows_english() -> None:
    word = translator("en")
    assert word.ngettext("%(n)s commune", "%(n)s communes", 1) == "1 commune"
    assert word.ngettext("%(n)s commune", "%(n)s communes", 2) == "2 communes"


def test_what_is_counted_is_worded_for_one_too() -> None:
    plural = re.compile(
        r"%\(\w+\)s (?:[a-z]+ )?(?:cases|changes|communes|corrections|criteria|entries|errors|figures|files"
        r"|incidents|indicators|lines|months|pages|parts|places|points|results|settings|sheets|squares|targets"
        r"|units|values|warnings)\b"
    )
    of_many = [m.id for m in read_catalogue("vi") if isinstance(m.id, str) and plural.search(m.id)]
    assert [text for text in of_many if not text.startswith(NEVER_ONE)] == []
    assert all(any(text.startswith(begin) for text in of_many) for begin in NEVER_ONE)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UnknownLanguage, match="fr"):
        translator("fr")


def test_two_wordings_of_one_message_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "vi").mkdir()
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    for name, text in (("a", "Một"), ("b", "Hai")):
        (tmp_path / "vi" / f"{name}.po").write_text(f'{head}msgid "One"\nmsgstr "{text}"\n', encoding="utf-8")
    monkeypatch.setattr("webmap.words.translations.LOCALE", tmp_path)
    with pytest.raises(CatalogueError, match="One"):
        read_catalogue("vi")


def _forms(identity: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (identity,) if isinstance(identity, str) else tuple(identity)
