"""What a report says, worded from the data, before any of it is a Word document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geodata.store.vocabulary import State
from layers.joining.layer import Layer
from layers.joining.summary import TargetLine
from webmap.prints.report.appendix import AppendixTable, appendix_tables, say_without_figures
from webmap.prints.report.commune_sentences import commune_sentences
from webmap.prints.report.figures import chosen_layers, say_choice
from webmap.prints.report.general_sentences import general_sentences, say_figures
from webmap.prints.report.listing import say_targets_named
from webmap.prints.report.remedies_said import SaidRemedy, said_remedies, unexplained
from webmap.prints.report.target_sentences import target_sentences
from webmap.prints.sheet.material import Material
from webmap.prints.sheet.page_frame import say_subject
from webmap.prints.sheet.sources import summary_sources
from webmap.words.dates import format_date, format_period
from webmap.words.plan_table import PlanClause, plan_table
from webmap.words.summary_sentence import say_hidden, say_listed
from webmap.words.translations import Translator
from webmap.words.translations import marked as _


@dataclass(frozen=True)
class TargetEntry:
    """A target in sentences, with what was entered about it; `map` is the layer that is drawn, if one is."""

    code: str
    sentences: tuple[str, ...]
    remedies: tuple[SaidRemedy, ...]
    map: Layer | None


@dataclass(frozen=True)
class ClauseSection:
    """A clause: its title, how its targets stand, the rows of its table, each target, and what lacks.

    `without` names the lines that nobody has a figure of. `blank` asks for what nobody has entered. Both are
    empty where nothing lacks.
    """

    title: str
    overview: str
    table: PlanClause
    entries: tuple[TargetEntry, ...]
    without: str
    blank: str


@dataclass(frozen=True)
class ReportContent:
    """A report in words. `subject` are the lines under its kind; `notes` explain the marks of tables."""

    subject: tuple[str, ...]
    opening: str
    general: tuple[str, ...]
    heads: tuple[str, ...]
    clauses: tuple[ClauseSection, ...]
    notes: tuple[str, ...]
    closing: str
    appendix: tuple[AppendixTable, ...]
    appendix_notes: tuple[str, ...]
    sources: tuple[str, ...]


def report_content(material: Material) -> ReportContent:
    """Word a report: only what the order's audience may see, and nothing that is not in the data."""
    summary, word = material.reading.summary, material.word
    table = plan_table(summary, word)
    drawn = chosen_layers(material)
    tables, notes = appendix_tables(material)
    return ReportContent(
        subject=_subject(material),
        opening=_opening(material),
        general=general_sentences(summary, word),
        heads=table.heads,
        clauses=tuple(
            _clause(material, clause, lines, drawn)
            for clause, (_code, lines) in zip(table.clauses, summary.in_clauses, strict=True)
        ),
        notes=tuple(text for text in (*table.notes, say_choice(material)) if text),
        closing=word(
            _("This is the report on the targets (%(period)s)."),
            period=format_period(summary.period, word.lang),
        ),
        appendix=tables,
        appendix_notes=tuple(text for text in (say_without_figures(material), *notes) if text),
        sources=tuple(summary_sources(summary, material.reading.snapshot, material.order, word)),
    )


def _subject(material: Material) -> tuple[str, ...]:
    resolution, word = material.reading.summary.resolution, material.word
    said = (
        word(_("Results against the targets"))
        if resolution is None
        else word(_("Results against the targets of resolution %(number)s"), number=resolution.number)
    )
    return (said, say_subject(material))


def _opening(material: Material) -> str:
    resolution, word = material.reading.summary.resolution, material.word
    period = format_period(material.order.period, word.lang)
    if resolution is None:
        return word(_("The targets stand as follows (%(period)s)."), period=period)
    return word(
        _("Under resolution %(number)s of %(day)s, %(issuer)s, the targets stand as follows (%(period)s)."),
        number=resolution.number,
        day=format_date(resolution.issued_on, word.lang),
        issuer=word.pick(resolution.issuer_vi, resolution.issuer_en),
        period=period,
    )


def _clause(
    material: Material, table: PlanClause, lines: tuple[TargetLine, ...], drawn: Sequence[Layer]
) -> ClauseSection:
    word, layers = material.word, [line.layer for line in lines]
    silent = [layer for layer in layers if _is_silent(layer, material)]
    overview = (
        say_listed(lines, word),
        say_figures([line.layer.district.figure for line in lines], _("The district's figures"), word),
        say_hidden(material.reading.summary.hidden_by_clause.get(table.code, 0), word),
    )
    title = word(_("Clause %(code)s"), code=table.code)
    return ClauseSection(
        title=f"{title}: {table.title}" if table.title else title,
        overview=" ".join(text for text in overview if text),
        table=table,
        entries=tuple(_entry(material, layer, drawn) for layer in layers if layer not in silent),
        without=_say_without(silent, word),
        blank=_blank(material, lines),
    )


def _is_silent(layer: Layer, material: Material) -> bool:
    """Tell whether nobody has a figure of a line, and nothing was entered about it."""
    is_empty = layer.district.figure.state == State.NO_DATA and not layer.has_values
    return is_empty and not said_remedies(material.reading.snapshot, layer, material.word)


def _say_without(layers: Sequence[Layer], word: Translator) -> str:
    if not layers:
        return ""
    named = say_targets_named([layer.indicator.name(word.lang) for layer in layers], word)
    return word(_("No data yet: %(named)s."), named=named)


def _entry(material: Material, layer: Layer, drawn: Sequence[Layer]) -> TargetEntry:
    word = material.word
    return TargetEntry(
        code=layer.indicator.code,
        sentences=(*target_sentences(layer, word), *commune_sentences(layer, word)),
        remedies=said_remedies(material.reading.snapshot, layer, word),
        map=layer if layer in drawn else None,
    )


def _blank(material: Material, lines: tuple[TargetLine, ...]) -> str:
    word = material.word
    names = [layer.indicator.name(word.lang) for layer in unexplained(material.reading.snapshot, lines)]
    if not names:
        return ""
    named = say_targets_named(names, word)
    return word(_("the offices in charge add causes and remedies: %(named)s"), named=named)
