"""How narrowly a target may be missed to be called near: the office's band, in general and by indicator."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from geodata.errors import Refused
from geodata.findings import Findings, error
from geodata.numbers import read_number
from geodata.store import Store, importing
from geodata.store.settings import read_office_settings, write_office_settings
from geodata.store.vocabulary import ImportKind
from layers.catalogue import Indicator, Kind, Profile
from layers.errors import UnknownIndicator

FOR_ALL = "near_band"
_NEVER_NEAR = (Kind.YES_NO, Kind.CRITERIA)
_LONGEST = 20


def near_band_of(settings: Mapping[str, Any], code: str) -> Fraction:
    """Return the band of an indicator, in its unit: its own, else that for all; 0 unless one was set."""
    own, for_all = settings.get(near_band_key(code)), settings.get(FOR_ALL)
    chosen = for_all if own is None else own
    return Fraction(0) if chosen is None else Fraction(str(chosen))


def own_near_bands(settings: Mapping[str, Any], profile: Profile) -> dict[str, Fraction]:
    """Return the bands that indicators have of their own, in the order of the catalogue."""
    given = {code: settings.get(near_band_key(code)) for code in profile.indicators}
    return {code: Fraction(str(band)) for code, band in given.items() if band is not None}


def may_be_near(indicator: Indicator) -> bool:
    """Tell whether an indicator can be near its target: what is yes or no, or counts criteria, cannot."""
    return not indicator.is_denominator and indicator.kind not in _NEVER_NEAR


def near_band_key(code: str) -> str:
    """Return the setting of an indicator's own band; of the one for all where the code is empty."""
    return f"{FOR_ALL}.{code}" if code else FOR_ALL


def set_near_band(store: Store, profile: Profile, code: str, text: str, *, person: str) -> bool:
    """Set the band of an indicator, or of all that have none of their own; tell whether anything changed.

    Raises
    ------
    UnknownIndicator, Refused
        See `read_near_band`; nothing is changed.
    """
    key, band = near_band_key(code), read_near_band(profile, code, text)
    with store.session() as session:
        standing = read_office_settings(session).get(key)
    if standing == band:
        return False
    with importing(store, ImportKind.SETTINGS, person) as batch:
        batch.summary["settings"] = write_office_settings(batch, {key: band})
    return True


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
        raise _refused("near_band.never", name_vi=indicator.name_vi, name_en=indicator.name_en)
    return format(_read(text, indicator).normalize(), "f") if text.strip() else None


def _read(text: str, indicator: Indicator | None) -> Decimal:
    written = read_number(text)
    if written.is_ambiguous:
        small, large = written.readings
        raise _refused("near_band.ambiguous", text=text.strip(), small=small, large=large)
    in_percent = indicator is not None and indicator.unit_vi == "%"
    if written.value is None or (written.is_percent and not in_percent) or len(text.strip()) > _LONGEST:
        raise _refused("near_band.no_number", text=text.strip()[:_LONGEST])
    if written.value < 0:
        raise _refused("near_band.below_zero", text=text.strip())
    return written.value


def _refused(code: str, **parameters: Any) -> Refused:
    return Refused(Findings((error(code, field=FOR_ALL, **parameters),)))
