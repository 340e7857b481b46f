"""Decks of the sample, made once: every kind of part, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.build.decks import deck_of, material_of
from webmap.paper.order import COMMUNE, HEAT, SHEET, TARGETS, Part
from webmap.prints.sheet.material import Material

SHEETS = (
    "clean_water_rural",
    "tree_cover",
    "new_rural_criteria",
    "social_order_crimes",
    "model_residential_areas",
    "new_rural_advanced_district",
    "doctors_per_10k",
    "budget_revenue",
)
PARTS = (
    Part(TARGETS),
    Part(HEAT),
    *(Part(SHEET, code) for code in SHEETS),
    Part(COMMUNE, "26488"),
)


@pytest.fixture(scope="package")
def material(sample_app: Flask) -> Material:
    """The sample's material for a pack in Vietnamese."""
    return material_of(sample_app)


@pytest.fixture(scope="package")
def deck(material: Material) -> Any:
    """A deck of every kind of part."""
    return deck_of(material, _known(material))


@pytest.fixture(scope="package")
def english_deck(sample_app: Flask) -> Any:
    """The same deck in English."""
    found = material_of(sample_app, lang="en")
    return deck_of(found, _known(found))


def _known(material: Material) -> list[Part]:
    """Return the parts with a commune that the sample has."""
    return [*PARTS[:-1], Part(COMMUNE, material.reading.communes[0].code)]
