"""The pages around the maps: the index by theme and clause, the ranking, communes, new-rural criteria."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from geodata.store.criteria import StoredCriterionSet
from geodata.store.units import StoredUnit
from geodata.store.vocabulary import UnitKind
from layers.catalogue import Theme
from layers.joining.ranking import LEAST_COVERAGE, Standing, rank_communes
from layers.joining.summary import Summary
from webmap.communes import page as communes
from webmap.drawing.locator import locator_map
from webmap.new_rural.page import criteria_values
from webmap.overview.clause_lines import ClauseLine, ClauseSection, clause_sections
from webmap.pages.choices import vintage_label
from webmap.pages.pictures import small_map
from webmap.pages.summaries import summary_of
from webmap.prints.bundle.addresses import INDEX, RANKING, commune_page, criteria_page, table_name
from webmap.prints.bundle.order import BundleOrder
from webmap.prints.bundle.rendering import rendered, set_places, shown_sets
from webmap.ranking.heat import heat_keys, heat_rows
from webmap.targets.shared_gap import remedies_of_unit
from webmap.words.summary_sentence import say_hidden, say_summary
from webmap.words.translations import marked as _


@dataclass(frozen=True)
class ThemeEntry:
    """A theme in the index: the map that stands for it, and its targets with how they stand."""

    code: str
    name: str
    lead: str
    title: str
    picture: Markup
    lines: tuple[ClauseLine, ...]


def page_files(order: BundleOrder) -> Iterator[tuple[str, bytes]]:
    """Return the pages as (name in the archive, content)."""
    here = order.here
    summary = summary_of(here)
    standings = rank_communes([layer for layer in summary.layers if layer.units])
    yield _index(order, summary)
    yield _ranking(order, summary, standings)
    for unit in here.snapshot.communes(here.drawn_on):
        yield _commune(order, summary, standings, unit)
    for criterion_set in shown_sets(here):
        yield _criteria(order, criterion_set)


def _index(order: BundleOrder, summary: Summary) -> tuple[str, bytes]:
    here, word = order.here, order.word
    clauses = clause_sections(here, summary, word)
    return rendered(
        order,
        INDEX,
        "bundle/index.html",
        sentence=say_summary(summary, word),
        themes=[_theme(order, summary, theme, clauses) for theme in here.snapshot.profile.themes],
        clauses=clauses,
        units=here.snapshot.communes(here.drawn_on),
        siblings=set_places(here, INDEX, word),
        table_address=table_name(here.period),
    )


def _theme(order: BundleOrder, summary: Summary, theme: Theme, clauses: list[ClauseSection]) -> ThemeEntry:
    word, indicators = order.word, order.here.snapshot.profile.indicators
    layer, title = summary.layer_of(theme.lead), indicators[theme.lead].name(order.word.lang)
    picture = Markup("")
    if layer is not None:
        picture = small_map(layer, word(_("Map: %(title)s"), title=title), word)
    lines = (line for clause in clauses for line in clause.lines)
    return ThemeEntry(
        code=theme.code,
        name=theme.name(word.lang),
        lead=theme.lead if layer is not None else "",
        title=title if layer is not None else "",
        picture=picture,
        lines=tuple(line for line in lines if indicators[line.code].theme == theme.code),
    )


def _ranking(order: BundleOrder, summary: Summary, standings: tuple[Standing, ...]) -> tuple[str, bytes]:
    layers = [layer for layer in summary.layers if layer.units]
    units = [one.unit for one in standings]
    return rendered(
        order,
        RANKING,
        "bundle/ranking.html",
        ranked=[one for one in standings if one.rank is not None],
        unranked=[one for one in standings if one.rank is None],
        percent=int(100 * LEAST_COVERAGE),
        heat=heat_rows(layers, units, order.word),
        heat_units=units,
        keys=heat_keys(layers),
    )


def _commune(
    order: BundleOrder, summary: Summary, standings: tuple[Standing, ...], unit: StoredUnit
) -> tuple[str, bytes]:
    here, word = order.here, order.word
    snapshot, vintage = here.snapshot, here.drawn_on
    return rendered(
        order,
        commune_page(unit.code),
        "communes/page.html",
        unit=unit,
        vintages=[],
        predecessors=[snapshot.unit_by_key(key) for key in snapshot.predecessors.get(unit.key, ())],
        successors=[],
        locator=locator_map(
            snapshot.communes(vintage),
            unit.code,
            snapshot.profile.crs,
            word,
            district=snapshot.unit_of_kind(vintage, UnitKind.DISTRICT),
        ),
        rank=next((s for s in standings if s.unit.key == unit.key), None),
        ranked=sum(s.rank is not None for s in standings),
        sections=communes.sections(
            summary, unit, vintage, history=snapshot, periods=(*order.earlier, here.period), word=word
        ),
        courses=None,
        origins=communes.origins(summary, unit, word),
        remedies=remedies_of_unit(snapshot, summary, unit.key, word),
        hidden=say_hidden(summary.hidden, word),
        set_of_units=vintage_label(here, vintage, word),
    )


def _criteria(order: BundleOrder, criterion_set: StoredCriterionSet) -> tuple[str, bytes]:
    name = criteria_page(criterion_set.code)
    return rendered(
        order,
        name,
        "new_rural/page.html",
        **vars(criteria_values(order.here, criterion_set, order.word, most=None)),
        siblings=set_places(order.here, name, order.word),
        may_write=False,
    )
