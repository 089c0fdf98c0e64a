"""What a forecast says: an interval, its middle, what it rests on; never more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pcanalysis.analysis import make_forecast
from pcanalysis.model import Period
from pcanalysis.texts import alt_text, chips, describe, headline, note, subtitle
from pcanalysis.texts.forecast import expected_next
from tests.texts.results import daily, forecasts, history, numbers_in

FORECASTS = forecasts()


def said(name: str, language: str = "nl") -> str:
    return " ".join(describe(FORECASTS[name], language))


def test_the_next_survey_of_leiden_lies_between_two_figures() -> None:
    assert describe(FORECASTS["survey"], "nl") == [
        "De volgende meting in 2019 ligt waarschijnlijk tussen 24% en 34%.",
        "Zo'n voorspelling klopt in 8 van de 10 gevallen.",
        "Het midden van de voorspelling is 29%.",
        "Wij nemen 500 antwoorden aan.",
        "Het echte aantal kennen wij niet.",
    ]


def test_the_title_of_a_forecast_is_its_interval() -> None:
    assert headline(FORECASTS["survey"], "nl") == (
        "Volgende meting in 2019: waarschijnlijk tussen 24% en 34%"
    )
    assert headline(FORECASTS["survey"], "en") == (
        "Next measurement in 2019: probably between 24% and 34%"
    )


@pytest.mark.parametrize("name", ["survey", "yearly calls", "register", "months"])
def test_the_interval_is_the_one_from_ten_to_ninety_percent(name: str) -> None:
    forecast = FORECASTS[name]
    index = expected_next(forecast)
    low, high = forecast.quantile(0.1)[index], forecast.quantile(0.9)[index]

    printed = numbers_in(chips(forecast, "nl")[0][1], "nl")[:2]

    # rounded as published: shares and days to whole numbers, counts to three digits
    scale = 0.01 if forecast.history.unit.value == "count" else 0.0
    assert abs(printed[0] - low) <= max(0.5, scale * low)
    assert abs(printed[1] - high) <= max(0.5, scale * high)


def test_a_two_yearly_survey_is_expected_after_two_years() -> None:
    forecast = FORECASTS["survey"]

    assert forecast.periods[expected_next(forecast)].start.year == 2019


def test_a_single_wave_promises_no_next_one() -> None:
    assert describe(FORECASTS["one wave"], "nl")[0].startswith("Een meting in 2018 ligt")
    assert headline(FORECASTS["one wave"], "nl").startswith("Een meting in 2018:")


def test_a_wave_beyond_the_horizon_is_not_promised_either() -> None:
    near = make_forecast(history({2015: 28, 2017: 29}), horizon=1)

    assert describe(near, "nl")[0].startswith("Een meting in 2018 ligt")


def test_unknown_answers_are_said_with_what_is_used_instead() -> None:
    told = said("survey, unknown n")

    assert "Wij weten niet hoeveel mensen antwoord gaven." in told
    assert "Wij rekenen met 500 antwoorden." in told


def test_little_evidence_is_a_rough_guess() -> None:
    for name, forecast in FORECASTS.items():
        assert ("Gebruik dit als ruwe schatting." in said(name)) == (
            forecast.evidence == "insufficient"
        )


def test_a_forecast_from_other_figures_says_so() -> None:
    assert "De voorspelling rust vooral op hoe andere cijfers bewegen." in said("yearly calls")


def test_far_ahead_is_said_to_be_far_ahead() -> None:
    far = make_forecast(history({2015: 28, 2017: 29}), horizon=6)

    assert "Zo ver vooruit hebben wij weinig ervaring." in describe(far, "nl")


def test_yearly_calls_are_counted_in_their_own_noun() -> None:
    assert describe(FORECASTS["yearly calls"], "nl")[0].startswith(
        "Het aantal telefoontjes in 2018 ligt waarschijnlijk tussen"
    )
    assert "Het midden van de voorspelling is 196.000." in said("yearly calls")


def test_a_register_is_a_figure_with_its_unit() -> None:
    assert describe(FORECASTS["register"], "nl")[0].startswith("Het cijfer van 2018 ligt")
    assert "dagen" in describe(FORECASTS["register"], "nl")[0]


def test_the_coming_weeks_are_titled_by_their_busiest_day() -> None:
    # Mondays bring 940 to 960, which one says as 950
    assert headline(FORECASTS["days"], "nl") == (
        "Komende weken elke maandag ongeveer 950 telefoontjes"
    )
    assert headline(FORECASTS["days"], "en") == ("About 950 calls every Monday in the coming weeks")


def test_the_busiest_and_quietest_day_are_named() -> None:
    told = said("days")

    assert "Maandag is de drukste dag: ongeveer 950 telefoontjes." in told
    # Fridays bring 650 to 670
    assert "Vrijdag is de rustigste dag: ongeveer 650." in told


def test_the_forecast_names_its_first_and_last_day() -> None:
    # 140 days from Monday 14 August 2017 end on 31 December
    assert "De voorspelling loopt van 1 januari 2018 tot en met 28 januari 2018." in said("days")


def test_a_holiday_is_named_and_a_weekend_is_not() -> None:
    told = said("days")

    assert "Op 1 januari 2018 is het contactcentrum dicht." in told
    assert "zaterdag" not in told.lower()


def test_many_closed_days_are_counted() -> None:
    forecast = FORECASTS["days"]
    closed = forecast.closed.copy()
    closed[:5] = True  # Monday 1 to Friday 5 January

    told = describe(replace(forecast, closed=closed), "nl")

    assert "Op 5 werkdagen is het contactcentrum dicht." in told


def test_the_earlier_forecast_is_judged_by_counting() -> None:
    forecast = FORECASTS["days"]
    earlier = forecast.earlier
    assert earlier is not None
    low, high = earlier.quantile(0.05), earlier.quantile(0.95)
    came = {o.period.start: o.value for o in forecast.history.points}
    starts = [p.start for p in earlier.periods]
    judged = [i for i, s in enumerate(starts) if s in came and not earlier.closed[i]]
    hits = sum(low[i] <= came[starts[i]] <= high[i] for i in judged)

    told = said("days")

    assert f"klopte op {hits} van de {len(judged)} dagen." in told
    assert f"Wij verwachtten ongeveer {round(0.9 * len(judged))}." in told


def test_without_an_earlier_forecast_nothing_is_judged() -> None:
    assert FORECASTS["few days"].earlier is None
    assert "klopte op" not in said("few days")


def test_a_simulated_forecast_is_announced_first() -> None:
    assert describe(FORECASTS["days"], "nl")[0].startswith("Deze cijfers zijn gesimuleerd")
    assert alt_text(FORECASTS["days"], "nl").startswith("Gesimuleerde gegevens. Lijngrafiek")


def test_the_note_says_what_the_bands_are_without_colours() -> None:
    assert note(FORECASTS["days"], "nl") == (
        "Donker vlak: 5 van de 10 dagen. Licht vlak: 9 van de 10 dagen. Bron: pcanalysis."
    )
    assert note(FORECASTS["survey"], "nl").startswith(
        "Donker vlak: 5 van de 10 keer. Licht vlak: 9 van de 10 keer."
    )


def test_the_alt_text_names_figures_and_interval() -> None:
    assert alt_text(FORECASTS["survey"], "nl") == (
        "Waaiergrafiek: 29% in 2017, in 2019 waarschijnlijk tussen 24% en 34%, midden 29%. "
        "De voorspelling klopt in 8 van de 10 gevallen. "
        "De cijfers staan in de tabel onder de grafiek."
    )


def test_the_alt_text_of_days_names_busiest_and_quietest() -> None:
    text = alt_text(FORECASTS["days"], "nl")

    assert "maandag ongeveer 950 telefoontjes, vrijdag ongeveer" in text
    assert "1 januari 2018 tot en met 28 januari 2018" in text


def test_the_evidence_is_counted_in_the_step_of_the_series() -> None:
    assert chips(FORECASTS["survey"], "nl")[1] == ("Bewijs", "zwak, 2 metingen")
    # 20 weeks of 5 open days, less both days of Christmas
    assert chips(FORECASTS["days"], "nl")[1] == ("Bewijs", "zwak, 98 dagen")
    assert chips(FORECASTS["months"], "nl")[1][1].endswith("24 maanden")


def test_quarters_and_weeks_are_counted_too() -> None:
    yearly = history({2015: 280, 2016: 290, 2017: 300}, unit="count", kind="register")
    for freq, labels, counted in (
        ("Q", ("2017-K1", "2017-K2", "2017-K3"), "3 kwartalen"),
        ("W", ("2017-W01", "2017-W02", "2017-W03"), "3 weken"),
    ):
        starts = [Period.parse(label).start for label in labels]
        short = replace(yearly, freq=freq, rows=yearly.rows.assign(start=starts))

        assert chips(make_forecast(short, horizon=1), "nl")[1][1].endswith(counted)


def test_months_are_named() -> None:
    assert "in januari 2018 ligt waarschijnlijk tussen" in said("months")
    assert headline(FORECASTS["months"], "nl").startswith("In januari 2018 waarschijnlijk tussen")


def test_the_subtitle_says_per_what_is_counted() -> None:
    assert subtitle(FORECASTS["days"], "nl") == "Telefoon, telefoontjes per dag"


def test_a_week_with_one_open_day_has_no_quietest_day() -> None:
    forecast = make_forecast(daily(), horizon=7)
    closed = np.array([p.start.weekday() != 1 for p in forecast.periods])

    told = " ".join(describe(replace(forecast, closed=closed), "nl"))

    assert "drukste" in told
    assert "rustigste" not in told
