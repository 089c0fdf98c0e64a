"""A target of anything but a survey gets its chance from a forecast up to its year."""

from __future__ import annotations

from pcanalysis.analysis import measure_gap
from pcanalysis.analysis.target_forecast import forecast_to_targets
from tests.analysis.builders import survey, target, yearly


def test_a_register_is_forecast_up_to_its_last_target() -> None:
    history = yearly({2019: 90.0, 2020: 92.0, 2021: 91.0}, kind="register")
    targets = [target(2022, 93.0), target(2024, 95.0)]

    forecast = forecast_to_targets(history, targets)

    assert forecast is not None
    assert [period.label for period in forecast.periods] == ["2022", "2023", "2024"]
    rows = measure_gap(history, targets, forecast, as_of=2021).outlook
    assert all(row.p_reported is not None for row in rows)


def test_no_forecast_is_made_where_none_is_asked_or_known() -> None:
    history = yearly({2020: 90.0, 2021: 91.0}, kind="register")

    assert forecast_to_targets(history, []) is None
    assert forecast_to_targets(history, [target(2021, 95.0), target(None, 95.0)]) is None
    assert forecast_to_targets(history, [target(2090, 95.0)]) is None
    assert forecast_to_targets(survey([(2019, 74, 787)]), [target(2023, 78.0)]) is None
    assert forecast_to_targets(survey([(2019, None, None)]), [target(2023, 78.0)]) is None
