"""The tree has the newest codes, names the earlier ones, and leaves explanations to the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from pcanalysis.model import Programme
from pcanalysis.reporting.goal_tree import show_goals
from pcanalysis.reporting.page import render_programme
from tests.reporting.cases import EDGE, Node, findings_of, parse, project, village_programme

NOW = date(2023, 1, 1)
IN_2018 = date(2018, 12, 31)


@dataclass(frozen=True)
class Said:
    """One explanation by the municipality as it stands on the page."""

    head: str
    text: str


@dataclass(frozen=True)
class Branch:
    """One node of the tree as it stands on the page."""

    code: str
    name: str
    codes: str  # what earlier editions called it
    indicators: tuple[dict[str, str], ...]
    lacks: bool
    said: tuple[Said, ...]
    children: tuple[Branch, ...]


def read(item: Node) -> Branch:
    """Read one node and what hangs below it."""
    name = " ".join("".join(part for part in item.parts if isinstance(part, str)).split())
    own = [part for part in item.parts if isinstance(part, Node)]
    code, *remarks = (part.text() for part in own if part.tag == "span")
    below = [li for part in own if part.tag == "ul" for li in part.parts if isinstance(li, Node)]
    small = [li for li in below if li.attrs.get("class") == "small"]
    explained = [part for part in own if part.attrs.get("class") == "said"]
    heads = [part.one("strong").text() for part in explained]
    return Branch(
        code=code,
        name=name,
        codes="".join(text.strip("()") for text in remarks if text.startswith("(")),
        indicators=tuple(
            {
                "text": li.text().partition(": ")[2],
                "href": "".join(a.attrs["href"] for a in li.all("a")),
            }
            for li in small
        ),
        lacks=any(not text.startswith("(") for text in remarks),
        said=tuple(
            Said(head, part.text().removeprefix(head).strip())
            for head, part in zip(heads, explained, strict=True)
        ),
        children=tuple(read(li) for li in below if li not in small),
    )


@lru_cache(maxsize=16)
def shown(key: str, as_of: date, language: str, *, measured: bool) -> Node:
    """Return the page of a real programme, with or without its findings."""
    findings = findings_of(key) if measured else ()
    edge = replace(EDGE, as_of=as_of)
    return parse(render_programme(project().programme(key), findings, language=language, edge=edge))


def roots(page: Node) -> list[Branch]:
    """Return the nodes of a page that have no other above them."""
    trees = page.all("div", class_="tree")
    return [read(li) for div in trees for li in div.all("ul")[0].parts if isinstance(li, Node)]


def dropped(as_of: date = NOW, language: str = "nl") -> list[str]:
    """Return what Leiden's page says of activities that ended."""
    page = shown("leiden/1", as_of, language, measured=False)
    return [li.text() for tree in page.all("section", id="boom") for li in ended(tree)]


def ended(tree: Node) -> list[Node]:
    """Return the lines below a tree."""
    return [li for ul in tree.all("ul", class_="small") for li in ul.all("li")]


def goal_tree(programme: Programme, as_of: date = NOW) -> list[Branch]:
    """Return the tree of a programme without findings."""
    edge = replace(EDGE, as_of=as_of)
    return roots(parse(render_programme(programme, (), language="nl", edge=edge)))


def walk(branches: list[Branch] | tuple[Branch, ...]) -> Iterator[Branch]:
    """Go through a tree, parents first."""
    for branch in branches:
        yield branch
        yield from walk(branch.children)


def leiden(as_of: date = NOW, language: str = "nl", *, measured: bool = False) -> list[Branch]:
    """Return all branches of Leiden's tree."""
    return list(walk(roots(shown("leiden/1", as_of, language, measured=measured))))


def branch(code: str, branches: list[Branch]) -> Branch:
    """Return the branch with this code."""
    return next(one for one in branches if one.code == code)


def test_the_tree_starts_at_the_programme_and_its_policy_fields() -> None:
    [root] = roots(shown("leiden/1", NOW, "nl", measured=False))
    assert root.code == "1"
    assert [child.code for child in root.children] == ["1A", "1B"]


@pytest.mark.parametrize(
    ("now", "then"),
    [("1A2.2", "1A2.5"), ("1A2.3", "1A2.6"), ("1A2.4", "1A2.7"), ("1A2.5", "1A2.8")],
)
def test_an_activity_that_was_renumbered_names_its_code_of_2017(now: str, then: str) -> None:
    assert branch(now, leiden()).codes == f"in 2017: {then}"


def test_an_activity_that_kept_its_code_names_no_other() -> None:
    assert branch("1A2.1", leiden()).codes == ""


def test_no_code_stands_in_the_tree_twice() -> None:
    codes = [one.code for one in leiden()]
    assert len(codes) == len(set(codes))


def test_activities_that_ended_are_listed_with_the_document_that_had_them_last() -> None:
    gone = dropped()
    codes = [re.findall(r"1A2\.\d", line) for line in gone]
    assert codes == [["1A2.2"], ["1A2.3"], ["1A2.4"], ["1A2.9"]]
    assert all("Jaarverslag 2017" in line for line in gone)


def test_an_english_page_names_the_last_document_in_english() -> None:
    gone = dropped(language="en")
    assert len(gone) == 4
    assert all("Annual report 2017" in line for line in gone)


def test_in_2018_nothing_had_ended_and_the_codes_were_those_of_2017() -> None:
    assert dropped(IN_2018) == []
    assert branch("1A2.9", leiden(IN_2018)).codes == ""


def test_before_the_first_document_there_is_no_tree() -> None:
    page = shown("leiden/1", date(2010, 1, 1), "nl", measured=False)
    assert page.all("section", id="kort")
    assert not page.all("section", id="boom")


def test_an_explanation_stands_with_its_document_and_status() -> None:
    [said] = branch("1B1.5", leiden()).said
    assert said.head == "1e Voortgangsrapportage 2020: aandacht nodig."
    assert "bouwdossiers" in said.text


def test_an_explanation_from_a_later_document_is_not_known_yet() -> None:
    assert not [said for one in leiden(IN_2018) for said in one.said if "2020" in said.head]


def test_an_explanation_follows_the_activity_when_its_code_changes() -> None:
    # the annual report of 2017 explains 1A2.7, which is 1A2.4 by 2022
    [said] = branch("1A2.4", leiden()).said
    assert said.head == "Jaarverslag 2017: op koers."
    assert branch("1A2.7", leiden(IN_2018)).said[0].text == said.text


def test_a_goal_without_an_indicator_lacks_one_and_an_activity_never_does() -> None:
    lacking = [one.code for one in leiden() if one.lacks]
    assert lacking == ["1A3", "1B1"]


def test_an_indicator_links_to_its_article_only_when_there_is_one() -> None:
    without = branch("1A1", leiden()).indicators
    with_it = branch("1A1", leiden(measured=True)).indicators
    assert [one["href"] for one in without] == [""]
    assert [one["href"] for one in with_it] == ["#i-1A1-a"]


def test_an_indicator_is_named_in_the_language_of_the_page() -> None:
    [dutch], [english] = (branch("1A1", leiden(language=one)).indicators for one in ("nl", "en"))
    assert dutch["text"] != english["text"]


def test_the_newest_name_of_a_goal_is_shown(tmp_path: Path) -> None:
    [goal] = goal_tree(village_programme(tmp_path))
    assert goal.name == "Beter bestuur"


def test_a_goal_under_another_name_in_an_older_document_has_that_name_then(tmp_path: Path) -> None:
    then = date(2020, 12, 31)
    [goal] = goal_tree(village_programme(tmp_path), then)
    assert goal.name == "Goed bestuur"
    assert [child.code for child in goal.children] == ["1A1.1"]


def test_a_notebook_shows_the_tree_with_the_goals_that_have_no_indicator() -> None:
    shown = show_goals(project(), "leiden/1", language="nl").html

    assert "dit doel heeft geen indicator" in shown
    assert "Voelt zich vertegenwoordigd" in shown
    assert "<a " not in shown  # nothing to link to in a notebook


def test_a_notebook_shows_the_tree_that_was_known_then() -> None:
    now, then = (show_goals(project(), "leiden/1", until=day).html for day in ("", "2018-12-31"))

    assert now != then


def test_the_history_of_targets_names_document_file_and_line() -> None:
    table = project().target_history("leiden/1", "leiden/1A1.a")

    [row] = table.to_dict("records")
    assert (row["period"], row["target"], row["edition"]) == ("2017", "31%", "Jaarverslag 2017")
    assert (row["file"], row["line"]) == ("data/raw/leiden-jv-2017/cijfers.csv", 6)


def test_before_any_document_there_is_no_tree_and_no_target() -> None:
    assert project().target_history("leiden/1", until="2010-01-01").empty
    assert "dit doel" not in show_goals(project(), "leiden/1", until="2010-01-01").html
