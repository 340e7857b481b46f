"""What one person, job or command may enter: whose lines, whose rows, and whether they oversee all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from layers.catalogue import DataLevel, Indicator, Profile

NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rights:
    """What somebody may enter: the lines of offices for all communes, and all lines of communes.

    Without anything given it is nothing at all, as for whoever only reads.

    Parameters
    ----------
    offices : frozenset of str or None
        Names of reporting offices; None: every one, and the lines that have none.
    communes : frozenset of str or None
        Codes of communes; None: every one.
    oversees : bool
        Whether they answer for all offices: approve, lock and open periods, see what others sent in.
    administers : bool
        Whether they answer for the portal: settings that no page enters, printing that others asked for.
    """

    offices: frozenset[str] | None = NONE
    communes: frozenset[str] | None = NONE
    oversees: bool = False
    administers: bool = False

    @property
    def are_all(self) -> bool:
        """Whether every line may be entered for everyone."""
        return self.offices is None

    def reports_for(self, office: str) -> bool:
        """Tell whether an office's report is theirs to send; lines without one are whose everything is."""
        return self.offices is None or office in self.offices

    def enters_for(self, unit_code: str) -> bool:
        """Tell whether a commune's rows are theirs to enter."""
        return self.communes is None or unit_code in self.communes

    def why_not(
        self, indicator: Indicator, unit_code: str, owners: Mapping[str, str], profile: Profile
    ) -> str | None:
        """Return the code of a finding where this may not be entered, or None where it may.

        A denominator that no office was assigned is anybody's whose lines are taken of it. `owners` gives the
        office of an indicator by code, see `layers.offices.owners.owners_of`.
        """
        if self.are_all or (indicator.data_level is DataLevel.COMMUNE and self.enters_for(unit_code)):
            return None
        if not self.offices:
            return "unit.not_yours"
        office = owners.get(indicator.code, "")
        if self.reports_for(office):
            return None
        if indicator.is_denominator and not office:
            lines = (i.code for i in profile.measured_lines if i.denominator == indicator.code)
            if any(self.reports_for(owners.get(code, "")) for code in lines):
                return None
        return "indicator.not_yours"
