"""`landcover classify`: trees from raw imagery by NDVI, with its histogram to choose the threshold by."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import click
from flask.cli import with_appcontext

from geodata.imagery.ndvi import (
    NODATA,
    TREE,
    NdviBands,
    NdviHistogram,
    classify_trees,
    read_histogram,
    suggest_threshold,
)
from webmap.cli.measuring import shown_progress
from webmap.cli.ndvi_picture import histogram_svg, write_picture
from webmap.cli.reports import in_words
from webmap.words.findings import word_in_each
from webmap.words.numbers import format_number
from webmap.words.translations import Translator

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("classify")
@click.argument("raster", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--red", type=int, required=True, help="Number of the red band, from 1.")
@click.option("--nir", type=int, required=True, help="Number of the near infrared band.")
@click.option("--threshold", type=float, help="A pixel is a tree where its NDVI is this or more.")
@click.option("--output", type=_FILE, help="GeoTIFF to write; its legend is written beside it (.toml).")
@click.option("--histogram", "picture", type=_FILE, help="Picture to draw (.png or .svg).")
@with_appcontext
@in_words
def classify_command(
    raster: Path,
    red: int,
    nir: int,
    threshold: float | None,
    output: Path | None,
    picture: Path | None,
    word: Translator,
) -> None:
    """Make a tree / no-tree raster by NDVI from a multi-band GeoTIFF.

    Without --threshold only the histogram is read: look at it, choose, and repeat.
    """
    _check_options(threshold, output, picture)
    bands = NdviBands(raster, red, nir)
    if threshold is None or picture is not None:
        _show_histogram(bands, threshold, picture, word)
    if threshold is None or output is None:
        return
    with shown_progress(word) as progress:
        counts = classify_trees(bands, threshold, output, wording=word_in_each, progress=progress)
    valid = sum(counts.values()) - counts[NODATA]
    share = _percent(counts[TREE] / valid if valid else 0.0, word)
    click.echo(
        word(
            "%(file)s written: %(share)s of the valid pixels are trees (NDVI of %(threshold)s or more)",
            file=output.name,
            share=share,
            threshold=_number(threshold, 2, word),
        )
    )
    click.echo(
        word(
            "Measure it with: landcover measure %(file)s --legend %(legend)s",
            file=output.name,
            legend=output.with_suffix(".toml").name,
        )
    )


def _check_options(threshold: float | None, output: Path | None, picture: Path | None) -> None:
    if (threshold is None) != (output is None):
        raise click.UsageError("--threshold and --output belong together; without both the histogram is read")
    if picture is not None and picture.suffix.lower() not in (".png", ".svg"):
        raise click.UsageError("--histogram must end in .png or .svg")


def _show_histogram(
    bands: NdviBands, threshold: float | None, picture: Path | None, word: Translator
) -> None:
    with shown_progress(word) as progress:
        histogram = read_histogram(bands, progress=progress)
    suggested = suggest_threshold(histogram)
    _say(histogram, suggested, word)
    if picture is not None:
        title = word("NDVI of %(file)s", file=bands.path.name)
        svg = histogram_svg(histogram, title=title, threshold=threshold, suggested=suggested, word=word)
        write_picture(svg, picture)
        click.echo(word("Histogram drawn: %(file)s", file=picture.name))


def _say(histogram: NdviHistogram, suggested: float | None, word: Translator) -> None:
    """Print the histogram in steps of a tenth, and what Otsu's method suggests."""
    for n in range(20):
        low = round(-1 + n / 10, 1)
        share = histogram.share_above(low) - histogram.share_above(round(low + 0.1, 1))
        if share > 0:
            span = f"{_number(low, 1, word):>4} … {_number(round(low + 0.1, 1), 1, word):>4}"
            click.echo(f"{span}  {_percent(share, word):>6}  {'█' * round(40 * share)}")
    if suggested is not None:
        click.echo(
            word(
                "Suggested threshold (Otsu): %(value)s; %(share)s of the valid pixels would be trees. "
                "Compare with the image before you take it.",
                value=_number(suggested, 2, word),
                share=_percent(histogram.share_above(suggested), word),
            )
        )


def _percent(share: float, word: Translator) -> str:
    return f"{_number(100 * share, 1, word)}%"


def _number(value: float, decimals: int, word: Translator) -> str:
    return format_number(Decimal(repr(value)), decimals, word.lang)
