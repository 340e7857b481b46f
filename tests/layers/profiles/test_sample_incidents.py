"""The sample's incidents: inside the outlines, thick in some places, and without anything personal."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date

import shapely
from shapely.geometry import shape

from layers.profiles.nhon_trach.sample import make_boundaries, make_incidents, plan

INCIDENTS = plan.table("incidents.csv")


def test_the_program_makes_the_committed_file_again(tmp_path):
    made = tmp_path / "incidents.csv"
    make_incidents.write(make_incidents.make(), made)
    assert made.read_bytes() == make_incidents.FILE.read_bytes()


def test_the_columns_are_those_of_the_import_and_none_is_personal():
    with make_incidents.FILE.open(encoding="utf-8", newline="") as file:
        assert tuple(next(csv.reader(file))) == make_incidents.COLUMNS
    assert {row["note"] for row in INCIDENTS} == {"Số liệu mẫu"}


def test_there_are_six_hundred_of_every_kind_with_a_case_number_each():
    assert len(INCIDENTS) == 600
    assert len({row["case_no"] for row in INCIDENTS}) == 600
    assert all(row["case_no"].startswith("MAU-") for row in INCIDENTS)
    kinds = Counter(row["kind"] for row in INCIDENTS)
    assert kinds.keys() == {"theft", "fighting", "traffic_accident", "drug"}
    assert min(kinds.values()) > 40


def test_they_happened_in_2023_and_2024_and_were_reported_on_that_day_or_later():
    days = [date.fromisoformat(row["occurred_on"]) for row in INCIDENTS]
    assert {day.year for day in days} == {2023, 2024}
    assert days == sorted(days)
    assert all(
        date.fromisoformat(row["reported_on"]) >= day for row, day in zip(INCIDENTS, days, strict=True)
    )


def test_each_lies_in_the_commune_it_names():
    features = json.loads(make_boundaries.FILE.read_text(encoding="utf-8"))["features"]
    outlines = {f["properties"]["commune_code"]: shape(f["geometry"]) for f in features}
    for row in INCIDENTS:
        point = shapely.Point(float(row["longitude"]), float(row["latitude"]))
        assert outlines[row["commune_code"]].contains(point), row


def test_a_few_squares_of_a_kilometre_hold_ten_or_more_and_many_fewer():
    cells = Counter(
        (int(float(row["longitude"]) / 0.00914), int(float(row["latitude"]) / 0.00904)) for row in INCIDENTS
    )
    thick = [count for count in cells.values() if count >= 10]
    assert 4 <= len(thick) <= 30
    assert len(cells) > 100
