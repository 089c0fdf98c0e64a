"""A text becomes the cells it holds, each on the line that an editor shows."""

from __future__ import annotations

import contextlib
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.errors import DataRefused, Message
from pcanalysis.store.reading import text_grid as subject
from pcanalysis.store.reading.grid import MAX_CHARACTERS, Grid
from pcanalysis.store.reading.notes import Notes
from pcanalysis.store.reading.text_grid import text_grid

HEADER = "datum;kanaal;aantal\n"
ROWS = "01-02-2024;telefoon;812\n01-02-2024;balie;143\n02-02-2024;telefoon;790\n"


def grid(text: str | bytes, **dialect: str) -> Grid:
    raw = text if isinstance(text, bytes) else text.encode()
    return text_grid(raw, dialect, Notes("a.csv"))


def rows(table: Grid) -> list[list[str]]:
    return [table.row(number) for number in range(len(table.lines))]


def refusal(text: str | bytes, **dialect: str) -> Message:
    with pytest.raises(DataRefused) as refused:
        grid(text, **dialect)
    message = refused.value.problems[0]
    assert isinstance(message, Message)
    return message


def test_cells_are_text_as_written_and_lines_are_counted_from_one() -> None:
    table = grid("code;jaar\n01; 2023 \nNA;\n")

    assert rows(table) == [["code", "jaar"], ["01", " 2023 "], ["NA", ""]]
    assert table.lines.tolist() == [1, 2, 3]
    assert table.ragged == {}
    assert not table.typed


@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_gives_the_same_table(end: str, quote: str) -> None:
    text = HEADER + ROWS.replace("balie", f"{quote}balie{quote}")

    table = grid(text.replace("\n", end))

    assert [row[1] for row in rows(table)] == ["kanaal", "telefoon", "balie", "telefoon"]
    assert table.lines.tolist() == [1, 2, 3, 4]


def test_the_last_row_needs_no_line_end() -> None:
    assert grid(HEADER + ROWS.rstrip()).lines.tolist() == [1, 2, 3, 4]


CELL = st.text(st.characters(codec="utf-8", exclude_characters='";\n\r\ufeff\0\x1a'), max_size=6)
END = st.sampled_from(["\n", "\r\n", "\r"])


@given(st.lists(st.tuples(st.lists(CELL, min_size=1, max_size=5), END), min_size=1, max_size=30))
def test_both_ways_to_split_agree_on_a_text_without_quotation_marks(
    lines: list[tuple[list[str], str]],
) -> None:
    text = "a;b;c\n" + "".join(";".join(cells) + end for cells, end in lines)
    rows_ = subject._rows(text, ";", {"quotechar": '"'}, Notes("a.csv"))
    slow = subject._row_by_row(rows_, 3, Notes("a.csv"))

    quick = subject._in_bulk(text, ";", 3)

    if quick is not None:
        left, right = (Grid(c, n, Notes("a.csv"), ragged=r) for c, n, r in (quick, slow))
        left, right = left.keep(subject._filled(left)), right.keep(subject._filled(right))
        assert rows(left) == rows(right)
        assert left.lines.tolist() == right.lines.tolist()
        assert left.ragged == right.ragged


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8"), max_size=8), min_size=2, max_size=2),
        min_size=1,
        max_size=12,
    )
)
def test_what_is_written_by_the_rules_of_quoting_is_read_back(cells: list[list[str]]) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL).writerows([["naam", "x"], *cells])

    table = grid(written.getvalue(), encoding="utf-8", delimiter=";")

    kept = [row for row in cells if any(cell.strip() for cell in row)]
    width = 2 if any(row[1].strip() for row in [["naam", "x"], *kept]) else 1
    assert [row[:width] for row in rows(table)] == [["naam", "x"], *kept]


@given(st.binary(max_size=300))
def test_any_bytes_become_cells_or_a_clean_refusal(raw: bytes) -> None:
    for content in (raw, (HEADER + ROWS).encode() + raw):
        with contextlib.suppress(DataRefused):  # and nothing else
            table = grid(content)
            assert all(len(column) == len(table.lines) for column in table.columns)


def test_a_block_border_between_the_two_signs_of_a_line_end_adds_no_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = HEADER + "01-02-2024;x\n" + "".join(f"{n};{'x' * (n % 7)};1\n" for n in range(200))
    for size in range(30, 60):
        monkeypatch.setattr(subject, "_BLOCK", size)

        table = grid(text.replace("\n", "\r\n"))

        assert table.lines.tolist() == [1, *range(3, 203)]
        assert table.ragged == {2: ["01-02-2024", "x"]}


# --- what stands around the table ----------------------------------------------------------------


def test_empty_rows_are_dropped_and_keep_their_line() -> None:
    table = grid(HEADER + "\n" + ROWS + ";;\n \n;\n;;;;;\n03-02-2024;balie;1\n")

    assert table.lines.tolist() == [1, 3, 4, 5, 10]
    assert table.ragged == {}


def test_lines_of_another_width_are_kept_apart_without_a_message() -> None:
    table = grid("KCC rapport\nPeriode;februari\n\n" + HEADER + ROWS + "Gemaakt door x\n")

    assert rows(table)[0] == ["datum", "kanaal", "aantal"]
    assert table.lines.tolist() == [4, 5, 6, 7]
    assert table.ragged == {
        1: ["KCC rapport"],
        2: ["Periode", "februari"],
        8: ["Gemaakt door x"],
    }
    assert table.notes.messages == []


def test_a_long_preamble_of_one_width_does_not_set_the_width() -> None:
    table = grid("".join(f"Veld {n};x\n" for n in range(8)) + HEADER + ROWS)

    assert rows(table)[0] == ["datum", "kanaal", "aantal"]
    assert sorted(table.ragged) == list(range(1, 9))


@pytest.mark.parametrize("row", ["01-02-2024;balie\n", "01-02-2024;balie;143;9\n"])
def test_a_row_too_short_or_too_long_leaves_the_others(row: str) -> None:
    table = grid(HEADER + row + ROWS)

    assert table.lines.tolist() == [1, 3, 4, 5]
    assert table.ragged == {2: row.strip().split(";")}


def test_a_table_of_a_header_and_one_row_is_a_table() -> None:
    assert rows(grid(HEADER)) == [["datum", "kanaal", "aantal"]]
    assert len(rows(grid("KCC\nrapport\nvan\nfebruari\n" + HEADER + ROWS[:24]))) == 2


def test_one_column_is_a_table_too() -> None:
    assert rows(grid("aantal\n1\n\n2\n")) == [["aantal"], ["1"], ["2"]]


def test_separators_at_the_end_of_every_row_make_no_column() -> None:
    assert rows(grid("a;b;;\n1;2;;\n3;;;\n")) == [["a", "b"], ["1", "2"], ["3", ""]]


@pytest.mark.parametrize(
    "text", ["a;b;\n1;2\n3;4\n", "a;b\n1;2;\n3;4;\n", "a;b\n1;2\n3;4;\n", 'a;b\n"1";2\n3;4;;\n']
)
def test_separators_at_the_end_of_some_rows_are_let_go(text: str) -> None:
    table = grid(text)

    assert rows(table) == [["a", "b"], ["1", "2"], ["3", "4"]]
    assert table.ragged == {}


def test_the_line_that_names_the_delimiter_is_no_row() -> None:
    table = grid("sep=,\r\na,b\r\n1,2\r\n")

    assert rows(table) == [["a", "b"], ["1", "2"]]
    assert table.lines.tolist() == [2, 3]


# --- the width is in doubt -----------------------------------------------------------------------


def test_a_decimal_comma_in_every_row_of_a_comma_table_is_refused() -> None:
    message = refusal("datum,aantal,tijd\n01-02-2024,812,212,5\n02-02-2024,790,198,25\n")

    assert (message.code, message.line) == ("ragged_row", 2)
    assert message.facts == {"found": 4, "expected": 3}


def test_a_decimal_comma_in_most_rows_costs_those_rows_only() -> None:
    table = grid("datum,aantal,tijd\n01-02-2024,8,212\n" + "02-02-2024,7,198,25\n" * 3)

    assert rows(table)[1:] == [["01-02-2024", "8", "212"]]
    assert sorted(table.ragged) == [3, 4, 5]


@pytest.mark.parametrize(
    "header", ["datum;08:00;09:00\n", ";telefoon;\ndatum;aantal;x\n", "naam;2014;2015\n"]
)
def test_a_header_that_holds_figures_or_two_rows_below_a_preamble_is_no_data(header: str) -> None:
    table = grid("Periode;februari\n" + header + "01-02-2024;5;6\n02-02-2024;5;6\n")

    assert list(table.ragged) == [1]


def test_rows_without_any_header_are_left_to_who_names_the_columns() -> None:
    assert len(rows(grid(ROWS))) == 3


def test_too_many_columns_are_refused_at_the_header() -> None:
    message = refusal("titel\n" + ";".join(f"k{n}" for n in range(501)) + "\n")

    assert (message.code, message.line, message.facts["found"]) == ("too_many_columns", 2, 501)


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_line_of_separators_is_refused_before_it_is_split(quote: str) -> None:
    message = refusal(HEADER + ROWS * 40 + quote * 2 + ";" * 2_000_000)

    assert (message.code, message.line) == ("too_many_columns", 122)


@pytest.mark.parametrize("end", ["\n", "\r"])
def test_a_file_of_line_ends_is_refused_before_it_is_split(end: str) -> None:
    message = refusal(HEADER + ROWS + end * 5_000_001)

    assert message.code == "too_many_rows"


def test_a_line_of_one_endless_cell_is_refused_as_too_long() -> None:
    message = refusal(HEADER + ROWS + "1;2;" + "x" * (2**24 + 1) + "\n")

    assert (message.code, message.line) == ("field_too_long", 5)


def test_a_file_of_broken_rows_is_no_table() -> None:
    message = refusal(HEADER + ROWS * 40 + "1;2\n" * 10_001)

    assert (message.code, message.line) == ("ragged_row", 122)


def test_nothing_to_see_is_an_empty_file() -> None:
    assert refusal(" \r\n;;\r\n").code == "empty_file"


# --- cells ---------------------------------------------------------------------------------------


def test_line_breaks_and_marks_within_quotation_marks_stay_as_they_are() -> None:
    table = grid('datum;n;onderwerp\r\n1-2-24;5;"afval;\r\ngrof ""vuil"""\r\n2-2-24;6;x\r\n')

    assert table.row(1)[2] == 'afval;\r\ngrof "vuil"'
    assert table.lines.tolist() == [1, 2, 4]


def test_a_mark_within_a_cell_is_a_mark() -> None:
    assert grid('a;b\n1;5" buis\n').row(1) == ["1", '5" buis']


@pytest.mark.parametrize(
    ("rest", "line"),
    [
        ('"02-02-2024;balie;1\n03-02-2024;balie;2\n', 5),
        ('02-02-2024;"balie;1\n03-02-2024;"balie";2\n', 5),
        ('"a\nb";"balie" x;1\n', 6),
        ('02-02-2024;balie;"' + "x" * 2**24 + "\n", 5),
    ],
)
def test_a_quotation_mark_that_is_not_closed_is_refused_where_it_opens(
    rest: str, line: int
) -> None:
    message = refusal(HEADER + ROWS + rest)

    assert (message.code, message.line) == ("unclosed_quote", line)


@pytest.mark.parametrize(
    "text",
    [
        '01-02-2024;"balie;143\n02-02-2024;telefoon";790\n',
        '01-02-2024;balie;"143\n02-02-2024;telefoon;790\n03-02-2024;balie;7"\n',
        '"01-02-2024;balie;143\r\n02-02-2024";balie;151\n',
    ],
)
def test_rows_between_two_stray_quotation_marks_are_not_swallowed(text: str) -> None:
    message = refusal(HEADER + ROWS + text)

    assert (message.code, message.line) == ("unclosed_quote", 5)


def test_a_letter_with_line_breaks_and_commas_is_no_swallowed_row() -> None:
    letter = "Beste heer, mevrouw, lezer,\nmet groet"

    table = grid(f'datum,aantal,kanaal,tekst\n01-02-2024,5,post,"{letter}"\n')

    assert table.row(1)[3] == letter


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_cell_that_is_too_long_costs_its_row(quote: str) -> None:
    for length in (MAX_CHARACTERS + 1, 2_000_000):
        long = quote + "x" * length + quote

        table = grid("Rapport;;\n" + HEADER + f"01-02-2024;{long};5\n" + ROWS)

        (message,) = table.notes.messages
        assert table.lines.tolist() == [1, 2, 4, 5, 6]
        assert (message.code, message.line, message.column) == ("field_too_long", 3, "kanaal")
        assert message.facts["length"] == length
        assert message.cell == "x" * 100


def test_the_longest_cell_a_workbook_can_hold_is_kept() -> None:
    assert len(grid(HEADER + f"1;{'x' * MAX_CHARACTERS};2\n" + ROWS).row(1)[1]) == MAX_CHARACTERS


def test_a_line_of_another_encoding_is_told_with_its_column() -> None:
    raw = "code;naam\n1;Enquête\n2;x\n".encode() + "3;Beëindigd\n".encode("cp1252")

    (message,) = grid(raw).notes.messages

    assert (message.code, message.line, message.column) == ("mixed_encoding", 4, "naam")


def test_each_distinct_cell_is_kept_once() -> None:
    for text in (HEADER + ROWS, HEADER + ROWS.replace("balie", '"balie"')):
        assert sorted(grid(text).columns[1].values) == ["balie", "kanaal", "telefoon"]


def test_apostrophes_around_cells_are_taken_off_and_one_inside_a_cell_stays() -> None:
    table = grid("'datum';'zaak'\n'1';'a;b'\n'2';'zo''n'\n3;\"x\n")

    assert rows(table)[1:] == [["1", "a;b"], ["2", "zo'n"], ["3", '"x']]
    assert rows(grid("datum;zaak\n1;'s avonds\n2;'t\n"))[1:] == [["1", "'s avonds"], ["2", "'t"]]


def test_an_apostrophe_that_is_not_closed_refuses_with_its_line() -> None:
    message = refusal("'datum';'zaak'\n" + "'1';'a'\n" * 120 + "'2';'b\n")

    assert (message.code, message.line) == ("unclosed_quote", 122)


def test_a_backslash_keeps_a_mark_inside_its_cell() -> None:
    table = grid('datum;zaak\n1;"a \\"b; c\\" d"\n2;"e"\n')

    assert rows(table)[1:] == [["1", 'a "b; c" d'], ["2", "e"]]
    assert rows(grid('datum;zaak\n1;a\\"b\n2;"e"\n'))[1] == ["1", 'a\\"b']
