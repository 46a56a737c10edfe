"""Purchases are reported together as far as a workflow keeps them for later, and never too late."""

from datetime import timedelta
from pathlib import Path

import pytest

from starter.demo import feed
from starter.demo.feed import LEAD, SPAN, Feed, TooSlow, batches
from starter.demo.purchases import Purchase, end_of
from starter.demo.stage import set_up
from tests.starter.demo.lives import START

KEPT = timedelta(seconds=60)
"""How far ahead a workflow keeps an input."""


def purchase(row: int, seconds: int) -> Purchase:
    at = START + timedelta(seconds=seconds)
    return Purchase(row=row, customer_id="c1", at=at, quantity=1, amount=9.99)


def test_a_batch_lies_within_what_is_kept_for_later() -> None:
    purchases = [purchase(row, seconds) for row, seconds in enumerate((0, 0, 9, 10, 19, 86_400), start=1)]
    found = [[one.row for one in batch if isinstance(one, Purchase)] for batch in batches(purchases)]
    assert found == [[1, 2, 3], [4, 5], [6]]
    assert LEAD + SPAN < KEPT


def test_no_purchases_no_batch() -> None:
    assert list(batches([])) == []


@pytest.mark.e2e
async def test_a_batch_that_is_not_delivered_in_time_ends_the_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "QUIET", LEAD)  # so that no time is left for it
    purchases = [purchase(1, 0)]
    async with set_up(tmp_path, 1, START - LEAD) as stage:
        driver = Feed(stage.client, stage.time, stage.shift, lambda at, sent: None)
        with pytest.raises(TooSlow, match=r"reporting 1 events of 1997-01-01 took .* fewer CUSTOMERS"):
            await driver.run(purchases, end_of(purchases))
