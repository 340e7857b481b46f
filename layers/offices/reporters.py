"""What a person who reports may bring in: the lines of their offices, or the rows of their communes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from layers.catalogue import DataLevel, Indicator, Profile


@dataclass(frozen=True)
class Reporter:
    """Somebody who reports for some offices (all communes, their own lines) or for some communes (all lines).

    Parameters
    ----------
    offices : tuple of str
        Names of reporting offices.
    unit_codes : tuple of str
        Codes of communes.
    """

    offices: tuple[str, ...] = ()
    unit_codes: tuple[str, ...] = ()

    def why_not(
        self, indicator: Indicator, unit_code: str, owners: Mapping[str, str], profile: Profile
    ) -> str | None:
        """Return the code of a finding where the person may not report this, or None where they may.

        A denominator that no office was assigned is anybody's whose lines are taken of it. `owners` gives the
        office of an indicator by code, see `layers.offices.owners.owners_of`.
        """
        if unit_code in self.unit_codes and indicator.data_level is DataLevel.COMMUNE:
            return None
        if not self.offices:
            return "unit.not_yours"
        office = owners.get(indicator.code, "")
        if office in self.offices:
            return None
        if indicator.is_denominator and not office:
            lines = (i.code for i in profile.measured_lines if i.denominator == indicator.code)
            if any(owners.get(code, "") in self.offices for code in lines):
                return None
        return "indicator.not_yours"
