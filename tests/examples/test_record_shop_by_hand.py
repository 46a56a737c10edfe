"""The computation by hand, held against customers worked out with pencil and calendar."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.examples import record_shop_by_hand
from tests.examples.record_shop_by_hand import Due

DATA = Path(__file__).parents[2] / "examples/record-shop/data/cdnow_sample.csv"
END = datetime(1998, 10, 29, tzinfo=UTC)


@pytest.fixture(scope="module")
def everything() -> list[Due]:
    return record_shop_by_hand.messages(DATA, END)


def of(customer: str, messages: list[Due]) -> list[tuple[str, str]]:
    return [(one.due.isoformat(sep=" ")[:19], one.message) for one in messages if one.customer == customer]


def due(bought: list[str], tmp_path: Path) -> list[tuple[str, str]]:
    """The messages of one made-up customer who buys on these days."""
    file = tmp_path / "purchases.csv"
    rows = "".join(f"c1,{day},1,9.99\n" for day in bought)
    file.write_text(f"customer_id,date,quantity,amount_usd\n{rows}", encoding="utf-8")
    return of("c1", record_shop_by_hand.messages(file, END))


def test_a_quiet_customer(everything: list[Due]) -> None:
    # Bought on 1997-01-01, 01-18, 08-02 and 12-12: gaps of 17 and 196 days (median 106.5), then also of 132.
    assert of("c00004", everything) == [
        ("1997-01-01 12:00:00", "thank-you"),
        ("1997-04-18 12:00:00", "win-back-insider"),
        ("1997-05-18 12:00:00", "win-back-question"),
        ("1997-10-31 12:00:00", "win-back-insider"),
        ("1997-11-16 12:00:00", "next-record"),
        ("1997-11-30 12:00:00", "win-back-question"),
        ("1998-03-12 12:00:00", "win-back-insider"),
        ("1998-04-11 12:00:00", "win-back-question"),
        ("1998-04-23 12:00:00", "next-record"),
    ]


def test_a_purchase_at_the_instant_of_the_second_try(everything: list[Due]) -> None:
    # Bought on 1997-01-01, on 05-01 (120 days later to the second), 09-08, 1998-02-10 and 02-11.
    assert of("c00114", everything) == [
        ("1997-01-01 12:00:00", "thank-you"),
        ("1997-04-01 12:00:00", "win-back-insider"),
        ("1997-07-30 12:00:00", "win-back-insider"),
        ("1997-08-29 12:00:00", "win-back-question"),
        ("1997-12-07 12:00:00", "win-back-insider"),
        ("1998-01-06 12:00:00", "win-back-question"),
        ("1998-01-11 12:00:00", "next-record"),
        ("1998-05-12 12:00:00", "win-back-insider"),
        ("1998-06-11 12:00:00", "win-back-question"),
        ("1998-06-16 12:00:00", "next-record"),
    ]


def test_two_purchases_of_a_day_and_one_at_the_end_of_the_usual_gap(everything: list[Due]) -> None:
    # Bought on 1997-02-06, 02-09, 07-23, 07-27 twice, 07-29, 09-03, 09-07: median gaps 83.5, 4, 3.5, 4, 4.
    assert of("c10151", everything) == [
        ("1997-02-06 12:00:00", "thank-you"),
        ("1997-05-10 12:00:00", "win-back-insider"),
        ("1997-06-09 12:00:00", "win-back-question"),
        ("1997-08-01 12:00:00", "next-record"),
        ("1997-09-11 12:00:00", "next-record"),
        ("1997-12-06 12:00:00", "win-back-insider"),
        ("1998-01-05 12:00:00", "win-back-question"),
    ]


def test_silence_counts_from_the_last_row_of_a_day(everything: list[Due]) -> None:
    # The last two purchases are both of 1998-04-30.
    assert ("1998-07-29 12:00:01", "win-back-insider") in of("c16466", everything)


def test_the_tenth_purchase_may_be_the_second_of_its_day(everything: list[Due]) -> None:
    assert ("1997-03-15 12:00:01", "collector") in of("c19339", everything)


def test_rows_that_look_alike_are_purchases_of_their_own(tmp_path: Path) -> None:
    assert ("1997-03-01 12:00:09", "collector") in due(["1997-03-01"] * 10, tmp_path)


def test_days_are_counted_once_for_the_usual_gap(tmp_path: Path) -> None:
    # Three rows on two days: no gap yet; the third day has gaps of 4 and 7.
    bought = ["1997-03-01", "1997-03-05", "1997-03-05"]
    assert "next-record" not in [message for _, message in due(bought, tmp_path)]
    assert ("1997-03-17 12:00:00", "next-record") in due([*bought, "1997-03-12"], tmp_path)


def test_totals(everything: list[Due]) -> None:
    assert record_shop_by_hand.end_of(DATA) == END
    by_message = Counter(one.message for one in everything)
    assert by_message == {
        "thank-you": 2357,
        "next-record": 1974,
        "win-back-insider": 3442,
        "win-back-question": 3189,
        "collector": 111,
    }
    assert max(one.due for one in everything) == END - timedelta(hours=12)


def test_totals_until_an_earlier_end(everything: list[Due]) -> None:
    end = datetime(1998, 9, 30, tzinfo=UTC)
    earlier = record_shop_by_hand.messages(DATA, end)
    assert earlier == [one for one in everything if one.due <= end]
    assert len(earlier) == 10_909
