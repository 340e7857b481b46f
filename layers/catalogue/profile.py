"""A profile: all that belongs to one district, read from its folder and checked before anything starts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from layers.catalogue.criteria import CriterionSet, read_criterion_set
from layers.catalogue.cut_offs import CutOff, read_cut_offs
from layers.catalogue.entries import Entry, read_toml, toml_files
from layers.catalogue.headings import Heading, read_headings
from layers.catalogue.indicator import Indicator
from layers.catalogue.indicators import indicators_of
from layers.catalogue.resolutions import Resolution, read_resolution
from layers.catalogue.vocabulary import Grade, ThemePage
from layers.errors import CatalogueError

PROFILES = Path(__file__).resolve().parent.parent / "profiles"
_PROFILE_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Theme:
    """A theme of the portal; `lead` is the indicator that stands for it, by default its first.

    `page` is the room of the portal that shows this theme and no other, None where none does.
    """

    code: str
    name_vi: str
    name_en: str
    lead: str
    page: ThemePage | None = None

    def name(self, language: str) -> str:
        """Return the name in `vi` or `en`."""
        return self.name_en if language == "en" else self.name_vi


@dataclass(frozen=True)
class Body:
    """The district, or the pseudo-unit of its own bodies: code and names."""

    code: str
    name_vi: str
    name_en: str
    valid_to: date | None = None

    def name(self, language: str) -> str:
        """Return the name in `vi` or `en`."""
        return self.name_en if language == "en" else self.name_vi


@dataclass(frozen=True)
class VintageData:
    """A vintage as the profile knows it: its span, and a table of its units or of the merger that made it."""

    valid_from: date
    valid_to: date | None
    units: Path | None
    merger: Path | None


@dataclass(frozen=True)
class Profile:
    """Everything that belongs to one district.

    `indicators` holds denominators too (`is_denominator`), in the order of the files. `crs` is that of its
    areas. `catalogue_hash` changes with any byte of the profile's TOML files.
    """

    name: str
    folder: Path
    name_vi: str
    name_en: str
    province_vi: str
    province_en: str
    note_vi: str
    note_en: str
    crs: str
    district: Body
    own_bodies: Body
    vintages: tuple[VintageData, ...]
    themes: tuple[Theme, ...]
    indicators: Mapping[str, Indicator]
    resolutions: tuple[Resolution, ...]
    criterion_sets: tuple[CriterionSet, ...]
    cut_offs: tuple[CutOff, ...]
    headings: tuple[Heading, ...]
    catalogue_hash: str

    @property
    def measured_lines(self) -> tuple[Indicator, ...]:
        """The indicators that are not denominators."""
        return tuple(i for i in self.indicators.values() if not i.is_denominator)

    def theme(self, code: str | None) -> Theme | None:
        """Return a theme by code, or None."""
        return next((theme for theme in self.themes if theme.code == code), None)

    def theme_on(self, page: str) -> Theme | None:
        """Return the theme that a room of the portal shows, or None."""
        return next((theme for theme in self.themes if theme.page == page), None)

    def line_of_criteria(self, grade: str) -> Indicator | None:
        """Return the line whose office answers for the criteria of a grade, or None.

        A grade that no line counts has no office of its own: its criteria go with the standard ones.
        """
        by_grade = {line.criteria_grade: line for line in self.measured_lines if line.criteria_grade}
        return by_grade.get(Grade(grade), by_grade.get(Grade.STANDARD))

    def criterion_set(self, grade: Grade, day: date) -> CriterionSet | None:
        """Return the criterion set of a grade that holds on a day, or None."""
        return next((s for s in self.criterion_sets if s.grade is grade and s.valid_on(day)), None)


def find_profile(name: str) -> Path:
    """Return the folder of a profile: one of the package's by name, else a path to a folder.

    Raises
    ------
    CatalogueError
        Where there is neither.
    """
    if _PROFILE_NAME.fullmatch(name) and (PROFILES / name / "profile.toml").is_file():
        return PROFILES / name
    if (Path(name) / "profile.toml").is_file():
        return Path(name).resolve()
    known = ", ".join(sorted(path.parent.name for path in PROFILES.glob("*/profile.toml")))
    raise CatalogueError(name, "", f"no such profile; known are: {known}; or give a folder's path")


def load_profile(folder: Path) -> Profile:
    """Read a folder: `profile.toml`, `denominators.toml`, `indicators/`, `resolutions/`, `criteria/`.

    A target may stand in its resolution's file, or beside its indicator with the resolution's number.

    Raises
    ------
    CatalogueError
        For the first wrong entry; its text says file, entry and reason.

    Examples
    --------
    >>> load_profile(find_profile("nhon_trach")).indicators["tree_cover"].unit_vi
    '%'
    """
    head = read_toml(folder / "profile.toml", folder)
    entries = head.tables("theme", "code")
    indicators, beside = indicators_of(folder, [entry.name for entry in entries])
    themes = _themes(head, entries, indicators)
    profile = Profile(
        name=folder.name,
        folder=folder,
        name_vi=head.text("name_vi"),
        name_en=head.text("name_en"),
        province_vi=head.text("province_vi"),
        province_en=head.text("province_en"),
        note_vi=head.optional_text("note_vi") or "",
        note_en=head.optional_text("note_en") or "",
        crs=_crs(head),
        district=_body(head.table("district")),
        own_bodies=_body(head.table("own_bodies")),
        vintages=_vintages(head, folder),
        themes=themes,
        indicators=indicators,
        resolutions=_resolutions(folder, indicators, beside),
        criterion_sets=_criterion_sets(folder, indicators),
        cut_offs=read_cut_offs(read_toml(folder / "cut_offs.toml", folder)),
        headings=read_headings(head),
        catalogue_hash=_hash(folder),
    )
    head.finish()
    return profile


def _themes(head: Entry, entries: Sequence[Entry], indicators: Mapping[str, Indicator]) -> tuple[Theme, ...]:
    themes = tuple(_theme(entry, indicators) for entry in entries)
    for page in ThemePage:
        if len(two := [theme.code for theme in themes if theme.page is page]) > 1:
            raise head.error(f"page '{page}' belongs to one theme, not to {' and '.join(two)}")
    return themes


def _theme(entry: Entry, indicators: Mapping[str, Indicator]) -> Theme:
    code = entry.text("code")
    first = next((i.code for i in indicators.values() if i.theme == code), None)
    theme = Theme(
        code=code,
        name_vi=entry.text("name_vi"),
        name_en=entry.text("name_en"),
        lead=entry.optional_text("lead") or first or "",
        page=entry.optional_choice("page", ThemePage),
    )
    entry.finish()
    if theme.lead not in indicators:
        raise entry.error(f"lead '{theme.lead}' is not in the catalogue")
    return theme


def _crs(head: Entry) -> str:
    crs = head.text("crs")
    if not re.fullmatch(r"EPSG:\d{4,6}", crs):
        raise head.error(f"crs is '{crs}', expected such as EPSG:5899")
    return crs


def _body(entry: Entry) -> Body:
    body = Body(
        entry.text("code"), entry.text("name_vi"), entry.text("name_en"), entry.optional_day("valid_to")
    )
    entry.finish()
    return body


def _vintages(head: Entry, folder: Path) -> tuple[VintageData, ...]:
    vintages = tuple(_vintage(entry, folder) for entry in head.tables("vintage", "valid_from"))
    for earlier, later in pairwise(vintages):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            raise head.error(f"vintages overlap at {later.valid_from}")
    return vintages


def _vintage(entry: Entry, folder: Path) -> VintageData:
    units, merger = entry.optional_text("units"), entry.optional_text("merger")
    vintage = VintageData(
        valid_from=entry.day("valid_from"),
        valid_to=entry.optional_day("valid_to"),
        units=folder / units if units else None,
        merger=folder / merger if merger else None,
    )
    entry.finish()
    for path in (vintage.units, vintage.merger):
        if path is not None and not path.is_file():
            raise entry.error(f"file '{path.name}' is missing")
    return vintage


def _resolutions(
    folder: Path, indicators: Mapping[str, Indicator], beside: dict[str, list[Entry]]
) -> tuple[Resolution, ...]:
    found: dict[str, Resolution] = {}
    for path in toml_files(folder / "resolutions", folder):
        entry = read_toml(path, folder)
        resolution = read_resolution(entry, indicators, beside)
        if resolution.number in found:
            raise entry.error(f"resolution '{resolution.number}' is described twice")
        found[resolution.number] = resolution
    for number, (target, *_more) in beside.items():
        raise target.error(f"resolution '{number}' is not among the resolutions")
    return tuple(sorted(found.values(), key=lambda r: (r.year, r.issued)))


def _criterion_sets(folder: Path, indicators: Mapping[str, Indicator]) -> tuple[CriterionSet, ...]:
    found: dict[str, CriterionSet] = {}
    for path in toml_files(folder / "criteria", folder):
        entry = read_toml(path, folder)
        one = read_criterion_set(entry)
        if one.code in found:
            raise entry.error(f"criterion set '{one.code}' is described twice")
        named = [part.indicator for criterion in one.criteria for part in criterion.parts if part.indicator]
        for code in named:
            if code not in indicators:
                raise entry.error(f"indicator '{code}' is not in the catalogue")
        found[one.code] = one
    return tuple(found.values())


def _hash(folder: Path) -> str:
    files = [folder / "profile.toml", folder / "denominators.toml"]
    files += [
        p for name in ("indicators", "resolutions", "criteria") for p in toml_files(folder / name, folder)
    ]
    digest = hashlib.sha256()
    for path in sorted(files):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
