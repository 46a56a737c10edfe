"""Lives the customers of a file: one after another, or side by side where the policy has them share something."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from engine.customer.state import CustomerState
from engine.definitions import Definitions
from engine.language.policy import Policy
from engine.rehearsal import Answering, Rehearsal
from trials.shared_rows import SharedWorld
from trials.side_by_side import SideBySide
from trials.simulating.files import Events
from trials.simulating.records import Arrival

Progress = Callable[[int, int], None]
"""Told how many are done, of how many: customers, or inputs where customers are lived side by side."""


def shares(policy: Policy) -> bool:
    """Whether one customer's message can keep another's back: then all are lived by one clock, and held in memory."""
    return bool(policy.guards) or any(channel.capacity is not None for channel in policy.channels.values())


class Living:
    """Everybody of the file, up to an instant."""

    def __init__(
        self, definitions: Definitions, number: int, events: Events, until: datetime, answering: Answering
    ) -> None:
        self.inputs = 0
        self._definitions = definitions
        self._number = number
        self._events = events
        self._until = until
        self._answering = answering

    def lives(self, progress: Progress | None) -> Iterator[Rehearsal]:
        """Each customer's whole life, in the order of the file."""
        together = shares(self._definitions.policy(self._number))
        return self._side_by_side(progress) if together else self._one_by_one(progress)

    def _one_by_one(self, progress: Progress | None) -> Iterator[Rehearsal]:
        customers = self._events.customers
        for done, customer_id in enumerate(customers, 1):
            life = Rehearsal(self._state(customer_id), self._definitions, self._answering)
            for arrival in self._arrivals(customer_id):
                life.advance(arrival.at, inclusive=False)
                if (said := arrival.said_to(life.state)) is not None:
                    life.feed(said, arrival.at)
            life.advance(self._until)
            life.finish(self._until)
            yield life
            if progress is not None:
                progress(done, len(customers))

    def _side_by_side(self, progress: Progress | None) -> Iterator[Rehearsal]:
        together = SideBySide(self._definitions, SharedWorld(self._answering))
        customers = self._events.customers
        for customer_id in customers:
            together.add(self._state(customer_id))
        # sorted keeps the order of the file where instants are the same
        arrivals = sorted((one for name in customers for one in self._arrivals(name)), key=lambda one: one.at)
        for done, arrival in enumerate(arrivals, 1):
            together.advance(arrival.at, inclusive=False)
            if (said := arrival.said_to(together.lives[arrival.customer_id].state)) is not None:
                together.feed(arrival.customer_id, said, arrival.at)
            if progress is not None:
                progress(done, len(arrivals))
        together.advance(self._until)
        together.finish(self._until)
        for customer_id in customers:
            yield together.lives[customer_id]

    def _state(self, customer_id: str) -> CustomerState:
        return CustomerState(customer_id=customer_id, catalogue=self._number)

    def _arrivals(self, customer_id: str) -> Sequence[Arrival]:
        found = [one for one in self._events.of(customer_id) if one.at <= self._until]
        self.inputs += len(found)
        return found
