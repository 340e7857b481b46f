"""Which indicators a period asks for, and which units report them."""

from __future__ import annotations

from collections.abc import Mapping

from geodata.store.units import StoredUnit
from geodata.store.vocabulary import UnitKind
from layers.catalogue import DataLevel, Frequency, Indicator, Kind, Profile
from layers.periods import Period, PeriodKind

_REPORTED_IN = {
    Frequency.YEAR: (PeriodKind.YEAR,),
    Frequency.HALF: (PeriodKind.YEAR, PeriodKind.HALF),
    Frequency.QUARTER: (PeriodKind.YEAR, PeriodKind.HALF, PeriodKind.NINE_MONTHS, PeriodKind.QUARTER),
    Frequency.MONTH: tuple(PeriodKind),
}


def is_reported_in(indicator: Indicator, period: Period) -> bool:
    """Tell whether an indicator is due in a period of this length; a denominator goes with its users."""
    return indicator.frequency is None or period.kind in _REPORTED_IN[indicator.frequency]


def indicators_of(
    profile: Profile,
    period: Period,
    *,
    office: str | None = None,
    owners: Mapping[str, str] | None = None,
    frequency: Frequency | None = None,
) -> tuple[Indicator, ...]:
    """Return the indicators that a period asks for, and the denominators that they share.

    Parameters
    ----------
    profile : Profile
    period : Period
    office : str or None
        Only what this office reports. A shared denominator that another office was assigned is that
        office's to enter; one that nobody was assigned goes with each of its users.
    owners : mapping of str to str or None
        The office of each indicator, see `layers.offices.owners.owners_of`; needed with `office`.
    frequency : Frequency or None
        Only what is reported this often.
    """
    of = owners or {}
    due = [
        i
        for i in profile.measured_lines
        if is_reported_in(i, period)
        and (office is None or of.get(i.code, "") == office)
        and (frequency is None or i.frequency is frequency)
    ]
    needed = {i.denominator for i in due}
    shared = [
        i
        for i in profile.indicators.values()
        if i.is_denominator
        and (i.code in needed or (office is not None and of.get(i.code, "") == office))
        and (office is None or of.get(i.code, "") in ("", office))
    ]
    return (*shared, *due)


def why_not(indicator: Indicator, unit: StoredUnit, profile: Profile) -> str | None:
    """Return the code of a finding where a unit does not report an indicator, or None where it does.

    The district may report any figure of its own. Scope (urban, rural) is about residents, whom every
    commune may have; new-rural criteria are those of a xã.
    """
    if unit.kind == UnitKind.DISTRICT:
        return None
    if indicator.data_level is DataLevel.DISTRICT:
        return "indicator.district_only"
    if unit.kind == UnitKind.OWN_BODIES:
        return None if _own_bodies_report(indicator, profile) else "indicator.not_of_own_bodies"
    if indicator.kind is Kind.CRITERIA and unit.kind != UnitKind.XA:
        return "indicator.only_of_xa"
    return None


def _own_bodies_report(indicator: Indicator, profile: Profile) -> bool:
    if not indicator.is_denominator:
        return indicator.own_bodies
    return any(i.own_bodies for i in profile.measured_lines if i.denominator == indicator.code)
