"""What is said of months and quarters: nothing that the season alone could say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from pcanalysis.analysis import Trend, fit_trend
from pcanalysis.model import History
from pcanalysis.texts import describe
from pcanalysis.texts.trend import alt_parts, headline


def calls(values: Any) -> Trend:
    index = pd.period_range("2018-01", periods=len(values), freq="M")
    series = pd.Series(values, index=index)
    return fit_trend(History.from_series(series, "test/m", "count", kind="contacts"))


@pytest.mark.parametrize(
    ("language", "sentence", "title"),
    [
        ("nl", "Er zijn nog te weinig jaren.", "Nog geen ontwikkeling te zien: te weinig jaren"),
        ("en", "There are too few years yet.", "No development to see yet: too few years"),
    ],
)
def test_months_of_less_than_two_years_say_that_the_season_is_unknown(
    language: str, sentence: str, title: str
) -> None:
    trend = calls(np.arange(100.0, 112.0))

    said = describe(trend, language)

    assert any(sentence in text for text in said)
    assert not any("%" in text or "hoger" in text or "higher" in text for text in said)
    assert headline(trend, language) == title
    assert sentence in alt_parts(trend, language)[1]


@pytest.mark.parametrize(
    ("language", "compared"),
    [("nl", "zonder het verschil dat het seizoen maakt"), ("en", "without the difference that")],
)
def test_two_years_of_months_are_compared_without_their_season(
    language: str, compared: str
) -> None:
    season = np.tile([90.0, 85, 80, 76, 70, 65, 60, 62, 70, 78, 84, 88], 3)

    said = describe(calls(np.round(500 + season + 2 * np.arange(36))), language)

    assert any(compared in text for text in said)


def test_the_way_is_that_of_the_line_and_not_of_the_first_and_last_month() -> None:
    season = np.tile([200.0, 85, 80, 76, 70, 65, 60, 62, 70, 78, 84, 20], 3)

    trend = calls(np.round(500 + season + 2 * np.arange(36)))

    # January of the first year is higher than December of the last, and still the calls rose
    assert trend.first is not None
    assert trend.last is not None
    assert trend.last.value < trend.first.value
    assert any("more" in text for text in describe(trend, "en"))
    assert not any("less" in text for text in describe(trend, "en"))
