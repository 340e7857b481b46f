"""What a merged unit's figure says of its parts, on the map, in tables and beside small lines."""

import re
from datetime import date
from fractions import Fraction

from geodata.store.units import StoredUnit, UnitKey
from geodata.store.vocabulary import State
from layers.catalogue import Kind, Profile
from layers.joining.figures import NOT_ADDED
from layers.joining.history import HistoryPoint
from layers.periods import Period
from layers.rules.values import Figure, MergedPart
from tests.build.pages import PageClient
from webmap.drawing.sparkline import sparkline
from webmap.words.translations import translator
from webmap.words.unit_facts import say_merged

VI = translator("vi")


def part(name: str, figure: Figure, *, is_added: bool) -> MergedPart:
    unit = StoredUnit(UnitKey("26470", date(2020, 1, 1)), name, "xa")
    return MergedPart(unit, figure, is_added)


def number(value: int) -> Figure:
    return Figure(State.VALUE, value=Fraction(value), denominator=Fraction(19))


def test_a_sum_says_of_how_many_it_is_and_which_lack(profile: Profile) -> None:
    parts = (
        part("Xã Phú Hội", number(3), is_added=True),
        part("Xã Phước Thiền", Figure(State.NO_DATA), is_added=False),
        part("Thị trấn Hiệp Phước", Figure(State.NOT_APPLICABLE), is_added=False),
    )
    figure = Figure(State.VALUE, value=Fraction(3), merged=parts)
    said = say_merged(profile.indicators["health_insurance"], figure, VI)
    assert said == "cộng từ 1/3 đơn vị cũ; chưa tính: Phước Thiền; không áp dụng: Hiệp Phước"


def test_what_does_not_add_up_is_listed(profile: Profile) -> None:
    criteria = next(i for i in profile.measured_lines if i.kind is Kind.CRITERIA)
    parts = (
        part("Xã Phú Hội", number(19), is_added=False),
        part("Xã Long Tân", Figure(State.NO_DATA), is_added=False),
    )
    figure = Figure(State.NO_DATA, NOT_ADDED, merged=parts)
    said = say_merged(criteria, figure, VI)
    assert said.startswith("trước sáp nhập: Phú Hội: 19/19")
    assert said.endswith("; Long Tân: –")


def test_a_figure_of_its_own_says_nothing(profile: Profile) -> None:
    assert say_merged(profile.indicators["health_insurance"], number(3), VI) == ""


def test_a_small_line_marks_where_the_series_breaks(profile: Profile) -> None:
    values = [(2023, 5, True), (2024, 6, True), (2025, 7, False)]
    points = [HistoryPoint(Period(y), Fraction(v), is_merged=merged) for y, v, merged in values]
    line = sparkline(points, profile.indicators["health_insurance"], word=VI)
    assert line.count('class="spark-break"') == 1
    assert "gián đoạn chuỗi số liệu" in line
    unbroken = sparkline(points[:2], profile.indicators["health_insurance"], word=VI)
    assert "spark-break" not in unbroken


def test_a_small_line_joins_what_one_product_measured(profile: Profile) -> None:
    products = ("a-v1", "a-v1", "b-v1", "b-v1", None)
    points = [HistoryPoint(Period(2020 + n), Fraction(n), product=one) for n, one in enumerate(products)]
    line = sparkline(points, profile.indicators["tree_cover"], word=VI)
    drawn = re.search(r'class="spark-line" d="([^"]*)"', line)
    assert drawn is not None
    assert re.sub(r"[^ML]", "", drawn[1]) == "MLMLM"


def test_old_values_on_the_map_of_new_units_say_their_parts(sample_client: PageClient) -> None:
    words = sample_client.get("/maps/health_insurance?period=2024&at=2025-12-31").words()
    assert "cộng từ 5/5 đơn vị cũ" in words
