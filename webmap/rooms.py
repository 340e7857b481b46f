"""Pages and files by what people do with them; each module has one blueprint, `bp`.

A new one is added to this list, and its routes to `webmap/people/permissions.toml`.
"""

from flask import Blueprint

from webmap.account import views as account
from webmap.communes import views as communes
from webmap.compare import views as compare
from webmap.desk import boundary_views as desk_boundaries
from webmap.desk import cut_off_views as cut_offs
from webmap.desk import draft_views as desk_drafts
from webmap.desk import import_views as desk_imports
from webmap.desk import job_views as desk_jobs
from webmap.desk import layout_views as desk_layout
from webmap.desk import period_views as periods
from webmap.desk import value_views as desk_values
from webmap.desk import views as desk
from webmap.incidents import views as incidents
from webmap.maps import embed_views as embed
from webmap.maps import file_views as map_files
from webmap.maps import measured_views as measured
from webmap.maps import period_views as map_periods
from webmap.maps import views as maps
from webmap.meeting import frozen_views as frozen
from webmap.meeting import views as meeting
from webmap.new_rural import criterion_set_views as criterion_sets
from webmap.new_rural import entry_views as new_rural_entry
from webmap.new_rural import views as new_rural
from webmap.office import views as office
from webmap.overview import clause_views as clauses
from webmap.overview import views as overview
from webmap.pages import assets
from webmap.pages import health_views as health
from webmap.prints import document_views as documents
from webmap.prints import job_views as print_jobs
from webmap.prints import pack_views as packs
from webmap.prints import views as prints
from webmap.ranking import file_views as ranking_files
from webmap.ranking import views as ranking
from webmap.targets import file_views as target_files
from webmap.targets import remedy_views as remedies
from webmap.targets import sharing_views as target_sharing
from webmap.targets import views as targets

BLUEPRINTS: tuple[Blueprint, ...] = (
    assets.bp,
    health.bp,
    desk.bp,
    desk_boundaries.bp,
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
    new_rural.bp,
    new_rural_entry.bp,
    criterion_sets.bp,
    clauses.bp,
    ranking.bp,
    ranking_files.bp,
    communes.bp,
    incidents.bp,
    prints.bp,
    documents.bp,
    print_jobs.bp,
    packs.bp,
    embed.bp,
    frozen.bp,
    periods.bp,
    cut_offs.bp,
    remedies.bp,
    targets.bp,
    target_files.bp,
    target_sharing.bp,
    office.bp,
)
