"""What the other departments do: on which days, to whom, and as which input."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

from engine.contracts.inputs import Propose, Report
from starter.demo.departments import as_input, messages_of_departments
from starter.demo.purchases import read_purchases
from starter.demo.shift import CYCLE, Shift

DATA = Path(__file__).parents[3] / "examples/record-shop/data/cdnow_sample.csv"


def test_they_write_on_their_days_to_who_has_bought_before() -> None:
    purchases = read_purchases(DATA)
    first = {one.customer_id: one.at for one in reversed(purchases)}
    messages = messages_of_departments(purchases)
    assert {(one.what, f"{one.at:%a}") for one in messages} == {("broadcast", "Tue"), ("letter", "Thu")}
    assert all(first[one.customer_id] < one.at <= purchases[-1].at for one in messages)
    assert list(messages) == sorted(messages, key=lambda one: (one.at, one.customer_id))
    days = Counter(one.at.date().isoformat() for one in messages if one.what == "broadcast")
    assert sorted(days)[:2] == ["1997-02-04", "1997-04-01"] and days["1998-06-02"] == 2_357
    letters = Counter(one.customer_id for one in messages if one.what == "letter")
    assert 0.45 < len(letters) / 2_357 < 0.55


def test_a_broadcast_is_proposed_and_a_letter_reported_each_under_an_id_of_its_own() -> None:
    messages = messages_of_departments(read_purchases(DATA))
    entries = [as_input(one, Shift(cycles=1)) for one in messages]
    assert {type(entry) for entry in entries} == {Propose, Report}
    assert len({entry.id for entry in entries}) == len(entries)
    assert [entry.at - one.at for entry, one in zip(entries, messages, strict=True)] == [CYCLE] * len(entries)
    assert timedelta() < CYCLE
