"""A customer to whom one random thing after another happens, and what holds whatever that is."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from engine.absorb import absorb
from engine.contracts.commands import Command, Deliver, LookUp, Record, Withdraw
from engine.contracts.inputs import ConsentChange, Identify, Input
from engine.contracts.journal import Entry
from engine.customer.state import CustomerState
from engine.deadline import deadline
from engine.decide import decide
from engine.definitions import Definitions
from engine.model import Attributes
from tests.engine.lives import T0

Move = tuple[str, Any]
"""What happens next: an input as fields, an answer to the oldest command, or so many seconds."""

QUICK = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def plans(
    kinds: Mapping[str, tuple[int, st.SearchStrategy[Any]]], *, least: int, most: int
) -> st.SearchStrategy[list[Move]]:
    """Of each kind of move how often it comes, and what it says."""
    weighed = [st.tuples(st.just(kind), what) for kind, (often, what) in kinds.items() for _ in range(often)]
    return st.lists(st.one_of(weighed), min_size=least, max_size=most)


class RandomCustomer(ABC):
    """Takes one move after another; whatever was decided is kept."""

    def __init__(self, definitions: Definitions, profile: Attributes) -> None:
        self.definitions = definitions
        self.state = CustomerState(customer_id="c-1", catalogue=1)
        self.now = T0
        self.commands: list[Command] = []
        self.open: list[Command] = []
        self.absorb(Identify(id="me", at=T0, attributes=profile, consents=(ConsentChange(status="granted"),)))

    @abstractmethod
    def entry(self, kind: str, what: Any) -> Input | None:
        """What comes in by this move; None where there is nothing that it could be about."""

    @abstractmethod
    def answer(self, command: Command, what: Any) -> None:
        """Hears what became of a command."""

    def absorb(self, entry: Input) -> None:
        absorb(self.state, entry, self.now, self.definitions)
        self.work()

    def work(self, *, flush: bool = False) -> list[Command]:
        commands = decide(self.state, self.now, self.definitions, flush=flush)
        self.commands += commands
        self.open += [one for one in commands if isinstance(one, Deliver | Record | LookUp | Withdraw)]
        return commands

    def move(self, move: Move) -> None:
        kind, what = move
        if kind == "pass":
            self.run_to(self.now + timedelta(seconds=what))
        elif kind == "answer":
            if self.open:
                self.answer(self.open.pop(0), what)
        elif (entry := self.entry(kind, what)) is not None:
            self.absorb(entry)

    def live(self, plan: list[Move]) -> None:
        for move in plan:
            self.move(move)

    def run_to(self, until: datetime) -> None:
        while (due := deadline(self.state)) is not None and due <= until:
            assert due > self.now, "it spins"
            self.now = due
            self.work()
        self.now = until

    def answer_all(self, what: Any) -> None:
        while self.open:
            self.answer(self.open.pop(0), what)

    @property
    def entries(self) -> list[Entry]:
        written = [
            one for command in self.commands if isinstance(command, Deliver | Record) for one in command.journal.entries
        ]
        return [one for _, one in sorted({one.seq: one for one in [*written, *self.state.journal]}.items())]


def through_json(state: CustomerState) -> CustomerState:
    return CustomerState.model_validate_json(state.model_dump_json())


def continues_as_new_anywhere(begin: Callable[[], RandomCustomer], plan: list[Move], points: set[int]) -> None:
    """No decision is another one because the state was carried on."""
    whole, split = begin(), begin()
    whole.live(plan)
    for number, move in enumerate(plan):
        if number in points:
            split.state = through_json(split.state)
        split.move(move)
    assert split.commands == whole.commands
    assert split.state == whole.state


def takes_every_input_once(life: RandomCustomer, plan: list[Move]) -> None:
    """An input that is seen again changes nothing."""
    for move in plan:
        entry = None if move[0] in ("pass", "answer") else life.entry(*move)
        life.move(move)
        if entry is not None:
            before = life.state.model_dump_json()
            absorb(life.state, entry, life.now, life.definitions)
            assert life.state.model_dump_json() == before


def has_nothing_left_to_decide(life: RandomCustomer) -> None:
    """Deciding twice at one instant decides nothing new, and the next instant is ahead."""
    before = life.state.model_dump_json()
    assert life.work() == []
    assert life.state.model_dump_json() == before
    due = deadline(life.state)
    assert due is None or due > life.now
