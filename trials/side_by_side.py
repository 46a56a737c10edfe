"""Drives several customers by one clock, instant after instant, so that what they share is shared in order."""

from datetime import datetime
from heapq import heappop, heappush

from engine.contracts.inputs import Ask, Input, Visit
from engine.customer.state import CustomerState
from engine.deadline import deadline
from engine.definitions import Definitions
from engine.rehearsal import Rehearsal
from trials.shared_rows import SharedWorld


class SideBySide:
    """Customers with `world` between them; times must not go back."""

    def __init__(self, definitions: Definitions, world: SharedWorld) -> None:
        self.world = world
        self.lives: dict[str, Rehearsal] = {}
        self._definitions = definitions
        self._due: list[tuple[datetime, str]] = []
        self._now: datetime | None = None

    def add(self, state: CustomerState) -> Rehearsal:
        """A customer; feed her through `feed` alone."""
        life = self.lives[state.customer_id] = Rehearsal(state, self._definitions, self.world)
        self._note(state.customer_id)
        return life

    def feed(self, customer_id: str, entry: Input, at: datetime) -> None:
        """Let the clock of all run to `at`, then take an input in."""
        self.advance(at, inclusive=False)
        self._now = at
        self.lives[customer_id].feed(self._as_at_the_door(entry), at)
        self._note(customer_id)
        self._wake(at)

    def _as_at_the_door(self, entry: Input) -> Input:
        """What no claim stops is told what is paused for everybody."""
        if not isinstance(entry, Ask | Visit):
            return entry
        return entry.model_copy(update={"paused": (*entry.paused, *self.world.pauses)})

    def wake(self, at: datetime) -> None:
        """After a change of what is shared, such as a resume."""
        self.advance(at, inclusive=False)
        self._now = at
        self._wake(at)

    def advance(self, until: datetime, *, inclusive: bool = True) -> None:
        """Act on every deadline of everybody up to `until`, in order of time; of one instant in order of id."""
        while (due := self._next()) is not None and (due[0] < until or (inclusive and due[0] == until)):
            self._now, customer_id = due
            if customer_id is not None:
                self.lives[customer_id].advance(self._now)
                self._note(customer_id)
            self._wake(self._now)

    def finish(self, at: datetime) -> None:
        """Write what is left of the journals."""
        for life in self.lives.values():
            life.finish(at)

    def _next(self) -> tuple[datetime, str | None] | None:
        """The next deadline of a customer, or, before it, the instant at which a way may open."""
        while self._due and deadline(self.lives[self._due[0][1]].state) != self._due[0][0]:
            heappop(self._due)
        first = self._due[0] if self._due else None
        opens = self.world.opens(self._now) if self._now is not None else None
        if opens is not None and (first is None or opens < first[0]):
            return opens, None
        return first

    def _note(self, customer_id: str) -> None:
        due = deadline(self.lives[customer_id].state)
        if due is not None:
            heappush(self._due, (due, customer_id))

    def _wake(self, now: datetime) -> None:
        """Those whose own time it is have theirs first: what they take is not free."""
        if any(due == now for due, _ in self._due[:1]):
            return
        while (wake := self.world.next_wake(now)) is not None:
            if wake.customer_id in self.lives:
                self.lives[wake.customer_id].feed(wake.control, now)
                self._note(wake.customer_id)
