"""Ways from a page of the bundle to its other pages, in the words that the portal's own templates use.

Templates that portal and bundle share ask for `url_for` and `asset_url`; in a bundle these name the files
beside a page instead of the portal's routes, and `may_open` says that there is nothing to sign in to.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial

from layers.periods import Period
from webmap.prints.bundle.assets import asset_address

INDEX, RANKING = "index.html", "ranking.html"


@dataclass(frozen=True)
class SharedNames:
    """What takes the place of the portal's own names in a template."""

    root: str
    url_for: Callable[..., str]
    asset_url: Callable[[str, str], str]
    may_open: Callable[[str], bool]


@dataclass(frozen=True)
class Addresses:
    """How a page names the others: `root` is its way to the top, `communes` are those that have a page."""

    root: str
    period: Period
    communes: Collection[str]

    def in_templates(self) -> SharedNames:
        """Return what a template is given instead of the portal's own names."""
        return SharedNames(
            root=self.root,
            url_for=self.page,
            asset_url=lambda _package, name: asset_address(self.root, name.rpartition("/")[2]),
            may_open=lambda _endpoint: False,
        )

    def page(self, endpoint: str, **given: object) -> str:
        """Return the address of a page by the name of the portal's route; empty for a commune without one.

        Raises
        ------
        LookupError
            For a route that has no page in a bundle: a template must not name it.
        """
        if endpoint == "communes.page":
            code = str(given["code"])
            return f"{self.root}{commune_page(code)}" if code in self.communes else ""
        if endpoint == "maps.page":
            return self.map(str(given["indicator"]), given.get("period", self.period))
        if endpoint == "ranking.page":
            return f"{self.root}{RANKING}"
        raise LookupError(f"the bundle has no page for {endpoint}")

    def map(self, indicator: str, period: object) -> str:
        """Return the address of an indicator's map page."""
        return f"{self.root}{map_page(indicator, period, self.period)}"


def commune_page(code: str) -> str:
    """Return the name of a commune's page in the archive."""
    return f"communes/{code}.html"


def map_page(indicator: str, period: object, now: Period, *, folder: str = "maps") -> str:
    """Return the name of a map's page, or of its frame's document; short for the bundle's own period."""
    when = "" if str(period) == str(now) else f"-{period}"
    return f"{folder}/{indicator}{when}.html"


def criteria_page(code: str) -> str:
    """Return the name of a criterion set's page."""
    return f"new-rural/{code}.html"


map_frame = partial(map_page, folder="frames")
"""The name of a map frame's document in the archive."""


def table_name(period: Period) -> str:
    """Return the name of the table of all values."""
    return f"tables/values-{period}.csv"
