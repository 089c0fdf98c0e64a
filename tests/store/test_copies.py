from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from pcanalysis.store.copies import DIALECT, copies
from pcanalysis.store.reading.delivery import read_delivery

NAMES = st.text(alphabet="ab1 ='+-@;\"\n\té＝", min_size=1, max_size=8).filter(
    lambda name: name.strip(" \n\t'") not in ("", "-", "+", "=")
)
SHARES = st.sampled_from(["28%", "28,50%", "0,4%", "-", "n.v.t.", "", "100%"])
TARGETS = st.sampled_from(["30%", "", "-", "31,5%"])


def read_again(table: pd.DataFrame, kind: str, folder: str) -> pd.DataFrame:
    path = Path(folder, "copy.csv")
    text = table.to_csv(sep=";", index=False, lineterminator="\n")
    path.write_bytes(text.encode("utf-8"))
    delivery = read_delivery([path], kind, dialect=DIALECT)
    assert delivery.outcome in ("accept", "warn"), delivery.messages
    return delivery.rows


@given(st.lists(st.tuples(NAMES, SHARES, TARGETS), min_size=1, max_size=6))
@settings(max_examples=60)
def test_a_copy_of_indicators_says_what_the_table_says(rows: list[tuple[str, str, str]]) -> None:
    original = pd.DataFrame(
        [
            (f"c{number}", name, "2019", value, target)
            for number, (name, value, target) in enumerate(rows)
        ],
        columns=["code", "naam", "jaar", "waarde", "streefwaarde"],
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table.csv")
        path.write_text(original.to_csv(sep=";", index=False, lineterminator="\n"), newline="")
        delivery = read_delivery([path], "indicator", dialect={"delimiter": ";"})
        ((_, table, _),) = copies(delivery)
        again = read_again(table, "indicator", folder)

    same = ["code", "naam", "jaar", "role", "value", "reason", "decimals", "eenheid"]
    by = ["code", "role"]
    before, after = (
        frame[same].sort_values(by, ignore_index=True) for frame in (delivery.rows, again)
    )
    pd.testing.assert_frame_equal(before, after, check_dtype=False, check_categorical=False)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 47),
            st.sampled_from(["telefoon", "Balie", "=rij", "@ Burgerzaken"]),
            st.integers(0, 5000),
            st.sampled_from(["", "3:20", "95,5"]),
        ),
        min_size=1,
        max_size=12,
        unique_by=lambda row: row[:2],
    ),
    st.dates(
        min_value=pd.Timestamp("1990-01-01").date(), max_value=pd.Timestamp("2030-01-01").date()
    ),
)
@settings(max_examples=60)
def test_a_copy_of_contacts_says_what_the_export_says(
    rows: list[tuple[int, str, int, str]], day: pd.Timestamp
) -> None:
    text = "datum;tijd;kanaal;aantal;gesprekstijd\n" + "".join(
        f"{day:%d-%m-%Y};{slot // 2:02d}:{slot % 2 * 30:02d};{channel};{count};{length}\n"
        for slot, channel, count, length in rows
        if slot not in (4, 5)  # an hour that some days lack
    )
    if text.count("\n") == 1:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "export.csv")
        path.write_text(text, encoding="utf-8")
        delivery = read_delivery([path], "kcc")
        ((_, table, _),) = copies(delivery)
        again = read_again(table, "kcc", folder)

    same = ["start", "minutes", "freq", "tijd", "kanaal", "aantal", "gem_gesprekstijd"]
    by = ["start", "kanaal"]  # as text: categories have an order of their own
    before, after = (
        frame[same].astype({"kanaal": "str"}).sort_values(by, ignore_index=True)
        for frame in (delivery.rows, again)
    )
    pd.testing.assert_frame_equal(before, after, check_dtype=False, check_categorical=False)
