"""Lives the same customers once more without the rules of the policy, on the engine alone, and compares."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from rich.table import Table

from catalogue.build import build
from catalogue.publish import prepare
from catalogue.shelf import MemoryShelf
from engine.contracts.inputs import ConsentChange, Identify, Input, Track
from engine.contracts.journal import Decided, Entry, Reported
from engine.customer.state import CustomerState
from engine.definitions import Definitions
from engine.language.terms import Purpose
from engine.rehearsal import Rehearsal
from starter.demo.departments import as_input
from starter.demo.feed import Happening
from starter.demo.mailings import Figures, Mailing
from starter.demo.purchases import Purchase
from starter.demo.shift import Shift
from trials.unruled import unruled

_UNSHIFTED = Shift(cycles=0)


def without_rules(shop: Path, happenings: Sequence[Happening], end: datetime) -> Sequence[Mailing]:
    """What everybody would have had."""
    built = build(unruled(prepare(shop).definitions))
    shelf = MemoryShelf()
    number = shelf.publish(built.catalogue, built.parts)
    definitions = Definitions(shelf)
    by_customer: dict[str, list[Happening]] = {}
    for one in happenings:
        by_customer.setdefault(one.customer_id, []).append(one)
    found: list[Mailing] = []
    for customer_id, hers in by_customer.items():
        life = Rehearsal(CustomerState(customer_id=customer_id, catalogue=number), definitions)
        for entry, at in _inputs(customer_id, hers):
            life.feed(entry, at)
        life.advance(end)
        life.finish(end)
        found += mailings_of(customer_id, life.entries)
    return found


def mailings_of(customer_id: str, entries: Sequence[Entry]) -> Iterator[Mailing]:
    """What a journal says that she had."""
    for entry in entries:
        match entry:
            case Decided(verdict="send"):
                yield Mailing(customer_id, entry.at, entry.purpose, entry.message, ours=True)
            case Reported():
                yield Mailing(customer_id, entry.sent_at, entry.purpose, entry.message, ours=False)
            case _:
                continue


def side_by_side(ruled: Figures, unruled_run: Figures) -> Table:
    """A line a figure."""
    table = Table(title="With the rules of the policy, and an unruled run beside it", title_justify="left")
    table.add_column("marketing mails, the concert office's letters included")
    for column in ("unruled", "with the rules"):
        table.add_column(column, justify="right")
    for purpose in Purpose:
        if unruled_run.sent.get(purpose):
            table.add_row(purpose.value, f"{unruled_run.sent[purpose]:,}", f"{ruled.sent.get(purpose, 0):,}")
    table.add_section()
    for name, told in (
        ("most_in_a_month", "most to one customer within 30 days"),
        ("crowded", "customers with more than two within 30 days"),
        ("promoted_in_first_week", "our promotions in the week after the first thanks"),
        ("third_in_a_row", "our promotions that followed two within 90 days"),
    ):
        table.add_row(told, f"{getattr(unruled_run, name):,}", f"{getattr(ruled, name):,}")
    return table


def _inputs(customer_id: str, hers: Sequence[Happening]) -> Iterator[tuple[Input, datetime]]:
    first = hers[0].at - timedelta(minutes=1)
    consents = (ConsentChange(status="granted"),)
    yield Identify(id="profile", at=first, attributes={"email": f"{customer_id}@example.com"}, consents=consents), first
    for one in hers:
        if isinstance(one, Purchase):
            bought = {"quantity": one.quantity, "amount": one.amount}
            # it arrives before its instant, as in the demo, and wins every tie of it
            yield (
                Track(id=str(one.row), type="purchase", at=one.at, properties={**bought}),
                one.at - timedelta(seconds=30),
            )
        else:
            yield as_input(one, _UNSHIFTED), one.at
