"""Pages and files by what people do with them; each module has one blueprint, `bp`.

A new one is added to this list, and its routes to `webmap/permissions.toml`.
"""

from flask import Blueprint

from webmap import assets
from webmap.views import (
    account,
    clauses,
    communes,
    compare,
    desk,
    desk_drafts,
    desk_imports,
    desk_jobs,
    desk_layout,
    desk_values,
    frozen,
    health,
    incidents,
    map_files,
    map_periods,
    maps,
    measured,
    meeting,
    overview,
    periods,
    prints,
    ranking,
    remedies,
    target_files,
    target_sharing,
    targets,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    assets.bp,
    health.bp,
    desk.bp,
    desk_drafts.bp,
    desk_imports.bp,
    desk_jobs.bp,
    desk_layout.bp,
    desk_values.bp,
    account.bp,
    overview.bp,
    compare.bp,
    map_files.bp,
    maps.bp,
    measured.bp,
    map_periods.bp,
    meeting.bp,
    clauses.bp,
    ranking.bp,
    communes.bp,
    incidents.bp,
    prints.bp,
    frozen.bp,
    periods.bp,
    remedies.bp,
    targets.bp,
    target_files.bp,
    target_sharing.bp,
)
