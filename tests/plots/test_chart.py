"""The sheet: words in their order, a picture for Jupyter, and no global state."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path

import pytest

from pcanalysis.analysis import fit_trend
from pcanalysis.plots import plot
from pcanalysis.plots.chart import NARROW, WIDE, Sheet
from tests.plots.reading import outside, words_on
from tests.texts.results import REPRESENTED

WORDS = {
    "title": "Geen duidelijke verandering",
    "subtitle": "Inwoners van Leiden",
    "tag": "GESIMULEERD",
    "note": "Gestreepte lijn",
}


def sheet(**words: str) -> Sheet:
    return Sheet(language="nl", alt_text="Puntgrafiek.", **words)


def test_title_subtitle_tag_and_note_stand_in_that_order() -> None:
    chart, _ = sheet(**WORDS).unfold(100.0)
    from_the_top = sorted(words_on(chart), key=lambda words: -words.top)
    assert [words.text for words in from_the_top] == list(WORDS.values())


def test_the_plot_lies_between_the_words() -> None:
    chart, start = sheet(**WORDS).unfold(100.0)
    heights = {words.text: words for words in words_on(chart)}
    assert heights["Gestreepte lijn"].top <= start
    assert heights["GESIMULEERD"].bottom >= start + 100


def test_a_bare_sheet_is_exactly_its_plot() -> None:
    chart, start = sheet().unfold(100.0)
    assert (chart.height, start) == (pytest.approx(100), 0)
    assert words_on(chart) == []


def test_a_long_title_makes_the_sheet_higher_and_stays_on_it() -> None:
    short, _ = sheet(**WORDS).unfold(100.0)
    long, _ = sheet(**(WORDS | {"title": "Geen duidelijke verandering " * 4})).unfold(100.0)
    assert long.height > short.height
    assert outside(long) == []


def test_only_the_width_differs_between_wide_and_narrow() -> None:
    wide, narrow = (
        Sheet(language="nl", alt_text="", narrow=narrow).unfold(100.0)[0]
        for narrow in (False, True)
    )
    assert (wide.width, narrow.width) == (pytest.approx(WIDE), pytest.approx(NARROW))
    assert wide.height == pytest.approx(narrow.height)


def test_no_letter_is_smaller_than_the_design_allows() -> None:
    chart = plot(fit_trend(REPRESENTED), "nl")
    assert chart is not None
    sizes = {
        artist.get_fontsize() for artist in chart.ground.artists if hasattr(artist, "get_text")
    }
    sizes |= {text.get_fontsize() for text in chart.ground.texts}
    assert min(sizes) >= 7.8
    assert max(sizes) == 13.0


def test_jupyter_gets_a_png_of_the_right_size() -> None:
    chart = plot(fit_trend(REPRESENTED), "nl")
    assert chart is not None
    png = chart._repr_png_()
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    assert width == pytest.approx(1080, abs=1)  # 7.2 inch at 150 dots
    assert height == pytest.approx(chart.height / 72 * 150, abs=1)


def test_a_chart_can_be_saved_as_any_figure(tmp_path: Path) -> None:
    chart = plot(fit_trend(REPRESENTED), "nl")
    assert chart is not None
    for kind in ("png", "pdf", "svg"):
        chart.savefig(tmp_path / f"chart.{kind}")
        assert (tmp_path / f"chart.{kind}").stat().st_size > 1000


def test_drawing_never_loads_pyplot() -> None:
    code = (
        "import sys; from tests.texts.results import REPRESENTED; "
        "from pcanalysis.analysis import fit_trend; from pcanalysis.plots import plot; "
        "plot(fit_trend(REPRESENTED))._repr_png_(); "
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


@pytest.mark.parametrize("pyplot", ["", "import matplotlib.pyplot\n"])
def test_a_notebook_shows_a_chart_that_is_the_last_expression(tmp_path: Path, pyplot: str) -> None:
    import nbformat
    from nbclient import NotebookClient

    code = (
        f"{pyplot}from tests.texts.results import REPRESENTED\n"
        "from pcanalysis.analysis import fit_trend\n"
        "from pcanalysis.plots import plot\n"
        "plot(fit_trend(REPRESENTED))"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        resources={"metadata": {"path": str(Path(__file__).parents[2])}},
    )
    client.execute()
    (output,) = notebook.cells[0]["outputs"]
    assert output["output_type"] == "execute_result"
    assert len(output["data"]["image/png"]) > 5000
