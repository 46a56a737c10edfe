"""The demo's purchases are read row by row, and bad rows are named."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from starter.demo.purchases import BadPurchases, end_of, read_purchases, spread_customers

DATA = Path(__file__).parents[3] / "examples/record-shop/data/cdnow_sample.csv"
HEADER = "customer_id,date,quantity,amount_usd\n"


def write(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "purchases.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_sample_is_read_whole() -> None:
    purchases = read_purchases(DATA)
    assert len(purchases) == 6919
    assert len({purchase.customer_id for purchase in purchases}) == 2357
    assert {purchase.row for purchase in purchases} == set(range(1, 6920))
    assert sum(purchase.at.second > 0 for purchase in purchases) == 223
    assert end_of(purchases) == datetime(1998, 10, 29, tzinfo=UTC)


def test_further_rows_of_a_day_come_a_second_later_each(tmp_path: Path) -> None:
    rows = "c1,1997-03-01,2,20.00\nc2,1997-03-01,1,9.99\nc1,1997-03-01,2,20.00\nc1,1997-02-28,1,0.00\n"
    purchases = read_purchases(write(tmp_path, HEADER + rows))
    noon = datetime(1997, 3, 1, 12, tzinfo=UTC)
    assert [(one.row, one.customer_id, one.at) for one in purchases] == [
        (4, "c1", noon - timedelta(days=1)),
        (1, "c1", noon),
        (2, "c2", noon),
        (3, "c1", noon + timedelta(seconds=1)),
    ]
    assert (purchases[1].quantity, purchases[1].amount) == (2, 20.0)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("c1,01/03/1997,1,9.99", "date '01/03/1997' is not a day; write year-month-day"),
        ("c1,1997-02-30,1,9.99", "date '1997-02-30' is not a day"),
        ("c1,1997-03-01,0,9.99", "quantity '0' is not a count; write a whole number from 1"),
        ("c1,1997-03-01,1.5,9.99", "quantity '1.5'"),
        ("c1,1997-03-01,1,-9.99", "amount_usd '-9.99' is not an amount"),
        ("c1,1997-03-01,1,nan", "amount_usd 'nan'"),
        ("c1,1997-03-01,1", "3 values; write one for each of customer_id, date, quantity, amount_usd"),
        ("ann@example.com,1997-03-01,1,9.99", "looks like an address"),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_the_fix(tmp_path: Path, row: str, fault: str) -> None:
    file = write(tmp_path, f"{HEADER}c1,1997-03-01,1,9.99\n{row}\n")
    with pytest.raises(BadPurchases) as raised:
        read_purchases(file)
    assert str(raised.value).startswith(f"{file}:3: ")
    assert fault in str(raised.value)


def test_all_bad_rows_are_named_at_once_but_not_without_end(tmp_path: Path) -> None:
    file = write(tmp_path, HEADER + "c1,soon,1,1\n" * 12)
    with pytest.raises(BadPurchases) as raised:
        read_purchases(file)
    lines = str(raised.value).splitlines()
    assert len(lines) == 11
    assert lines[-1] == "and 2 more faults"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", ":1: the header is ''"),
        (
            "customer;date\n",
            ":1: the header is 'customer;date'; write 'customer_id,date,quantity,amount_usd'",
        ),
        (HEADER, ":2: there is no purchase below the header"),
        (HEADER + 'c1,"1997', "is not a CSV file in UTF-8"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(BadPurchases, match=r"purchases\.csv") as raised:
        read_purchases(write(tmp_path, text))
    assert fault in str(raised.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadPurchases, match=r"none\.csv: cannot be read .* give DATA the path"):
        read_purchases(tmp_path / "none.csv")


def test_a_few_customers_are_spread_over_the_whole() -> None:
    purchases = read_purchases(DATA)
    few = spread_customers(purchases, 200)
    assert len(few) == 200
    assert few == spread_customers(reversed(purchases), 200)
    first_months = {min(one.at for one in purchases if one.customer_id == customer).month for customer in few}
    assert first_months == {1, 2, 3}
    assert len(spread_customers(purchases, 5_000)) == 2357
