from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pcanalysis.errors import DataRefused, UnknownKey, WrongCall
from pcanalysis.store.project import Project, open_project
from tests.store.projects import (
    CONTACT,
    DEFINITION,
    SETTINGS,
    add_source,
    definitions_only,
    village,
    write,
)

EXPORT = (
    "datum;tijd;kanaal;aangeboden;afgehandeld;gem_gesprekstijd;gem_wachttijd\n"
    "07-01-2019;09:00;telefoon;10;9;200;30\n"
    "07-01-2019;09:30;telefoon;12;12;210;20\n"
    "08-01-2019;09:00;telefoon;0;0;;\n"
    "08-01-2019;09:30;telefoon;7;7;190;15\n"
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return open_project(village(tmp_path))


@pytest.fixture
def counted(tmp_path: Path) -> Project:
    """Give the village with an export of two working days."""
    village(tmp_path)
    add_source(tmp_path, "kcc", EXPORT, edition="", kind="kcc", file="export.csv")
    return open_project(tmp_path)


def test_a_fresh_clone_is_built_when_it_is_opened(tmp_path: Path) -> None:
    first, second = open_project(village(tmp_path)), open_project(tmp_path)

    assert (first.build.changed, second.build.changed) == (True, False)


def test_a_project_opens_from_a_folder_within_it(project: Project) -> None:
    assert open_project(project.root / "data" / "raw").root == project.root


def test_a_folder_that_is_no_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongCall, match=r"pcanalysis\.toml"):
        open_project(tmp_path)


def test_a_municipality_without_definitions_cannot_be_reported(tmp_path: Path) -> None:
    village(tmp_path)
    write(tmp_path, "pcanalysis.toml", SETTINGS.replace("dorp", "drop"))

    with pytest.raises(UnknownKey, match="Did you mean 'dorp'"):
        open_project(tmp_path)


def test_a_project_with_a_wrong_card_does_not_open(tmp_path: Path) -> None:
    village(tmp_path)
    write(tmp_path, "data/raw/verslag-2019/cijfers.csv", "anders")

    with pytest.raises(DataRefused, match="is anders dan op de kaart staat"):
        open_project(tmp_path)


def test_the_programmes_are_listed_with_what_they_hold(project: Project) -> None:
    (row,) = project.programmes().to_dict("records")

    assert row == {
        "key": "dorp/1",
        "municipality": "Dorp",
        "name": "Bestuur",
        "indicators": 3,
        "volumes": 1,
        "editions": 2,
        "reported": True,
        "simulated": False,
    }


def test_other_municipalities_are_not_reported_by_themselves(tmp_path: Path) -> None:
    village(tmp_path)
    write(tmp_path, "pcanalysis.toml", SETTINGS.replace('["dorp"]', "[]"))

    assert list(open_project(tmp_path).programmes()["reported"]) == [False]


def test_the_indicators_are_listed_with_their_last_figure(project: Project) -> None:
    table = project.indicators("dorp/1").set_index("key")

    satisfied = table.loc["dorp/tevreden"]
    assert (satisfied["code"], satisfied["unit"]) == ("1A1.a", "%")
    assert (satisfied["waves"], satisfied["last_period"], satisfied["last_value"]) == (
        2,
        "2020",
        64.0,
    )
    assert satisfied["targets"] == 3
    assert table.loc["dorp/paspoorten", "waves"] == 0
    assert table.loc["dorp/paspoorten", "last_period"] == ""


def test_the_volumes_are_listed_with_how_finely_they_are_known(
    project: Project, counted: Project
) -> None:
    (row,) = counted.volumes_available().to_dict("records")

    assert row == {
        "key": "dorp/telefoon",
        "name": "Telefoon",
        "channel": "telefoon",
        "freqs": "Y M D 30min",
        "first": "2019",
        "last": "2019",
        "simulated": False,
    }


def test_a_volume_from_documents_is_known_by_year_only(project: Project) -> None:
    assert list(project.volumes_available()["freqs"]) == ["Y"]
    with pytest.raises(WrongCall, match="only yearly figures are known"):
        project.volumes("dorp/telefoon", freq="M")


def test_an_export_gives_figures_by_year_day_and_half_hour(counted: Project) -> None:
    days = counted.volumes("dorp/telefoon", freq="D")
    halves = counted.volumes("dorp/telefoon", freq="30min")

    # 10 + 12 on the first day, 0 + 7 on the second.
    assert [point.value for point in days.points] == [22.0, 7.0]
    assert [point.value for point in halves.points] == [10.0, 12.0, 0.0, 7.0]
    assert [point.value for point in counted.volumes("dorp/telefoon").points] == [29.0]
    assert [source.file for source in days.sources] == ["data/raw/kcc/export.csv"]


def test_contacts_after_the_day_asked_for_are_not_known(counted: Project) -> None:
    days = counted.volumes("dorp/telefoon", "D", until="2019-01-07")

    assert [point.value for point in days.points] == [22.0]


def test_all_indicators_of_a_programme_come_in_the_order_of_their_definition(
    project: Project,
) -> None:
    histories = project.histories("dorp/1")

    assert [h.key for h in histories] == ["dorp/tevreden", "dorp/cijfer", "dorp/paspoorten"]
    assert [len(h.points) for h in histories] == [2, 0, 0]


def test_one_indicator_can_be_chosen(project: Project) -> None:
    (history,) = project.histories("dorp/1", "dorp/cijfer", until="2020")

    assert history.key == "dorp/cijfer"


def test_an_indicator_that_lost_its_description_says_so(project: Project) -> None:
    history = project.history("dorp/paspoorten")

    assert history.label_incomplete
    assert history.note == "de omschrijving is onvolledig"
    assert len(history.rows) == 0


def test_targets_come_in_the_order_and_as_of_the_day_of_their_histories(project: Project) -> None:
    histories = project.histories("dorp/1", until="2020-12-31")

    targets = project.targets_of(histories)

    assert [[target.value for target in own] for own in targets] == [[65.0], [], []]


def test_the_volumes_of_a_programme_can_be_asked_for_together(project: Project) -> None:
    (both,), (one,) = (
        project.volume_histories("dorp/1"),
        project.volume_histories("dorp/1", "dorp/telefoon"),
    )

    assert both.key == one.key == "dorp/telefoon"


def test_a_forecast_starts_from_series_that_hold_a_figure(project: Project) -> None:
    yearly, daily = project.forecastable("dorp/1")

    assert [history.key for history in yearly] == ["dorp/tevreden", "dorp/telefoon"]
    assert daily == ()


def test_an_exported_volume_is_forecast_by_day(counted: Project) -> None:
    yearly, daily = counted.forecastable("dorp/1")

    assert [history.key for history in yearly] == ["dorp/tevreden"]
    assert [(history.key, history.freq) for history in daily] == [("dorp/telefoon", "D")]


def test_a_forecast_can_be_asked_for_one_series(project: Project) -> None:
    (indicator,), _ = project.forecastable("dorp/1", indicator="dorp/tevreden")
    (volume,), _ = project.forecastable("dorp/1", volume="dorp/telefoon")

    assert (indicator.key, volume.key) == ("dorp/tevreden", "dorp/telefoon")


def test_the_events_of_a_programme_are_its_own(project: Project) -> None:
    assert [event.label["en"] for event in project.events("dorp/1")] == ["New desk"]


def test_changing_the_table_of_cells_changes_no_project(project: Project) -> None:
    cells = project.cells()
    cells["value"] = 0.0

    assert [point.value for point in project.history("dorp/tevreden").points] == [62.0, 64.0]


def test_an_unknown_key_suggests_the_nearest(project: Project) -> None:
    with pytest.raises(UnknownKey, match="Did you mean 'dorp/1'"):
        project.programme("drop/1")
    with pytest.raises(UnknownKey, match="Did you mean 'dorp/tevreden'"):
        project.history("dorp/tevreeden")
    with pytest.raises(UnknownKey, match="Did you mean 'dorp/telefoon'"):
        project.volumes("dorp/telefon")
    with pytest.raises(UnknownKey, match="volume 'dorp/post'"):
        project.volume_histories("dorp/1", "dorp/post")
    with pytest.raises(UnknownKey, match=r"indicator 'leiden/1A1\.a'"):
        project.histories("dorp/1", "leiden/1A1.a")


def test_a_volume_is_no_indicator(project: Project) -> None:
    with pytest.raises(UnknownKey):
        project.history("dorp/telefoon")


def redelivered(tmp_path: Path, first: str, second: str) -> Project:
    """Give the village with two exports, published in February and in March 2019."""
    village(tmp_path)
    for folder, text, month in (("kcc-b", first, 2), ("kcc-a", second, 3)):
        published = date(2019, month, 1)
        add_source(
            tmp_path, folder, text, edition="", kind="kcc", file="e.csv", published=published
        )
    return open_project(tmp_path)


CORRECTED = (
    "datum;tijd;kanaal;aangeboden;afgehandeld;gem_gesprekstijd;gem_wachttijd\n"
    "08-01-2019;09:00;telefoon;3;3;200;30\n"
    "08-01-2019;09:30;telefoon;8;8;190;15\n"
    "09-01-2019;09:00;telefoon;4;4;190;15\n"
    "09-01-2019;09:30;telefoon;5;5;190;15\n"
)


def test_a_later_delivery_replaces_the_days_it_has(tmp_path: Path) -> None:
    project = redelivered(tmp_path, EXPORT, CORRECTED)

    days = project.volumes("dorp/telefoon", "D")

    assert [point.value for point in days.points] == [22, 11, 9]
    files = [days.sources[point.source].file for point in days.points]
    assert files == ["data/raw/kcc-b/e.csv", *["data/raw/kcc-a/e.csv"] * 2]
    assert [point.line for point in days.points] == [2, 2, 4]


@pytest.mark.parametrize(
    ("until", "known"),
    [("2019-02-28", [22, 7]), ("2019-03-01", [22, 11, 9]), ("2019-01-31", []), (None, [22, 11, 9])],
)
def test_before_a_delivery_was_published_the_older_one_counts(
    tmp_path: Path, until: str | None, known: list[int]
) -> None:
    project = redelivered(tmp_path, EXPORT, CORRECTED)

    days = project.volumes("dorp/telefoon", "D", until)

    assert [point.value for point in days.points] == known


def test_a_year_adds_up_what_the_deliveries_together_say(tmp_path: Path) -> None:
    project = redelivered(tmp_path, EXPORT, CORRECTED)

    assert [point.value for point in project.volumes("dorp/telefoon").points] == [42]


MONTHS = "maand;kanaal;aantal\n2018-12;telefoon;900\n2019-01;telefoon;950\n"


def test_months_of_an_older_delivery_stand_beside_days_of_a_newer_one(tmp_path: Path) -> None:
    project = redelivered(tmp_path, MONTHS, EXPORT)

    months = project.volumes("dorp/telefoon", "M")

    # Of January only two days were counted, so the whole month says more.
    assert [(p.period.label, p.value, p.status) for p in months.points] == [
        ("2018-12", 900, "actual"),
        ("2019-01", 950, "actual"),
    ]
    assert [p.value for p in project.volumes("dorp/telefoon", "D").points] == [22, 7]


def test_a_volume_says_per_which_periods_it_is_known(tmp_path: Path) -> None:
    village(tmp_path)
    add_source(tmp_path, "kcc", MONTHS, edition="", kind="kcc", file="e.csv")
    project = open_project(tmp_path)

    assert project.frequencies("dorp/telefoon") == ("Y", "Q", "M")
    assert list(project.volumes_available()["freqs"]) == ["Y Q M"]
    coarse, daily = project.forecastable("dorp/1", volume="dorp/telefoon")
    assert ([one.freq for one in coarse], daily) == (["M"], ())


def test_a_volume_per_week_is_known_per_week_only(tmp_path: Path) -> None:
    weeks = "week;kanaal;aantal\n2019-W02;telefoon;90\n2019-W03;telefoon;95\n"
    village(tmp_path)
    add_source(tmp_path, "kcc", weeks, edition="", kind="kcc", file="e.csv")
    project = open_project(tmp_path)

    (row,) = project.volumes_available().to_dict("records")

    assert (row["freqs"], row["first"], row["last"]) == ("W", "2019-W02", "2019-W03")
    with pytest.raises(WrongCall, match="not known per D"):
        project.volumes("dorp/telefoon", "D")


def small(root: Path, text: str, limit: str = "") -> Project:
    """Open the village with one report in which few people answered."""
    definitions_only(root)
    write(root, "pcanalysis.toml", SETTINGS + limit)
    add_source(root, "verslag-2020", "code;jaar;waarde;n\n" + text, edition="dorp-jv-2020")
    return open_project(root)


def test_a_figure_about_few_respondents_is_missing_with_its_reason(tmp_path: Path) -> None:
    history = small(tmp_path, "tevreden;2016;61%;9\ntevreden;2017;62%;10\n").history(
        "dorp/tevreden"
    )

    assert [o.reason for o in history.observations] == ["suppressed", ""]
    assert [o.value for o in history.points] == [62]
    assert "61" not in history.rows.drop(columns="line").to_string()


def test_the_survey_of_the_definition_says_how_many_answered(tmp_path: Path) -> None:
    definitions_only(tmp_path)
    write(tmp_path, "data/definitions/dorp/1.toml", DEFINITION.replace("n = 400", "n = 4"))
    add_source(
        tmp_path, "verslag-2020", "code;jaar;waarde\ntevreden;2018;61%\n", edition="dorp-jv-2020"
    )

    assert open_project(tmp_path).history("dorp/tevreden").points == ()


def test_cells_to_explore_hide_small_groups_too(tmp_path: Path) -> None:
    cells = small(tmp_path, "tevreden;2016;61%;9\n").cells()

    assert cells["value"].isna().all()
    assert "61" not in cells.drop(columns=["sha256", "line"]).to_string()


def test_the_limit_of_small_groups_is_a_setting(tmp_path: Path) -> None:
    history = small(tmp_path, "tevreden;2016;61%;9\n", "small_cell = 5\n").history("dorp/tevreden")

    assert [o.value for o in history.points] == [61]


# --- exports per queue, and channels that no export holds ------------------------------------------

QUEUED = "datum;kanaal;wachtrij;aantal\n07-01-2019;telefoon;{queue};{first}\n08-01-2019;telefoon;{queue};{second}\n"
SAME_DAY = {"edition": "", "kind": "kcc", "file": "e.csv", "published": date(2019, 2, 1)}


def exported(tmp_path: Path, *texts: str, **changes: Any) -> Project:
    """Give the village with exports that were published on one day."""
    village(tmp_path)
    card = {k: v for k, v in (SAME_DAY | changes).items() if v is not None}
    for number, text in enumerate(texts):
        add_source(tmp_path, f"kcc-{number}", text, **card)
    return open_project(tmp_path)


def daily(project: Project) -> list[float | None]:
    return [point.value for point in project.volumes("dorp/telefoon", "D").points]


@pytest.mark.parametrize("changes", [{}, {"published": None}])
def test_exports_per_queue_of_one_day_count_together(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    one = QUEUED.format(queue="Burgerzaken", first=10, second=11)
    other = QUEUED.format(queue="Belastingen", first=5, second=6)

    assert daily(exported(tmp_path, one, other, **changes)) == [15, 17]


def test_queues_that_are_named_as_channels_count_together_too(tmp_path: Path) -> None:
    second = '[[queue]]\nname = "Wachtrij 2"\nchannel = "telefoon"\nvalid_from = 2019-01-01\n'
    texts = [
        f"datum;kanaal;aantal\n07-01-2019;Wachtrij {n};{n}0\n08-01-2019;Wachtrij {n};{n}1\n"
        for n in (1, 2)
    ]
    village(tmp_path)
    write(tmp_path, "data/definitions/dorp/contact.toml", CONTACT + second)
    for number, text in enumerate(texts):
        add_source(tmp_path, f"kcc-{number}", text, **SAME_DAY)

    assert daily(open_project(tmp_path)) == [30, 32]


def test_the_same_queue_in_two_exports_of_one_day_counts_once_or_is_refused(
    tmp_path: Path,
) -> None:
    one = QUEUED.format(queue="Burgerzaken", first=10, second=11)
    both = one + "08-01-2019;telefoon;Belastingen;6\n"

    assert daily(exported(tmp_path / "a", one, both)) == [10, 17]
    with pytest.raises(DataRefused) as refused:
        exported(tmp_path / "b", one, both.replace(";10\n", ";12\n"))
    (problem,) = refused.value.problems
    assert problem.code == "exports_disagree"
    assert (problem.facts["own"], problem.facts["theirs"]) == (12, 10)


def test_an_export_of_a_whole_channel_is_not_added_to_one_of_its_queues(tmp_path: Path) -> None:
    whole = "datum;kanaal;aantal\n07-01-2019;telefoon;{}\n08-01-2019;telefoon;17\n"
    queues = QUEUED.format(queue="Burgerzaken", first=10, second=11) + (
        "07-01-2019;telefoon;Belastingen;5\n08-01-2019;telefoon;Belastingen;6\n"
    )

    assert daily(exported(tmp_path / "a", queues, whole.format(15))) == [15, 17]
    with pytest.raises(DataRefused):
        exported(tmp_path / "b", queues, whole.format(10))


def test_a_newer_export_of_one_queue_still_replaces_the_whole_day(tmp_path: Path) -> None:
    village(tmp_path)
    for number, queue in enumerate(("Burgerzaken", "Belastingen")):
        text = QUEUED.format(queue=queue, first=10 + number, second=20 + number)
        published = {"published": date(2019, 2 + number, 1)}
        add_source(tmp_path, f"kcc-{number}", text, **(SAME_DAY | published))

    assert daily(open_project(tmp_path)) == [11, 21]


OTHER_CHANNEL = "datum;kanaal;aantal\n07-01-2019;balie;10\n08-01-2019;balie;11\n"


def test_printed_figures_show_of_a_channel_that_the_export_lacks(tmp_path: Path) -> None:
    project = exported(tmp_path, OTHER_CHANNEL)

    (point,) = project.volumes("dorp/telefoon").points

    assert (point.period.label, point.value) == ("2019", 1200)
    assert project.frequencies("dorp/telefoon") == ("Y",)
    assert list(project.volumes_available()["freqs"]) == ["Y"]
    with pytest.raises(WrongCall, match="only yearly figures are known"):
        project.volumes("dorp/telefoon", "D")
    assert [one.freq for one in project.forecastable("dorp/1", volume="dorp/telefoon")[0]] == ["Y"]


def test_printed_figures_show_as_long_as_no_export_was_published(tmp_path: Path) -> None:
    text = QUEUED.format(queue="Burgerzaken", first=10, second=11)
    project = exported(tmp_path, text, published=date(2022, 1, 1))

    assert [p.value for p in project.volumes("dorp/telefoon", until=2021).points] == [1200]
    assert [p.value for p in project.volumes("dorp/telefoon").points] == [21]
