"""The sample's criteria results and recognitions: whole, plausible, and clearly invented."""

from __future__ import annotations

from datetime import date

from layers.catalogue import Grade
from layers.profiles.nhon_trach.sample import make_criteria, plan
from tests.build.sample import COMMUNES

RESULTS = plan.table("criteria_results.csv")
RECOGNITIONS = plan.table("recognitions.csv")
XA = set(COMMUNES) - {plan.TOWN}


def met(commune: str, period: str, criterion_set: str) -> int:
    return sum(
        row["result"] == "met"
        for row in RESULTS
        if (row["commune_code"], row["period"], row["criterion_set"]) == (commune, period, criterion_set)
    )


def test_the_program_makes_the_committed_file_again(tmp_path):
    made = tmp_path / "criteria_results.csv"
    make_criteria.write(make_criteria.make(), made)
    assert made.read_bytes() == make_criteria.FILE.read_bytes()


def test_each_xa_has_all_criteria_of_both_sets_in_each_period_and_the_town_none():
    keys = {(r["commune_code"], r["period"], r["criterion_set"], r["criterion"]) for r in RESULTS}
    assert len(keys) == len(RESULTS) == 11 * 4 * (19 + 19)
    assert {row["commune_code"] for row in RESULTS} == XA
    for grade in (Grade.STANDARD, Grade.ADVANCED):
        criteria = plan.profile().criterion_set(grade, date(2024, 12, 31))
        assert criteria is not None
        numbers = {row["criterion"] for row in RESULTS if row["criterion_set"] == criteria.code}
        assert numbers == {criterion.number for criterion in criteria.criteria}


def test_every_result_occurs_and_every_row_is_marked():
    assert {row["result"] for row in RESULTS} == {"met", "not_met", "no_data", "not_applicable"}
    assert {row["evidence"] for row in RESULTS} == {"Số mẫu"}


def test_communes_gain_criteria_but_for_one_that_lapsed():
    for commune in XA:
        for criterion_set in ("standard-2021-2025", "advanced-2021-2025"):
            course = [met(commune, period, criterion_set) for period in ("2022", "2023", "2024")]
            if (commune, criterion_set) == ("26485", "advanced-2021-2025"):
                assert course == [19, 19, 18]
            else:
                assert course == sorted(course)


def test_some_lag_behind():
    assert met("26503", "2024", "standard-2021-2025") == 17
    assert met("26503", "2024", "advanced-2021-2025") == 10


def test_recognitions_climb_grade_by_grade_and_one_is_withdrawn():
    days: dict[tuple[str, str], date] = {}
    for row in RECOGNITIONS:
        assert row["commune_code"] in XA
        assert row["number"].startswith("MẪU-")
        key, day = (row["commune_code"], row["grade"]), date.fromisoformat(row["date"])
        if row["withdrawn"] == "1":
            assert days[key] < day
        else:
            days[key] = day
    assert {commune for commune, grade in days if grade == "standard"} == XA
    assert {grade for _, grade in days} == {"standard", "advanced", "model"}
    for commune, grade in days:
        if grade != "standard":
            lower = "standard" if grade == "advanced" else "advanced"
            assert days[commune, lower] < days[commune, grade]
    assert [row["commune_code"] for row in RECOGNITIONS if row["withdrawn"] == "1"] == ["26497"]
