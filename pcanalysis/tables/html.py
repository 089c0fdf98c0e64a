"""A result as HTML for a notebook: its sentences and its table, everything escaped."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from IPython.core.getipython import get_ipython

from pcanalysis.tables import Result, Table, formatters, table
from pcanalysis.texts import describe


@dataclass(frozen=True, slots=True)
class Shown:
    """A result in words and figures, as a notebook shows it."""

    html: str
    text: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


def shown(result: Result, language: str = "nl") -> Shown:
    """Return the sentences and the table of a result, for display in a notebook."""
    sentences = describe(result, language)
    said = f"<p>{escape(' '.join(sentences))}</p>"
    return Shown(said + to_html(table(result, language)), " ".join(sentences))


def to_html(made: Table) -> str:
    """Return a table as HTML, with caption and scopes."""
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in made.header)
    rows = "".join(f"<tr>{_row(row)}</tr>" for row in made.rows)
    caption = f"<caption>{escape(made.caption)}</caption>"
    return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _row(row: tuple[str, ...]) -> str:
    first = f'<th scope="row">{escape(row[0])}</th>'
    return first + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])


def register() -> None:
    """Let results show themselves in this notebook; does nothing outside IPython."""
    shell: Any = get_ipython()
    if shell is None:
        return
    formatter = shell.display_formatter.formatters["text/html"]
    for module, name in formatters().items():
        formatter.for_type_by_name(module, name, lambda result: shown(result).html)
