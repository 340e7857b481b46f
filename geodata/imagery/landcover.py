"""Legends of land-cover products: what each class value means, and which classes count as what."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from geodata.errors import UnknownThing, UnreadableFile
from geodata.sandbox.apart import apart

LEGENDS = Path(__file__).parent / "legends"
WITHOUT_TABLE = "without_table.toml"
ANSWERS = ("yes", "no", "maybe", "unknown")
KINDS = ("tree", "forest")
CSV_COLUMNS = ("value", "label_en", "label_vi", "color", "is_tree", "is_forest", "nodata", "notes", "source")
MAXIMUM_BYTES = 1_000_000


@dataclass(frozen=True)
class LegendClass:
    """One class of a land-cover product.

    Parameters
    ----------
    value : int
        The number in the raster, 0–65535 (or negative in a signed product).
    label_en, label_vi : str
    color : str or None
        ``#RRGGBB`` as the product publishes it; None where it is not known.
    is_tree, is_forest : str
        ``yes``, ``no``, ``maybe`` (the class mixes both) or ``unknown`` (nothing is known of the ground
        there, such as under clouds: neither treed nor treeless).
    unexpected : bool
        The class should not occur here (snow), or tells of another edition; meeting it is a warning.
    confidence : str
        ``found`` in a published source, or ``memory``: check against the product before relying on it.
    notes, source : str
    """

    value: int
    label_en: str
    label_vi: str
    color: str | None = None
    is_tree: str = "unknown"
    is_forest: str = "unknown"
    unexpected: bool = False
    confidence: str = "found"
    notes: str = ""
    source: str = ""

    def label(self, language: str = "vi") -> str:
        """Return the label in `language` (``vi`` or ``en``)."""
        return self.label_en if language == "en" else self.label_vi


@dataclass(frozen=True)
class ClassRule:
    """Which classes count as trees (or forest): stated on every output that shows a share.

    Parameters
    ----------
    kind : str
        ``tree`` or ``forest``.
    counted : tuple of int
        Values that count.
    maybe : tuple of int
        Values that hold both; they are in `counted` only if `include_maybe`.
    unknown : tuple of int
        Values that say nothing of the ground (cloud); left out of the denominator too.
    include_maybe : bool
    legend : str
        Name of the legend the rule was read from.
    """

    kind: str
    counted: tuple[int, ...]
    maybe: tuple[int, ...]
    unknown: tuple[int, ...]
    include_maybe: bool
    legend: str

    def answer(self, value: int) -> str:
        """Return whether a value counts: ``yes``, ``no``, or ``unknown`` where it says nothing."""
        return "yes" if value in self.counted else "unknown" if value in self.unknown else "no"

    def share(self, area_ha: Mapping[int, float]) -> tuple[float, float]:
        """Return (counted ha, ha of the classes that say anything); the second may be 0."""
        known = sum(area for value, area in area_ha.items() if value not in self.unknown)
        return sum(area_ha.get(value, 0.0) for value in self.counted), known


@dataclass(frozen=True)
class Legend:
    """The classes of one product in one version.

    Parameters
    ----------
    name : str
        ``<product>-<version>``; for a legend of one's own the file's stem unless it names itself.
    product, version, title : str
    classes : tuple of LegendClass
        In the order of the product's own legend.
    nodata : tuple of int
        Values that are no class: counted as not covered, also where the raster declares none.
    source : str
    """

    name: str
    product: str
    version: str
    title: str
    classes: tuple[LegendClass, ...]
    nodata: tuple[int, ...] = ()
    source: str = ""

    @property
    def by_value(self) -> Mapping[int, LegendClass]:
        """Classes by their value."""
        return MappingProxyType({item.value: item for item in self.classes})

    @property
    def values(self) -> tuple[int, ...]:
        """Values that are classes, so without nodata."""
        return tuple(item.value for item in self.classes if item.value not in self.nodata)

    def rule_for(self, kind: str, *, include_maybe: bool = False) -> ClassRule:
        """Return which classes count as `kind` (``tree`` or ``forest``).

        Raises
        ------
        UnknownThing
            `kind` is neither.
        """
        if kind not in KINDS:
            raise UnknownThing("legend.unknown_kind", kind=kind, known=", ".join(KINDS))
        groups: dict[str, tuple[int, ...]] = {
            answer: tuple(
                c.value for c in self.classes if _answer(c, kind) == answer and c.value in self.values
            )
            for answer in ANSWERS
        }
        counted = groups["yes"] + (groups["maybe"] if include_maybe else ())
        return ClassRule(kind, counted, groups["maybe"], groups["unknown"], include_maybe, self.name)


def _answer(item: LegendClass, kind: str) -> str:
    return item.is_tree if kind == "tree" else item.is_forest


def legend_names() -> tuple[str, ...]:
    """Return the names of the legends that come with the portal, sorted."""
    return tuple(sorted(path.stem for path in LEGENDS.glob("*.toml") if path.name != WITHOUT_TABLE))


def load_legend(name_or_path: str | Path) -> Legend:
    """Return a legend by name, name without version, or by the path of one's own TOML or CSV file.

    A TOML file has `name`, `product`, `version`, `title`, `nodata`, `source` and a `[[class]]` table for
    each class; a CSV file has the columns of `CSV_COLUMNS` (only `value` and one label are required;
    `nodata` is ``yes`` for values that are no class).

    Raises
    ------
    UnknownThing
        No such legend, several versions match, or the product's class numbers are not known.
    UnreadableFile
        The file is not a legend: codes ``legend.*`` say what is wrong.

    Examples
    --------
    >>> load_legend("esa-worldcover").rule_for("tree").counted
    (10, 95)
    """
    text = str(name_or_path)
    if Path(text).suffix.lower() in (".toml", ".csv"):
        return _read_own(Path(text))
    return _builtin(text)


@apart()
def _read_own(path: Path) -> Legend:
    return _read_file(path)


@lru_cache(maxsize=32)
def _builtin(name: str) -> Legend:
    names = legend_names()
    if name in names:
        return _read_file(LEGENDS / f"{name}.toml")
    matching = [known for known in names if _read_file(LEGENDS / f"{known}.toml").product == name]
    if len(matching) == 1:
        return _builtin(matching[0])
    if matching:
        raise UnknownThing("legend.several_versions", name=name, known=", ".join(matching))
    for known, about in tomllib.loads((LEGENDS / WITHOUT_TABLE).read_text("utf-8")).items():
        if known == name or known.rsplit("-", 1)[0] == name:
            raise UnknownThing("legend.without_class_table", name=known, notes=about["notes"])
    raise UnknownThing("legend.unknown", name=name, known=", ".join(names))


def _read_file(path: Path) -> Legend:
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise UnreadableFile("legend.cannot_open", file=path.name, reason=problem.strerror) from problem
    if len(raw) > MAXIMUM_BYTES:
        raise UnreadableFile("legend.too_large", file=path.name, bytes=len(raw), maximum=MAXIMUM_BYTES)
    try:
        text = raw.decode("utf-8-sig")
        content = _from_csv(text, path) if path.suffix.lower() == ".csv" else tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, csv.Error) as problem:
        raise UnreadableFile("legend.not_readable", file=path.name, reason=str(problem)) from problem
    return _legend(content, path)


def _from_csv(text: str, path: Path) -> dict[str, Any]:
    rows = list(csv.DictReader(text.splitlines(), skipinitialspace=True))
    if not rows or "value" not in rows[0]:
        raise UnreadableFile("legend.no_value_column", file=path.name, columns=", ".join(CSV_COLUMNS))
    classes = [{k: (v or "").strip() for k, v in row.items() if k in CSV_COLUMNS} for row in rows]
    nodata = [row["value"] for row in classes if row.pop("nodata", "").lower() in ("yes", "1", "true")]
    return {"nodata": nodata, "class": classes}


def _legend(content: Mapping[str, Any], path: Path) -> Legend:
    tables = content.get("class")
    if not isinstance(tables, list) or not tables:
        raise UnreadableFile("legend.no_classes", file=path.name)
    classes = tuple(_class(table, path) for table in tables)
    _refuse_repeated(classes, path)
    nodata = tuple(_integer(value, path) for value in content.get("nodata", ()))
    name = str(content.get("name") or path.stem)
    return Legend(
        name=name,
        product=str(content.get("product") or name),
        version=str(content.get("version") or ""),
        title=str(content.get("title") or name),
        classes=classes,
        nodata=nodata,
        source=str(content.get("source") or path.name),
    )


def _class(table: Mapping[str, Any], path: Path) -> LegendClass:
    value = _integer(table.get("value"), path)
    english, vietnamese = str(table.get("label_en") or ""), str(table.get("label_vi") or "")
    if not english and not vietnamese:
        raise UnreadableFile("legend.no_label", file=path.name, value=value)
    color = str(table.get("color") or "") or None
    if color and not re.fullmatch(r"#[0-9A-Fa-f]{6}", color):
        raise UnreadableFile("legend.bad_color", file=path.name, value=value, color=color)
    return LegendClass(
        value=value,
        label_en=english or vietnamese,
        label_vi=vietnamese or english,
        color=color,
        is_tree=_one_of_answers(table.get("is_tree"), value, path),
        is_forest=_one_of_answers(table.get("is_forest"), value, path),
        unexpected=table.get("unexpected") is True,
        confidence=str(table.get("confidence") or "found"),
        notes=str(table.get("notes") or ""),
        source=str(table.get("source") or ""),
    )


def _one_of_answers(given: object, value: int, path: Path) -> str:
    answer = str(given or "unknown").lower() if not isinstance(given, bool) else ("yes" if given else "no")
    answer = {"1": "yes", "0": "no"}.get(answer, answer)
    if answer not in ANSWERS:
        raise UnreadableFile("legend.bad_answer", file=path.name, value=value, answer=answer)
    return answer


def _integer(given: object, path: Path) -> int:
    if isinstance(given, str) and re.fullmatch(r"-?\d{1,6}", given):
        return int(given)
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    raise UnreadableFile("legend.bad_value", file=path.name, value=str(given))


def _refuse_repeated(classes: Iterable[LegendClass], path: Path) -> None:
    seen: set[int] = set()
    for item in classes:
        if item.value in seen:
            raise UnreadableFile("legend.repeated_value", file=path.name, value=item.value)
        seen.add(item.value)
