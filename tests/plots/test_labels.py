"""A label goes to the first free place, never over another label and never off the sheet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.plots.chart import Chart, Sheet
from pcanalysis.plots.labels import Box, Label, Space, Wish, around
from tests.plots.reading import words_on

BOUNDS = Box(0, 0, 300, 200)
WORD = Label(lines=("28%",), size=11.0, bold=True)


def sheet() -> Chart:
    chart, _ = Sheet(language="nl", alt_text="Een lege tekening.").unfold(200.0)
    return chart


def space(*marks: Box) -> Space:
    return Space(bounds=BOUNDS, marks=list(marks))


def placed(room: Space, wishes: tuple[Wish, ...], *, must: bool = False) -> Box:
    """Where the word comes; it has to come somewhere."""
    found = room.place(WORD, wishes, must=must)
    assert found is not None
    return WORD.at(*found)


def test_the_first_wish_is_taken_when_it_is_free() -> None:
    box = placed(space(), around(100, 100, 9))
    assert box.left == pytest.approx(109)


def test_a_mark_in_the_way_sends_the_label_to_the_other_side() -> None:
    box = placed(space(Box(105, 90, 160, 110)), around(100, 100, 9))
    assert box.right == pytest.approx(91)


def test_a_label_that_may_be_left_out_is_left_out_when_nothing_is_free() -> None:
    full = space(Box(0, 0, 300, 200))
    assert full.place(WORD, around(100, 100, 9)) is None


def test_a_label_that_must_be_there_goes_where_it_hides_least() -> None:
    full = space(Box(0, 0, 300, 150))
    box = placed(full, around(100, 100, 9), must=True)
    assert box.bottom >= 150


def test_the_edge_of_the_sheet_is_respected() -> None:
    box = placed(space(), around(295, 100, 9))
    assert box.right <= 300


@given(spots=st.lists(st.tuples(st.floats(20, 280), st.floats(20, 180)), min_size=1, max_size=12))
def test_labels_never_overlap_and_never_leave_the_sheet(spots: list[tuple[float, float]]) -> None:
    room = space()
    found = [room.place(WORD, around(x, y, 9), must=True) for x, y in spots]
    boxes = [WORD.at(*wish) for wish in found if wish is not None]
    for i, box in enumerate(boxes):
        assert box.within(BOUNDS)
        assert all(box.overlap(other) == 0 for other in boxes[i + 1 :])


def test_lines_of_a_label_stand_under_each_other() -> None:
    two = Label(lines=("meer dan", "300.000"), size=11.0)
    chart = sheet()
    chart.put(two, [(100, 100, "center")])
    first, second = words_on(chart)
    assert (first.text, second.text) == two.lines
    assert first.bottom > second.top - 2.2
    assert (first.left + first.right) / 2 == pytest.approx(100, abs=0.6)


@pytest.mark.parametrize("anchor", ["left", "center", "right"])
def test_the_box_of_a_label_follows_its_anchor(anchor: str) -> None:
    box = WORD.at(100, 50, anchor)
    expected = {"left": 100, "center": 100 - WORD.width / 2, "right": 100 - WORD.width}[anchor]
    assert box.left == pytest.approx(expected)
    assert (box.bottom + box.top) / 2 == pytest.approx(50)


def test_boxes_that_only_touch_do_not_overlap() -> None:
    assert Box(0, 0, 10, 10).overlap(Box(10, 0, 20, 10)) == 0
    assert Box(0, 0, 10, 10).overlap(Box(5, 5, 20, 20)) == 25
