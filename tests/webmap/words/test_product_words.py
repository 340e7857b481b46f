"""Which classes count as trees is said wherever a measured value is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.imagery.landcover import load_legend
from tests.build.pages import PageClient
from webmap.words.origin import say_class_rule
from webmap.words.translations import translator

SAID = "tính là cây: Cây thân gỗ che phủ (≥ 10%) (10), Rừng ngập mặn (95)"


def test_the_map_page_says_which_classes_count(sample_client: PageClient) -> None:
    page = sample_client.get("/maps/tree_cover")
    assert SAID in page.words()


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("tree: 10, 95", SAID),
        ("forest: ", "tính là rừng: không có lớp nào"),
        (
            "forest:  (without maybe: 10)",
            "tính là rừng: không có lớp nào; không tính lớp lẫn: Cây thân gỗ che phủ (≥ 10%) (10)",
        ),
        ("written by hand", "written by hand"),
        (None, ""),
    ],
)
def test_rules_are_said_with_the_names_of_classes(rule: str | None, said: str) -> None:
    assert say_class_rule(rule, "esa-worldcover-v200", translator("vi")) == said


def test_an_office_s_own_legend_names_its_classes_where_it_is_at_hand(tmp_path: Path) -> None:
    file = tmp_path / "so-lam-nghiep.csv"
    file.write_text("value,label_vi,is_tree\n1,Keo lai,yes\n", encoding="utf-8")
    legend, word = load_legend(file), translator("vi")
    assert say_class_rule("tree: 1", legend.name, word, legend=legend) == "tính là cây: Keo lai (1)"
    assert say_class_rule("tree: 1", legend.name, word) == "tính là cây: 1"
