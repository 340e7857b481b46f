"""What the office may set about itself: each field's words and limits, and how it is checked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from geodata.errors import Refused
from geodata.findings import Finding, Findings, error
from geodata.numbers import read_number
from layers.catalogue import Form, Indicator, Profile
from layers.errors import UnknownIndicator
from layers.rules.targets import NEAR_BAND, may_be_near
from webmap.app.errors import PortalError
from webmap.drawing.typeface import typeface
from webmap.paper.papers import PAPERS
from webmap.words.findings import word_sentence
from webmap.words.translations import Translator
from webmap.words.translations import marked as _

FORM_WORDS: Mapping[str, str] = MappingProxyType(
    {str(Form.STATE): _("the State's"), str(Form.PARTY): _("the Party's")}
)
PAPER_WORDS: Mapping[str, str] = MappingProxyType({name: name.upper() for name, _orientation in PAPERS})
ORIENTATION_WORDS: Mapping[str, str] = MappingProxyType(
    {"landscape": _("landscape"), "portrait": _("portrait")}
)
MOST_LINES = 20


@dataclass(frozen=True)
class Field:
    """A field of the office: its name, its label and hint (message ids), and what may stand in it.

    `longest` is that of one line; `choices` are the values there are with their words, empty for free text.
    """

    name: str
    label: str
    hint: str = ""
    longest: int = 120
    is_lines: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)


class WrongField(PortalError):
    """What stands in a field cannot be kept; without a field it is about what was given as a whole."""

    def __init__(self, code: str, one: Field | None = None, **parameters: object) -> None:
        super().__init__(code, field="" if one is None else one.name, **parameters)


GENERAL: tuple[Field, ...] = (
    Field(
        "form",
        _("Form of papers"),
        _("Whose rules headings and reports follow."),
        choices=FORM_WORDS,
    ),
    Field("paper", _("Paper"), choices=PAPER_WORDS),
    Field("orientation", _("Orientation"), choices=ORIENTATION_WORDS),
    Field("annex", _("Line under the heading"), _("Such as “Phụ lục I”; empty: none.")),
)
"""What holds for all papers, whoever issues them."""

ISSUER_FIELDS: tuple[Field, ...] = (
    Field("parent", _("Body above it"), _("First line of the heading; empty: none.")),
    Field("name", _("Issuing body"), _("Second line of the heading, printed in bold capitals.")),
    Field("place", _("Place of issue"), _("Before the date of a report: “Nhơn Trạch, ngày …”."), 60),
    Field("symbol", _("Letters of the number"), _("Of a report: “BC-UBND”, “BC/HU”."), 40),
    Field("signatory_mode", _("Signs"), _("“TM.”, “KT.”, “TL.”; the Party's “T/M”."), 20),
    Field("signatory_body", _("On behalf of"), _("Such as “ỦY BAN NHÂN DÂN”.")),
    Field("signatory_title", _("Position"), _("Such as “CHỦ TỊCH”.")),
    Field("signatory_name", _("Name of who signs"), "", 60),
    Field("recipients", _("Recipients"), _("One a line: “- Như trên;”, “- Lưu: VT.”."), is_lines=True),
)
"""What belongs to an issuer, from a day on."""

_BAND = Field(NEAR_BAND, _("Near band"), longest=20)


def checked(fields: Iterable[Field], given: Mapping[str, str]) -> dict[str, str | list[str]]:
    """Return the values of the fields that are given.

    Raises
    ------
    Refused
        With a finding for each wrong field; its parameter `field` names it.
    """
    values, faults = dict[str, str | list[str]](), list[WrongField]()
    for one in fields:
        if one.name not in given:
            continue
        lines = [text for line in _lines(one, given[one.name]) if (text := _tidied(line))]
        fault = _fault(one, lines)
        if fault is not None:
            faults.append(fault)
        values[one.name] = lines if one.is_lines else "".join(lines)
    if faults:
        raise refused(*faults)
    return values


def refused(*faults: WrongField) -> Refused:
    """Return the refusal of what is wrong, to be raised."""
    return Refused(Findings(tuple(error(one.code, None, **one.parameters) for one in faults)))


def read_near_band(profile: Profile, code: str, text: str) -> str | None:
    """Return a band as it is kept, such as `1.5`; None for an empty text, which takes the band back.

    Parameters
    ----------
    profile : Profile
    code : str
        The indicator; empty for all.
    text : str
        The band as a person writes it, in the indicator's unit: `1,5` is one and a half.

    Raises
    ------
    UnknownIndicator
    Refused
        For what is no number, or can be read as two, is below zero, or is for a line that is never near.
    """
    if code and code not in profile.indicators:
        raise UnknownIndicator("indicator.unknown", indicator=code)
    indicator = profile.indicators[code] if code else None
    if indicator is not None and not may_be_near(indicator):
        raise refused(
            WrongField("near_band.never", _BAND, name_vi=indicator.name_vi, name_en=indicator.name_en)
        )
    return format(_read_band(text, indicator).normalize(), "f") if text.strip() else None


def say_faults(findings: Iterable[Finding], word: Translator) -> dict[str, str]:
    """Say what is wrong, by the name of the field; what belongs to no field comes under the empty name."""
    return {str(one.parameters.get("field", "")): word_sentence(one, word) for one in findings}


def say_setting(one: Field, value: object, word: Translator) -> str:
    """Say a field's value; a dash where nothing stands in it."""
    if isinstance(value, list | tuple):
        return "; ".join(str(line) for line in value) or "–"
    return word(one.choices.get(str(value), str(value))) if value else "–"


def _lines(one: Field, text: str) -> list[str]:
    return text.splitlines() if one.is_lines else [text]


def _tidied(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _fault(one: Field, lines: list[str]) -> WrongField | None:
    if one.choices:
        known = not lines or lines[0] in one.choices
        return (
            None if known else WrongField("office.choice", one, content=lines[0], known=sorted(one.choices))
        )
    if len(lines) > MOST_LINES:
        return WrongField("office.too_many_lines", one, lines=len(lines), most=MOST_LINES)
    longest = max(lines, key=len, default="")
    if len(longest) > one.longest:
        return WrongField("office.too_long", one, letters=len(longest), longest=one.longest)
    unknown = sorted({letter for line in lines for letter in line if not _is_printed(letter)})
    return WrongField("office.no_glyph", one, content="".join(unknown)) if unknown else None


def _is_printed(letter: str) -> bool:
    """Tell whether the typefaces of sheets draw a letter: one that they lack would stop the printing."""
    known = all(
        face.has(form) for face in (typeface(False), typeface(True)) for form in (letter, letter.upper()[:1])
    )
    return known and not unicodedata.category(letter).startswith("C")


def _read_band(text: str, indicator: Indicator | None) -> Decimal:
    written = read_number(text)
    if written.is_ambiguous:
        small, large = written.readings
        raise refused(WrongField("near_band.ambiguous", _BAND, text=text.strip(), small=small, large=large))
    in_percent = indicator is not None and indicator.unit_vi == "%"
    if written.value is None or (written.is_percent and not in_percent) or len(text.strip()) > _BAND.longest:
        raise refused(WrongField("near_band.no_number", _BAND, text=text.strip()[: _BAND.longest]))
    if written.value < 0:
        raise refused(WrongField("near_band.below_zero", _BAND, text=text.strip()))
    return written.value
