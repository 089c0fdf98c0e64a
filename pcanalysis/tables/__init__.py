"""Results as tables, and how results show themselves in a notebook."""

from pcanalysis.tables.html import Shown, register, shown, to_html
from pcanalysis.tables.rows import Table, table

__all__ = ["Shown", "Table", "register", "shown", "table", "to_html"]
