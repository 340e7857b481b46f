"""No wall stands with nothing behind it: small files have several readers; a map page passes few modules."""

from __future__ import annotations

from flask import Flask

from docs.house_figures import modules_on_the_way, thin_walls

KEPT_APART = {
    "layers.joining.since": "its reader is a route file of another storey, which reads no figures itself",
}
MOST_MODULES = 65


def test_no_small_file_is_read_by_one_module_alone() -> None:
    assert set(thin_walls()) == set(KEPT_APART)


def test_a_map_page_passes_through_few_modules(sample_app: Flask) -> None:
    # Asked for the first time the page reads the store too; later the snapshot is there.
    sample_app.extensions.pop("kept", None)
    first, again = modules_on_the_way(sample_app), modules_on_the_way(sample_app)
    assert 0 < len(again) <= len(first) <= MOST_MODULES
