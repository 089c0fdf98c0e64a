"""Results show themselves in a notebook: words and table, with everything from a file escaped."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pcanalysis.analysis import fit_trend, measure_gap
from pcanalysis.store.from_file import read_indicators
from pcanalysis.tables import Table, register, shown, table, to_html
from tests.texts.results import GOVERNED, REPRESENTED, history, target

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


class _Tags(HTMLParser):
    """Collects the tags a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.tags.append(tag)


def tags(html: str) -> list[str]:
    """Return the tags of a piece of HTML in order."""
    parser = _Tags()
    parser.feed(html)
    return parser.tags


SMALL = Table(
    caption="Twee jaar", header=("Jaar", "Gemeten"), rows=(("2015", "28%"),), numeric=(False, True)
)


def test_a_table_has_its_caption_before_its_head_and_body() -> None:
    assert tags(to_html(SMALL)) == [
        "table", "caption", "thead", "tr", "th", "th", "tbody", "tr", "th", "td",
    ]  # fmt: skip


def test_heads_say_whether_they_head_a_column_or_a_row() -> None:
    html = to_html(SMALL)
    assert html.count('scope="col"') == 2
    assert '<th scope="row">2015</th>' in html


def test_figures_stand_at_the_right() -> None:
    assert '<td style="text-align:right">28%</td>' in to_html(SMALL)


@pytest.mark.parametrize("where", ["caption", "header", "rows"])
def test_markup_from_a_file_is_text_wherever_it_stands(where: str) -> None:
    parts = {"caption": "c", "header": ("h", "h"), "rows": (("a", "b"),)}
    parts[where] = {"caption": HOSTILE, "header": (HOSTILE, HOSTILE)}.get(
        where, ((HOSTILE, HOSTILE),)
    )
    html = to_html(Table(numeric=(False, True), **parts))  # type: ignore[arg-type]
    assert {"script", "img"}.isdisjoint(tags(html))
    assert "&lt;script&gt;" in html


def test_a_table_without_rows_is_still_a_table() -> None:
    html = to_html(Table(caption="Leeg", header=("Jaar",), rows=(), numeric=(False,)))
    assert html.endswith("<tbody></tbody></table>")


def test_a_result_shows_its_sentences_and_then_its_table() -> None:
    html = shown(measure_gap(REPRESENTED, [target(2017, 31)])).html
    assert html.startswith("<p>")
    assert "Het cijfer van 2017 is 29%" in html[: html.index("<table>")]
    assert ">31%</td>" in html[html.index("<table>") :]


def test_what_is_behind_a_verdict_can_be_opened_below_the_table() -> None:
    html = shown(measure_gap(REPRESENTED, [target(2019, 31)])).html

    assert html.index("</table>") < html.index("<details><summary>Wat erachter zit</summary>")
    assert "De afgelopen jaren: elk jaar 0,5 punt hoger." in html[html.index("<details>") :]


def test_a_result_speaks_english_when_asked() -> None:
    html = shown(fit_trend(GOVERNED), "en").html
    assert "Two measurements" in html
    assert "Measured" in html


def test_a_history_shows_its_table_without_sentences() -> None:
    made = shown(REPRESENTED)
    assert made.html == to_html(table(REPRESENTED))
    assert made.text == table(REPRESENTED).caption


def test_in_a_terminal_a_result_is_its_sentences() -> None:
    made = shown(fit_trend(GOVERNED))
    assert repr(made) == made.text
    assert "48% in 2015" in repr(made)
    assert "<" not in repr(made)


def test_a_notebook_takes_the_html() -> None:
    made = shown(fit_trend(GOVERNED))
    assert made._repr_html_() == made.html


def test_a_hostile_name_of_an_indicator_is_shown_as_it_is_written() -> None:
    named = history({2015: 28, 2017: 29}, names={"nl": HOSTILE, "en": HOSTILE})
    html = shown(fit_trend(named)).html
    assert {"script", "img"}.isdisjoint(tags(html))
    assert "&lt;script&gt;alert(1)" in html


def test_registering_outside_a_notebook_does_nothing() -> None:
    before = repr(fit_trend(GOVERNED))
    register()
    assert repr(fit_trend(GOVERNED)) == before


def test_in_a_notebook_every_kind_of_result_shows_itself(root: Path) -> None:
    program = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
import pcanalysis as pc
from tests.texts.judged import norms
from tests.texts.results import GOVERNED, target
results = (GOVERNED, pc.fit_trend(GOVERNED), pc.measure_gap(GOVERNED, [target(2017, 50)]),
           pc.make_forecast(GOVERNED, horizon=1), pc.chart_xmr(GOVERNED),
           pc.judge_norm(norms()["attainable"].history, 95), pc.compare_portfolio([]))
for result in results:
    data, _ = shell.display_formatter.format(result)
    print(type(result).__name__, data.get("text/html", "").count("<table>"))
data, _ = shell.display_formatter.format("plain text")
print("str", "text/html" in data)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[:8] == [
        "History 1",
        "Trend 1",
        "Gap 1",
        "Forecast 1",
        "XmrChart 1",
        "Norm 1",
        "Portfolio 1",
        "str False",
    ]


def test_the_histories_of_a_file_show_outcome_messages_and_a_table(tmp_path: Path) -> None:
    file = tmp_path / "cijfers.csv"
    rows = f"code;naam;jaar;waarde;streefwaarde\na;{HOSTILE.replace(';', ',')};2019;62%;\na;;2020;64%;65%\nb;x;2020;veel;\n"
    file.write_text(rows.replace('"', ""), encoding="utf-8")
    found = read_indicators(file)
    html = shown(found).html

    assert (
        shown(found).text
        == "Deels geaccepteerd: 2 rijen. Wat eronder een fout heet, is weggelaten."
    )
    assert "cijfers.csv, regel 4" in html
    assert {"script", "img"}.isdisjoint(tags(html))
    [row] = table(found, "en").rows
    assert (row[0], *row[2:]) == ("a", "2", "2019", "2020", "64%", "1")


def test_a_history_without_a_figure_stands_in_the_table_with_dashes(tmp_path: Path) -> None:
    file = tmp_path / "cijfers.csv"
    file.write_text("code;jaar;waarde\na;2019;-\nb;2019;1\n", encoding="utf-8")

    assert table(read_indicators(file)).rows[0][2:] == ("0", "–", "–", "–", "0")


def test_of_very_many_messages_the_first_twenty_are_shown(tmp_path: Path) -> None:
    file = tmp_path / "cijfers.csv"
    lines = "".join(f"a;{year};veel\n" for year in range(1980, 2010))
    file.write_text(f"code;jaar;waarde\na;2019;1\n{lines}", encoding="utf-8")
    html = shown(read_indicators(file)).html

    assert tags(html).count("li") == 21
    assert "10" in html.rpartition("<li>")[2]
