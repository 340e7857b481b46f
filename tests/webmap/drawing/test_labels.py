"""Labels: inside where they fit, smaller or broken, led out, left out; never over each other."""

from itertools import combinations

import pytest
from shapely.geometry import LineString, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from webmap.drawing.labels import Placed, Wanted, place_labels
from webmap.drawing.typeface import broken, text_width

SIXTY = "Thị trấn nông trường Việt Hưng Phước Long Bình Tân Thạnh Mỹ A"


def placed(
    outlines: dict[str, BaseGeometry],
    names: dict[str, str],
    *,
    taken: tuple[BaseGeometry, ...] = (),
    frame: tuple[float, float] = (200, 150),
) -> tuple[dict[str, Placed], tuple[str, ...]]:
    """Place labels of 9 points, 8 at least."""
    wanted = [Wanted(code, name, "86,1%", True) for code, name in names.items()]
    found, left_out = place_labels(
        wanted,
        outlines,
        points=9,
        least=8,
        frame=frame,
        land=unary_union(list(outlines.values())),
        taken=taken,
    )
    return {one.wanted.code: one for one in found}, left_out


@pytest.mark.parametrize(
    ("name", "lines", "expected"),
    [
        ("Phước An", 1, ("Phước An",)),
        ("Phước An", 2, ("Phước", "An")),
        ("Phước An", 3, None),
        ("Vĩnh Thanh Đông", 2, ("Vĩnh Thanh", "Đông")),
    ],
)
def test_names_break_between_words(name: str, lines: int, expected: tuple[str, ...] | None) -> None:
    assert broken(name, lines) == expected


def test_in_a_wide_area_the_name_stands_whole_at_the_pole() -> None:
    found, left_out = placed({"1": box(20, 20, 120, 100)}, {"1": "Phước An"})
    assert left_out == ()
    label = found["1"]
    assert (label.lines, label.points, label.leader) == (("Phước An",), 9, None)
    assert 30 < label.x < 110
    assert label.y == pytest.approx(60, abs=1)


def test_in_a_narrow_area_the_name_is_broken() -> None:
    narrow = text_width("Phước An", points=8, bold=True) - 1
    label = placed({"1": box(20, 20, 20 + narrow, 80)}, {"1": "Phước An"})[0]["1"]
    assert label.lines == ("Phước", "An")
    assert label.leader is None


def test_what_does_not_fit_is_led_out_to_free_paper() -> None:
    small = box(100, 70, 104, 74)
    label = placed({"1": small}, {"1": "Phước An"})[0]["1"]
    assert label.leader is not None
    assert small.contains(LineString(label.leader).interpolate(0))
    assert not label.box.intersects(small)
    assert label.points == 8


def test_nothing_is_below_the_least_size() -> None:
    outlines = {str(n): box(20 * n, 20, 20 * n + 17, 34) for n in range(8)}
    found, _ = placed(outlines, dict.fromkeys(outlines, "Phước Thiền"))
    assert all(label.points >= 8 for label in found.values())


def test_labels_never_overlap_nor_stand_on_what_is_taken() -> None:
    outlines = {
        f"{x}{y}": box(60 + 9 * x, 45 + 7 * y, 69 + 9 * x, 52 + 7 * y) for x in range(9) for y in range(7)
    }
    taken = (box(0, 130, 50, 150),)
    found, left_out = placed(outlines, dict.fromkeys(outlines, "Phước Thiền"), taken=taken)
    assert len(found) + len(left_out) == 63
    assert left_out, "a crowd this dense leaves some out"
    for one, other in combinations(found.values(), 2):
        assert not one.box.intersects(other.box), (one, other)
    assert not any(label.box.intersects(taken[0]) for label in found.values())
    assert all(box(0, 0, 200, 150).contains(label.box) for label in found.values())


def test_leaders_cross_neither_labels_nor_each_other() -> None:
    outlines = {str(n): box(60 + 6 * n, 70, 66 + 6 * n, 76) for n in range(8)}
    found, _ = placed(outlines, dict.fromkeys(outlines, "Phú Hội"))
    leaders = {code: LineString(one.leader) for code, one in found.items() if one.leader}
    assert len(leaders) == 8
    for one, other in combinations(leaders, 2):
        assert not leaders[one].intersects(leaders[other])
        assert not leaders[one].intersects(found[other].box)


def test_a_name_of_sixty_letters_is_broken_into_lines() -> None:
    assert len(SIXTY) >= 60
    label = placed({"1": box(20, 20, 80, 80)}, {"1": SIXTY})[0]["1"]
    assert " ".join(label.lines) == SIXTY
    assert len(label.lines) > 1
    assert label.box.within(box(19, 19, 81, 81))


@pytest.mark.parametrize(("high", "is_crowd"), [(3, False), (7, True)])
def test_only_in_a_crowd_do_leaders_keep_to_the_outer_edge(high: int, is_crowd: bool) -> None:
    """A few names are worth lines over their neighbours; a few of very many are not."""
    cells = [(x, y) for x in range(9 if is_crowd else 4) for y in range(high)]
    outlines = {f"{x}{y}": box(60 + 9 * x, 40 + 7 * y, 69 + 9 * x, 47 + 7 * y) for x, y in cells}
    found, left_out = placed(outlines, dict.fromkeys(outlines, "Phước Thiền"))
    led = {code: label for code, label in found.items() if label.leader is not None}
    assert len(led) > 5
    assert (len(left_out) > 5) is is_crowd
    over = [
        sum(LineString(label.leader).intersection(shape).length for n, shape in outlines.items() if n != code)
        for code, label in led.items()
    ]
    assert max(over) <= 9.1 if is_crowd else max(over) > 5
