"""The pure engine: decisions per second over real purchases, and one trigger beside a dump and parse of its state."""

import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.kinds import introduction
from benchmarks.timing import median, ratio_of_rounds
from catalogue.publish import publish
from catalogue.shelf import MemoryShelf
from engine.absorb import absorb
from engine.contracts.inputs import Track
from engine.contracts.journal import Decided
from engine.customer.state import CustomerState
from engine.decide import decide
from engine.definitions import Definitions
from engine.model import Attributes
from engine.rehearsal import Rehearsal
from starter.demo.purchases import Purchase, end_of, read_purchases, spread_customers

SHOP = Path(__file__).parents[1] / "examples/record-shop"

Lives = dict[str, list[Purchase]]


def deciding(customers: int, rounds: int) -> list[Figure]:
    """Over so many of the record shop's customers, with all their purchases."""
    definitions = _published(SHOP)
    purchases = read_purchases(SHOP / "data/cdnow_sample.csv")
    end = end_of(purchases)
    lives = _lives(purchases, customers)
    states: list[CustomerState] = []
    rates: list[float] = []
    for _ in range(rounds):
        began = time.perf_counter()
        rehearsals = [_live(name, rows, definitions, end) for name, rows in lives.items()]
        needed = time.perf_counter() - began
        rates.append(sum(_decisions(one) for one in rehearsals) / needed)
        states = [one.state for one in rehearsals]
    return [
        Figure(name="decisions of the engine alone, real purchases", unit="decisions/s", ours=median(rates)),
        _one_trigger(states, definitions, end, rounds),
    ]


def _one_trigger(states: Sequence[CustomerState], definitions: Definitions, end: datetime, rounds: int) -> Figure:
    times: dict[str, list[float]] = {"decide": [], "carry": []}
    for _ in range(rounds):
        texts, carried = _carry(states)
        times["carry"].append(carried)
        copies = [CustomerState.model_validate_json(text) for text in texts]
        times["decide"].append(_trigger(copies, definitions, end + timedelta(hours=1)))
    return Figure(
        name="absorb and decide one purchase",
        against="a dump and parse of the same state",
        unit="µs",
        ours=median(times["decide"]),
        baseline=median(times["carry"]),
        ratio=ratio_of_rounds(times, "decide", "carry"),
    )


def _carry(states: Sequence[CustomerState]) -> tuple[list[str], float]:
    """The texts, and µs for each state to be written and read again: what continue-as-new costs at least."""
    began = time.perf_counter()
    texts = [state.model_dump_json() for state in states]
    for text in texts:
        CustomerState.model_validate_json(text)
    return texts, (time.perf_counter() - began) / len(states) * 1e6


def _trigger(states: Sequence[CustomerState], definitions: Definitions, at: datetime) -> float:
    """µs each."""
    track = Track(id="one more", type="purchase", at=at, properties={"quantity": 1, "amount": 9.5})
    began = time.perf_counter()
    for state in states:
        absorb(state, track, at, definitions)
        decide(state, at, definitions)
    return (time.perf_counter() - began) / len(states) * 1e6


def _live(name: str, rows: Sequence[Purchase], definitions: Definitions, end: datetime) -> Rehearsal:
    life = Rehearsal(CustomerState(customer_id=name, catalogue=1), definitions)
    first = rows[0].at - timedelta(hours=1)
    life.feed(introduction(name, first), first)
    for row in rows:
        properties: Attributes = {"quantity": row.quantity, "amount": row.amount}
        life.feed(Track(id=str(row.row), type="purchase", at=row.at, properties=properties), row.at)
    life.advance(end)
    life.finish(end)
    return life


def _decisions(life: Rehearsal) -> int:
    return sum(isinstance(entry, Decided) for entry in life.entries)


def _lives(purchases: Sequence[Purchase], customers: int) -> Lives:
    chosen = spread_customers(purchases, customers)
    lives: Lives = defaultdict(list)
    for purchase in purchases:
        if purchase.customer_id in chosen:
            lives[purchase.customer_id].append(purchase)
    return lives


def _published(folder: Path) -> Definitions:
    shelf = MemoryShelf()
    publish(folder, shelf, by="benchmarks", commit=None, at=datetime(1997, 1, 1, tzinfo=UTC))
    return Definitions(shelf)
