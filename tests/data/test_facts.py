"""The typed figures in the project against the reference facts, cell by cell."""

from __future__ import annotations

import csv
import math
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pcanalysis.store.project import Project, open_project

ROOT = Path(__file__).parents[2]
Facts = Callable[[str], list[dict[str, str]]]

REASONS = {
    "no survey that year (biennial)": "no_survey",
    "survey held, question gave too little data for a percentage": "insufficient_data",
    "survey held, indicator not reported (reason not stated)": "unknown",
}
LEIDEN_VOLUMES = {
    "all": "leiden/contacten-totaal",
    "telefoon": "leiden/telefoon",
    "klantcontactformulier (digitaal)": "leiden/webformulier",
    "sociale media": "leiden/social-media",
    "overige kanalen (restpost)": "leiden/overig",
}


@pytest.fixture(scope="module")
def project() -> Project:
    return open_project(ROOT)


@pytest.fixture(scope="module")
def facts(shared: Path) -> Facts:
    def read(name: str) -> list[dict[str, str]]:
        with (shared / "facts" / name).open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    return read


def number(text: str) -> float | None:
    return float(text) if text else None


def value(cell: dict[str, Any]) -> float | None:
    return None if math.isnan(cell["value"]) else cell["value"]


def keys_of(facts: Facts, source: str) -> dict[str, str]:
    return {row["source_id"]: row["key"] for row in facts("keys.csv") if row["source"] == source}


def test_all_142_seed_cells_stand_as_printed(project: Project, facts: Facts) -> None:
    keys = keys_of(facts, "indicators.csv")
    expected = Counter(
        (
            row["doc_id"],
            keys[row["indicator_id"]],
            row["year"],
            row["kind"],
            row["raw"],
            number(row["value"]),
            "actual" if row["status"] == "value" else "missing",
            REASONS.get(row["missing_reason"], ""),
        )
        for row in facts("observations.csv")
    )
    cells = project.cells()
    seeds = cells[
        cells["programme"].isin(["leiden/1", "leiderdorp/2D"])
        & ~cells["key"].isin(LEIDEN_VOLUMES.values())
    ]
    typed = Counter(
        (
            c["edition"],
            c["key"],
            c["period"],
            c["kind_printed"],
            c["printed"],
            value(c),
            c["status"],
            c["reason"],
        )
        for c in seeds.to_dict("records")
    )

    assert typed == expected
    assert typed.total() == 142


def test_budgeted_values_and_targets_are_never_measured(project: Project) -> None:
    cells = project.cells()

    assert set(cells.loc[cells["role"] == "target", "kind_printed"]) <= {
        "streefwaarde",
        "begroot",
        "norm",
    }
    assert set(cells.loc[cells["role"] == "observation", "kind_printed"]) <= {
        "realisatie",
        "werkelijk",
    }


def test_all_292_cells_of_other_municipalities_stand_as_printed(
    project: Project, facts: Facts
) -> None:
    keys = keys_of(facts, "external_observations.csv")
    programmes = {row["key"]: row["programme_key"] for row in facts("keys.csv")}
    names = {p.key: p.municipality for p in project.definitions.programmes.values()}
    cells = project.cells()
    typed: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    own = ["leiden/1", "leiderdorp/2D", "voorbeeld/kcc"]
    for c in cells[~cells["programme"].isin(own)].to_dict("records"):
        area = c["area"] or names[c["programme"]]
        key = (c["key"], area, c["period"], c["kind_printed"], c["printed"], value(c))
        typed[key].append(c)
    compared = 0
    by_source: dict[tuple[str, str, str], str] = {
        tuple(source.split("|", 2)): key  # type: ignore[misc]
        for source, key in keys.items()
    }
    for row in facts("external_observations.csv"):
        found = [
            key
            for (doc, group, name), key in by_source.items()
            if doc == row["doc_key"]
            and name == row["name"]
            and (group == row["group"] or group.startswith("begroting"))
        ]
        at = [
            (key, row["region"], row["year"], row["kind"], row["raw"], number(row["value"]))
            for key in found
        ]
        match = next((one for one in at if typed.get(one)), None)
        assert match is not None, row
        cell = typed[match].pop()
        assert cell["programme"] == programmes[cell["key"]]
        assert (cell["status"] == "missing") == (row["status"] == "missing"), row
        compared += 1

    assert compared == 292
    assert not any(typed.values())


def test_the_8_contact_volumes_of_leiden_keep_status_and_interval(
    project: Project, facts: Facts
) -> None:
    status = {"stated": "actual"}
    expected = {
        (
            LEIDEN_VOLUMES[row["channel"]],
            row["year"],
            float(row["value"]),
            number(row["low"]),
            number(row["high"]),
            status.get(row["status"], row["status"]),
        )
        for row in facts("kcc_volumes.csv")
    }
    cells = project.cells()
    typed = {
        (
            c["key"],
            c["period"],
            c["value"],
            None if math.isnan(c["low"]) else c["low"],
            None if math.isnan(c["high"]) else c["high"],
            c["status"],
        )
        for c in cells[cells["key"].isin(LEIDEN_VOLUMES.values())].to_dict("records")
    }

    assert typed == expected
    assert len(typed) == 8


def test_all_72_places_in_the_goal_trees_have_the_code_and_name_of_their_edition(
    project: Project, facts: Facts
) -> None:
    expected = Counter(
        (row["doc_id"], row["level"], row["code"], row["name"]) for row in facts("goal_tree.csv")
    )
    typed = Counter(
        (edition, node.level, code, node.names[edition])
        for programme in project.definitions.programmes.values()
        for node in programme.nodes
        for edition, code in node.codes.items()
    )

    assert typed == expected
    assert typed.total() == 72


def test_every_place_in_the_goal_trees_hangs_below_its_parent(
    project: Project, facts: Facts
) -> None:
    expected = {(row["doc_id"], row["code"], row["parent_code"]) for row in facts("goal_tree.csv")}
    typed = set()
    for key in ("leiden/1", "leiderdorp/2D"):
        nodes = {node.key: node for node in project.programme(key).nodes}
        for node in nodes.values():
            for edition, code in node.codes.items():
                above = nodes[node.parent].codes[edition] if node.parent else ""
                typed.add((edition, code, above))

    assert typed == expected


def test_a_renumbered_activity_of_leiden_keeps_its_identity(project: Project, facts: Facts) -> None:
    columns = {
        "code_2017": "leiden-jv-2017",
        "code_2020": "leiden-vgr1-2020",
        "code_2022": "leiden-vgr2-2022",
    }
    expected = {
        (
            tuple(sorted((edition, row[c]) for c, edition in columns.items() if row[c])),
            row["relation"],
        )
        for row in facts("goal_crosswalk_leiden.csv")
    }
    typed = {
        (tuple(sorted(node.codes.items())), node.relation)
        for node in project.programme("leiden/1").nodes
        if node.level == "prestatie"
    }

    assert typed == expected


def test_every_key_of_the_reference_is_defined_under_its_programme(
    project: Project, facts: Facts
) -> None:
    programmes = project.definitions.programmes.values()
    defined = {(one.key, programme.key) for programme in programmes for one in programme.indicators}
    defined |= {(one.key, programme.key) for programme in programmes for one in programme.volumes}

    assert {(row["key"], row["programme_key"]) for row in facts("keys.csv")} <= defined


def test_every_document_is_an_edition_with_its_date(project: Project, facts: Facts) -> None:
    expected = {
        (
            row["programme_key"],
            row["doc_id"].replace("_", "-"),
            row["doc_type"],
            int(row["report_year"]),
            row["published"],
            row["published_basis"],
        )
        for row in facts("documents.csv")
    }
    defined = {
        (p.key, e.id, e.kind, e.year, e.published.isoformat(), e.basis)
        for p in project.definitions.programmes.values()
        for e in p.editions
    }

    assert defined == expected


def test_names_units_and_directions_of_the_seed_indicators_are_those_of_the_documents(
    project: Project, facts: Facts
) -> None:
    keys = keys_of(facts, "indicators.csv")
    for row in facts("indicators.csv"):
        key = keys[row["indicator_id"]]
        programme = project.programme("leiden/1" if key.startswith("leiden/") else "leiderdorp/2D")
        indicator = programme.indicator(key)

        assert indicator.name == row["name"].removesuffix(": (description lost)")
        assert f"{indicator.direction}_is_better" == row["direction"]
        assert indicator.unit == ("%" if row["unit"] == "percent" else "mark")
        assert indicator.label_incomplete == ("description lost" in row["note"])


def test_the_service_norms_of_leiderdorp_are_its_budgeted_values(
    project: Project, facts: Facts
) -> None:
    keys = keys_of(facts, "indicators.csv")
    for row in facts("service_norms.csv"):
        targets = project.targets(keys[row["indicator_id"]])
        budgeted = {t.label: t.value for t in targets if t.kind == "begroot"}

        first, last = map(int, row["valid_years"].split("-"))
        norm = float(row["share_percent"])
        assert budgeted == {str(year): norm for year in range(first, last + 1)}


def test_every_dated_event_of_the_seeds_is_there_with_its_precision(
    project: Project, facts: Facts
) -> None:
    expected = Counter(
        (row["doc_id"], row["start"], row["precision"], row["category"])
        for row in facts("events.csv")
    )
    typed = Counter(
        (event.edition, event.start.isoformat(), event.precision, event.category)
        for key in ("leiden/1", "leiderdorp/2D")
        for event in project.events(key)
        if event.edition
    )

    assert typed == expected


def test_every_figure_can_be_found_again_in_its_file(project: Project) -> None:
    cells = project.cells()
    texts = {
        file: (ROOT / file).read_text(encoding="utf-8").splitlines()
        for file in cells["file"].unique()
    }
    for cell in cells.to_dict("records"):
        header = next(csv.reader([texts[cell["file"]][0]], delimiter=";"))
        row = next(csv.reader([texts[cell["file"]][cell["line"] - 1]], delimiter=";"))
        found = dict(zip(header, row, strict=True))

        assert f"{cell['key'].split('/')[0]}/{found['code']}" == cell["key"]
        if "teller" in found:
            assert f"{found['teller']}/{found['noemer']}" == cell["printed"]
            assert found["periode"] == cell["period"]
        else:
            assert found[cell["column"]] == cell["printed"]
            assert found["jaar"] == cell["period"]


def test_a_figure_in_a_history_leads_back_to_its_line(project: Project) -> None:
    last = project.history("leiden/1A1.a").points[-1]
    source = project.history("leiden/1A1.a").sources[last.source]
    line = (ROOT / source.file).read_text(encoding="utf-8").splitlines()[last.line - 1]

    # the annual report of 2017 prints 29% for 2017
    assert (last.year, last.value, last.printed) == (2017, 29.0, "29%")
    assert ";2017;realisatie;29%;" in line


def test_no_file_of_the_project_is_refused_in_part(project: Project) -> None:
    assert project.build.problems == ()
