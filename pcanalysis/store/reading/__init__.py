"""Reading files that others made: every question a file raises has a module of its own.

A file goes through the door (:mod:`door`), becomes a grid of cells (:mod:`text_grid`,
:mod:`workbook_grid`, :mod:`json_grid`, :mod:`parquet_grid`), gets its header named
(:mod:`header`), loses totals and footers (:mod:`totals`) and is read column by column. What is
said on the way is a message; nothing is guessed in silence.
"""
