"""The record shop through the engine gives the messages that were computed by hand, for every customer."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import pytest

from catalogue.build import build
from catalogue.publish import prepare
from catalogue.shelf import MemoryShelf
from engine.contracts.inputs import ConsentChange, Identify, Track
from engine.contracts.journal import Decided
from engine.customer.state import CustomerState
from engine.definitions import Definitions
from engine.model import Attributes
from engine.rehearsal import Rehearsal
from starter.demo.purchases import Purchase, end_of, read_purchases
from tests.examples.record_shop_by_hand import messages
from trials.unruled import unruled

SHOP = Path(__file__).parents[2] / "examples/record-shop"
BY_CUSTOMER = attrgetter("customer_id")
DATA = SHOP / "data/cdnow_sample.csv"


def live(definitions: Definitions, customer_id: str, rows: Sequence[Purchase], until: datetime) -> list[Decided]:
    """One customer's life, from an hour before her first purchase."""
    rehearsal = Rehearsal(CustomerState(customer_id=customer_id, catalogue=1), definitions)
    first = rows[0].at - timedelta(hours=1)
    agreed = (ConsentChange(status="granted"),)
    profile = Identify(id="profile", at=first, attributes={"email": f"{customer_id}@example.com"}, consents=agreed)
    rehearsal.feed(profile, first)
    for row in rows:
        bought: Attributes = {"quantity": row.quantity, "amount": row.amount}
        # It arrives 30 s before its event time: it has to be kept, and to win every tie of its instant.
        rehearsal.feed(
            Track(id=str(row.row), type="purchase", at=row.at, properties=bought), row.at - timedelta(seconds=30)
        )
    rehearsal.advance(until)
    rehearsal.finish(until)
    return [one for one in rehearsal.entries if isinstance(one, Decided)]


@pytest.mark.timeout(600)  # a machine with much else to do
def test_every_message_is_due_when_it_was_computed_to_be() -> None:
    shelf = MemoryShelf()
    built = build(unruled(prepare(SHOP).definitions))
    shelf.publish(built.catalogue, dict(built.parts), "test", None, datetime(1996, 1, 1, tzinfo=UTC))
    definitions = Definitions(shelf)
    purchases = read_purchases(DATA)
    end = end_of(purchases)
    decided = {
        (customer, one.verdict, one.journey, one.message, one.due)
        for customer, rows in groupby(
            sorted(purchases, key=attrgetter("customer_id", "row")), attrgetter("customer_id")
        )
        for one in live(definitions, customer, list(rows), end)
    }
    by_hand = messages(DATA, end)
    assert len({one.customer for one in by_hand}) == 2_357
    assert decided == {(one.customer, "send", one.journey, one.message, one.due) for one in by_hand}
