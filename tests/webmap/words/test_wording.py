"""Findings and errors are said in whole sentences, in the reader's language and numbers."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

import pytest

import geodata
import layers
import webmap
from geodata.errors import UnknownThing
from geodata.findings import Place, error, warning
from webmap.words import findings as wording
from webmap.words.findings import WordingError, word_code, word_error, word_finding, wordings
from webmap.words.translations import translator

_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_SUFFIXES = {"bin", "css", "csv", "geojson", "js", "npz", "py", "sqlite", "tif", "toml", "txt"}
_PACKAGES = {"geodata", "layers", "webmap", "numba", "units", "files", "imports", "users"}
_ASIDE = {"migrations", "sample"}


@pytest.fixture
def worded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put wordings of the test's own in the place of the program's."""
    entries = {
        "value.over": {"en": "{content} is over {max}%.", "vi": "{content} vượt quá {max}%. Sửa lại."},
        "many": {"en": "{a} {b} {c} {d}", "vi": "{a} {b} {c} {d}"},
        "sly": {"en": "{a.__class__}", "vi": "{a.__class__}"},
    }
    monkeypatch.setattr(wording, "wordings", lambda: MappingProxyType(entries))


@pytest.mark.usefixtures("worded")
def test_a_finding_says_weight_place_matter_and_remedy() -> None:
    place = Place(file="q1.xlsx", sheet="Nước sạch", cell="B7")
    finding = error("value.over", place, "105%", max=100)
    assert (
        word_finding(finding, translator("vi"))
        == "Lỗi. q1.xlsx, trang “Nước sạch”, ô B7: 105% vượt quá 100%. Sửa lại."
    )
    assert (
        word_finding(finding, translator("en"))
        == "Error. q1.xlsx, sheet Nước sạch, cell B7: 105% is over 100%."
    )


@pytest.mark.usefixtures("worded")
def test_parameters_are_written_as_readers_do() -> None:
    given = {"a": Decimal("1234.5"), "b": Fraction(1, 3), "c": date(2024, 1, 5), "d": ("x", 2)}
    assert word_code("many", given, translator("vi")) == "1.234,5 0,3333 05/01/2024 x, 2"


@pytest.mark.usefixtures("worded")
def test_a_missing_parameter_hides_nothing_else() -> None:
    assert word_code("value.over", {"max": 100}, translator("vi")) == "… vượt quá 100%. Sửa lại."


@pytest.mark.usefixtures("worded")
def test_a_wording_reaches_no_attribute() -> None:
    assert word_code("sly", {"a": 1}, translator("vi")) == "…"


@pytest.mark.usefixtures("worded")
def test_a_code_without_wording_is_said_as_it_is() -> None:
    assert word_code("odd.thing", {"n": 1000}, translator("vi")) == "odd.thing (n: 1.000)"
    assert word_error(UnknownThing("odd.thing"), translator("vi")) == "odd.thing"
    assert word_error(ValueError("plain"), translator("vi")) == "plain"


def test_places() -> None:
    finding = warning("odd", Place(file="a.csv", line=7, feature="26470"))
    assert word_finding(finding, translator("vi")).startswith("Cảnh báo. a.csv, dòng 7, đối tượng 26470: odd")


@pytest.mark.parametrize(
    "text", ['["a.b"]\nen = "x"\n', '["a.b"]\nen = "x"\nvi = "y"\nfr = "z"\n', "[one]\nen='x'\nvi='y'\n"]
)
def test_incomplete_or_doubled_wordings_stop_the_start(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "0.toml").write_text("[one]\nen='x'\nvi='y'\n", encoding="utf-8")
    (tmp_path / "1.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(wording, "FOLDER", tmp_path)
    wordings.cache_clear()
    with pytest.raises(WordingError):
        wordings()
    wordings.cache_clear()


def test_every_code_has_a_sentence() -> None:
    missing = [f"{place}: {code}" for place, code in _codes() if code not in wordings()]
    assert not missing, "\n".join(missing)


def test_no_sentence_is_left_over() -> None:
    assert not set(wordings()) - {code for _, code in _codes()}


def _codes() -> Iterator[tuple[str, str]]:
    """Give (place, code) of every string of the program that has the shape of a code and is told."""
    for package in (geodata, layers, webmap):
        root = Path(package.__file__ or "").parent
        for path in sorted(root.rglob("*.py")):
            if not _ASIDE & set(path.relative_to(root).parts):
                yield from _codes_in(path, root)


def _codes_in(path: Path, root: Path) -> Iterator[tuple[str, str]]:
    is_web = root.name == "webmap"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in _sayings(tree) if is_web else ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_code(node.value):
            yield f"{root.name}/{path.relative_to(root)}:{node.lineno}", node.value


def _sayings(tree: ast.AST) -> Iterator[ast.AST]:
    """Give what `webmap` says: first arguments of errors, and values of the key `code`; not its endpoints."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and node.args
            and isinstance(node.func, ast.Name)
            and node.func.id[0].isupper()
        ):
            yield node.args[0]
        if isinstance(node, ast.Dict):
            named = zip(node.keys, node.values, strict=True)
            yield from (v for k, v in named if isinstance(k, ast.Constant) and k.value == "code")


def _is_code(text: str) -> bool:
    parts = text.split(".")
    return bool(_CODE.fullmatch(text)) and parts[-1] not in _SUFFIXES and parts[0] not in _PACKAGES
