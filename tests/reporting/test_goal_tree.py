"""The tree has the newest codes, names the earlier ones, and leaves explanations to the source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from pcanalysis.reporting.goal_tree import Branch, anchor, anchor_id, dropped, goal_tree
from tests.reporting.cases import project, village_programme

NOW = date(2023, 1, 1)
IN_2018 = date(2018, 12, 31)


def walk(branches: Sequence[Branch]) -> Iterator[Branch]:
    """Go through a tree, parents first."""
    for branch in branches:
        yield branch
        yield from walk(branch.children)


def leiden(as_of: date = NOW, language: str = "nl", anchors: Sequence[str] = ()) -> list[Branch]:
    """Return all branches of Leiden's tree."""
    tree = goal_tree(
        project().programme("leiden/1"), as_of=as_of, language=language, anchors=anchors
    )
    return list(walk(tree))


def branch(code: str, branches: Sequence[Branch]) -> Branch:
    """Return the branch with this code."""
    return next(one for one in branches if one.code == code)


def test_the_tree_starts_at_the_programme_and_its_policy_fields() -> None:
    [root] = goal_tree(project().programme("leiden/1"), as_of=NOW, language="nl", anchors=())
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
    gone = dropped(project().programme("leiden/1"), as_of=NOW, language="nl")
    assert [(code, edition) for code, _, edition in gone] == [
        (code, "Jaarverslag 2017") for code in ("1A2.2", "1A2.3", "1A2.4", "1A2.9")
    ]


def test_an_english_page_names_the_last_document_in_english() -> None:
    gone = dropped(project().programme("leiden/1"), as_of=NOW, language="en")
    assert {edition for *_, edition in gone} == {"Annual report 2017"}


def test_in_2018_nothing_had_ended_and_the_codes_were_those_of_2017() -> None:
    programme = project().programme("leiden/1")
    assert dropped(programme, as_of=IN_2018, language="nl") == []
    assert branch("1A2.9", leiden(IN_2018)).codes == ""


def test_before_the_first_document_there_is_no_tree() -> None:
    programme = project().programme("leiden/1")
    assert goal_tree(programme, as_of=date(2010, 1, 1), language="nl", anchors=()) == ()
    assert dropped(programme, as_of=date(2010, 1, 1), language="nl") == []


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
    with_it = branch("1A1", leiden(anchors=["leiden/1A1.a"])).indicators
    assert [one["href"] for one in without] == [""]
    assert [one["href"] for one in with_it] == ["#i-1A1-a"]


def test_an_indicator_is_named_in_the_language_of_the_page() -> None:
    [dutch], [english] = (branch("1A1", leiden(language=one)).indicators for one in ("nl", "en"))
    assert dutch["text"] != english["text"]


def test_the_newest_name_of_a_goal_is_shown(tmp_path: Path) -> None:
    [goal] = goal_tree(village_programme(tmp_path), as_of=NOW, language="nl", anchors=())
    assert goal.name == "Beter bestuur"


def test_a_goal_under_another_name_in_an_older_document_has_that_name_then(tmp_path: Path) -> None:
    then = date(2020, 12, 31)
    [goal] = goal_tree(village_programme(tmp_path), as_of=then, language="nl", anchors=())
    assert goal.name == "Goed bestuur"
    assert [child.code for child in goal.children] == ["1A1.1"]


def test_an_anchor_holds_no_sign_that_a_link_cannot_carry() -> None:
    assert anchor_id("leiden/1A1.a") == "i-1A1-a"
    assert anchor("dorp/telefoon") == "#i-telefoon"
