"""A clerk's file is held against what the clerk reports."""

from __future__ import annotations

from collections.abc import Callable

from layers.catalogue import Profile
from layers.reporters import Reporter
from layers.reporting import ReadReport
from layers.reporting.rights import not_theirs
from tests.layers.reporting.workbooks import FilledTemplate

SETTINGS = {"owner.major_fires": "Công an huyện"}


def test_other_offices_lines_are_refused_in_their_cells(
    template: FilledTemplate, read: Callable[..., ReadReport], profile: Profile
) -> None:
    template["26470", "major_fires:value"] = 1
    template["26470", "tree_cover:value"] = 30
    wrong = template.cell("26470", "tree_cover:value")
    report = read(template.save())
    found = not_theirs(report, Reporter(offices=("Công an huyện",)), profile, SETTINGS)
    assert [(f.code, f.place.sheet, f.place.cell) for f in found] == [
        ("indicator.not_yours", wrong.parent.title, wrong.coordinate)
    ]


def test_other_communes_rows_are_refused(
    template: FilledTemplate, read: Callable[..., ReadReport], profile: Profile
) -> None:
    template["26470", "major_fires:value"] = 1
    template["26473", "major_fires:value"] = 1
    found = not_theirs(read(template.save()), Reporter(unit_codes=("26470",)), profile, {})
    assert [(f.code, f.parameters["unit"]) for f in found] == [("unit.not_yours", "26473")]
