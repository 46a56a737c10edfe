"""Drives one customer's state by a virtual clock: the two functions, without a server, a database or a provider."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import assert_never

from engine.absorb import absorb
from engine.commands import delivery_id
from engine.contracts.answers import Accepted, NotFound, Recorded, Withdrawal
from engine.contracts.commands import CancelDelivery, Command, Deliver, LookUp, Record, Withdraw
from engine.contracts.inputs import Delivered, Input, Journaled, LookedUp, Withdrawn
from engine.contracts.journal import Entry
from engine.customer.state import CustomerState
from engine.deadline import deadline
from engine.decide import decide
from engine.definitions import Definitions

Answering = Callable[[Command], Input | None]
"""What the world answers to a command; None: nothing (yet)."""


def all_goes_well(command: Command) -> Input | None:
    """Providers accept, the ledger writes, look-ups find nothing."""
    match command:
        case Deliver():
            answer = delivery_id(command.message_id, command.attempt)
            return Delivered(id=answer, message_id=command.message_id, attempt=command.attempt, answer=Accepted())
        case Record():
            return Journaled(id=command.id, answer=Recorded())
        case LookUp():
            return LookedUp(
                id=f"{command.enrolment_id}/{command.step}/{command.visit}",
                enrolment_id=command.enrolment_id,
                step=command.step,
                visit=command.visit,
                answer=NotFound(detail="not asked in a rehearsal"),
            )
        case Withdraw():
            answer = delivery_id(command.message_id, command.attempt)
            taken_back = Withdrawal(became="withdrawn")
            return Withdrawn(id=answer, message_id=command.message_id, attempt=command.attempt, answer=taken_back)
        case CancelDelivery():
            return None
        case _:
            assert_never(command)


class Rehearsal:
    """A state under a virtual clock; `entries` is what the ledger would hold."""

    def __init__(self, state: CustomerState, definitions: Definitions, answering: Answering = all_goes_well) -> None:
        self.state = state
        self.entries: list[Entry] = []
        self.commands: list[Command] = []
        self._definitions = definitions
        self._answering = answering

    @property
    def history(self) -> Sequence[Entry]:
        """What the ledger would hold and what waits in the journal, each once, in order."""
        known = {one.seq: one for one in [*self.entries, *self.state.journal]}
        return [known[seq] for seq in sorted(known)]

    def feed(self, entry: Input, at: datetime) -> None:
        """Let the clock run to `at`, then take an input in."""
        self.advance(at, inclusive=False)
        absorb(self.state, entry, at, self._definitions)
        self._work(at)

    def advance(self, until: datetime, *, inclusive: bool = True) -> None:
        """Act on every deadline up to `until`."""
        while (due := deadline(self.state)) is not None and (due < until or (inclusive and due == until)):
            self._work(due)

    def finish(self, at: datetime) -> None:
        """Write what is left of the journal."""
        self._work(at, flush=True)

    def _work(self, at: datetime, *, flush: bool = False) -> None:
        """Decide and answer in the same instant, until nothing is left to do."""
        while commands := decide(self.state, at, self._definitions, flush=flush):
            for command in commands:
                self._take(command)
                answer = self._answering(command)
                if answer is not None:
                    absorb(self.state, answer, at, self._definitions)

    def _take(self, command: Command) -> None:
        self.commands.append(command)
        if isinstance(command, Deliver | Record):
            self.entries.extend(command.journal.entries)
