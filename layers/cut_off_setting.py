"""Until when an office's report of a period is due: the office's setting, else the profile's cut-offs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geodata.errors import Refused
from geodata.findings import Findings, error
from geodata.store import Store, importing
from geodata.store.imports import Batch
from geodata.store.settings import write_office_settings
from geodata.store.vocabulary import ImportKind
from layers.catalogue import CutOff, Profile
from layers.catalogue.cut_offs import LATEST_DAY, MOST_DAYS
from layers.offices import UNASSIGNED
from layers.periods import PeriodKind


def cut_off_of(profile: Profile, settings: Mapping[str, Any], office: str, kind: PeriodKind) -> CutOff:
    """Return an office's cut-off for a kind of period: its setting, the setting for all, else the profile's.

    A setting is `{"days_after": 5, "closes_on": 14}`, under `cut_off.<kind>.<office>` or `cut_off.<kind>`.
    """
    own = _setting(settings, f"cut_off.{kind}.{office}") if office else None
    given = {c.office: c for c in profile.cut_offs if c.kind is kind}
    for_all = _setting(settings, f"cut_off.{kind}")
    for chosen in (own, given.get(office) if office else None, for_all):
        if isinstance(chosen, CutOff):
            return chosen
        if chosen is not None:
            return CutOff(kind, chosen["days_after"], chosen["closes_on"], office)
    return given[UNASSIGNED]


def set_cut_off(store: Store, chosen: CutOff, *, person: str) -> Batch:
    """Write an office's cut-off for a kind of period, or that of all which have none of their own.

    Raises
    ------
    Refused
        For a day that no month has, and for more days than a year.
    """
    closes = 1 if chosen.closes_on is None else chosen.closes_on
    if not 0 <= chosen.days_after <= MOST_DAYS or not 1 <= closes <= LATEST_DAY:
        raise Refused(Findings((error("cut_off.out_of_range", latest=LATEST_DAY, most=MOST_DAYS),)))
    key = f"cut_off.{chosen.kind}.{chosen.office}" if chosen.office else f"cut_off.{chosen.kind}"
    with importing(store, ImportKind.SETTINGS, person) as batch:
        setting = {"days_after": chosen.days_after, "closes_on": chosen.closes_on}
        batch.summary["added"] = write_office_settings(batch, {key: setting})
    return batch


def _setting(settings: Mapping[str, Any], key: str) -> dict[str, Any] | None:
    chosen = settings.get(key)
    if chosen is None:
        return None
    return {"days_after": int(chosen["days_after"]), "closes_on": chosen.get("closes_on")}
