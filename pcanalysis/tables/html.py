"""A result as HTML for a notebook: its sentences and its table, everything escaped."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from pcanalysis.errors import MOST_TOLD
from pcanalysis.errors.message import sentences
from pcanalysis.model import History
from pcanalysis.store.from_file import Histories
from pcanalysis.tables.rows import Result, Table, table
from pcanalysis.texts import describe, details, word

SHOW_THEMSELVES = (  # module and name of the types that do so in a notebook
    ("pcanalysis.analysis.trend", "Trend"),
    ("pcanalysis.analysis.gap", "Gap"),
    ("pcanalysis.analysis.forecast.distribution", "Forecast"),
    ("pcanalysis.analysis.xmr", "XmrChart"),
    ("pcanalysis.analysis.norms", "Norm"),
    ("pcanalysis.analysis.portfolio", "Portfolio"),
    ("pcanalysis.model.history", "History"),
    ("pcanalysis.store.from_file", "Histories"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A result in words and figures, as a notebook shows it."""

    html: str
    text: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


def shown(result: Result | History | Histories, language: str = "nl") -> Shown:
    """Return the sentences and the table of a result, for display in a notebook."""
    made = table(result, language)
    if isinstance(result, Histories):
        said = word(language, f"check.{result.outcome}", rows=len(result.rows))
        told = [m.told(language) for m in result.messages[:MOST_TOLD]]
        if (more := len(result.messages) - MOST_TOLD) > 0:
            told.append(sentences()["and_more"][language].format(count=more))
        listed = "".join(f"<li>{escape(line)}</li>" for line in told)
        return Shown(f"<p>{escape(said)}</p><ul>{listed}</ul>{to_html(made)}", said)
    if isinstance(result, History):
        return Shown(to_html(made), made.caption)
    said, rest = (" ".join(tell(result, language)) for tell in (describe, details))
    asked = f"<summary>{escape(word(language, 'table.more'))}</summary><p>{escape(rest)}</p>"
    behind = f"<details>{asked}</details>" if rest else ""
    return Shown(f"<p>{escape(said)}</p>{to_html(made)}{behind}", said)


def to_html(made: Table) -> str:
    """Return a table as HTML, with caption and scopes."""
    looks = [f' style="text-align:{"right" if right else "left"}"' for right in made.numeric]
    named = zip(made.header, looks, strict=True)
    heads = "".join(f'<th scope="col"{look}>{escape(head)}</th>' for head, look in named)
    rows = ""
    for first, *cells in made.rows:
        beside = zip(cells, looks[1:], strict=True)
        figures = "".join(f"<td{look}>{escape(cell)}</td>" for cell, look in beside)
        rows += f'<tr><th scope="row">{escape(first)}</th>{figures}</tr>'
    caption = f"<caption>{escape(made.caption)}</caption>"
    return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def register() -> None:
    """Let results show themselves in this notebook, in Dutch; does nothing outside IPython."""
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    if shell is None:
        return
    formatter = shell.display_formatter.formatters["text/html"]
    for module, name in SHOW_THEMSELVES:
        formatter.for_type_by_name(module, name, lambda result: shown(result).html)
