"""One customer's life under a virtual clock, told as lines that a test can compare."""

import re
from collections import deque
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count

from pydantic import JsonValue

from engine.commands import delivery_id
from engine.contracts.answers import Answer
from engine.contracts.commands import Command, Deliver, LookUp
from engine.contracts.inputs import ConsentChange, Control, Delivered, Enrol, Feedback, Identify, Input, Propose, Track
from engine.contracts.journal import (
    Absorbed,
    Alerted,
    Decided,
    Ended,
    Entered,
    Entry,
    EntryRefused,
    GoalReached,
    Moved,
)
from engine.contracts.verbs import Verb
from engine.customer.state import CustomerState
from engine.definitions import Definitions
from engine.language.reactions import Reaction
from engine.rehearsal import Rehearsal, all_goes_well
from tests.engine.books import Books

T0 = datetime(2026, 4, 14, 8, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Berlin
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_TOLD = (Entered, EntryRefused, Ended, GoalReached, Decided, Alerted)


def after(offset: str) -> timedelta:
    """`1d2h`, `-5m`, `0`."""
    sign = -1 if offset.startswith("-") else 1
    parts = {_UNITS[unit]: float(number) for number, unit in re.findall(r"([\d.]+)([dhms])", offset)}
    return sign * timedelta(**parts)


def at(offset: str) -> datetime:
    return T0 + after(offset)


def told(instant: datetime) -> str:
    """The offset as short as it can be written."""
    left = (instant - T0) // timedelta(seconds=1)
    sign, left = ("-" if left < 0 else ""), abs(left)
    text = ""
    for unit, size in (("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)):
        text += f"{left // size}{unit}" if left >= size else ""
        left %= size
    return sign + text or "0"


LIVES: "deque[Life]" = deque(maxlen=1_000)
"""Those that the running test has begun: what they decided is judged again at its end."""


class Life:
    """Times are offsets from T0; the customer has an address and has agreed to everything, unless told otherwise."""

    def __init__(
        self, books: Books, *, agreed: bool = True, silent: bool = False, id: str = "c-1", **attributes: JsonValue
    ) -> None:
        """`silent`: no look-up answers by itself."""
        self.books = books
        self.definitions = Definitions(books)
        self.answers: dict[str, list[Answer | None]] = {}
        """per message the answers in their order; None: none comes by itself; beyond them all are accepted"""
        self._silent = silent
        self._numbers = count(1)
        self._rehearsal = Rehearsal(CustomerState(customer_id=id, catalogue=1), self.definitions, self._answer)
        consents = (ConsentChange(status="granted"),) if agreed else ()
        profile = {"email": f"{id}@example.com", **attributes}
        LIVES.append(self)
        self.feed(Identify(id="first", at=at("-1h"), attributes=profile, consents=consents), "-1h")

    @property
    def state(self) -> CustomerState:
        return self._rehearsal.state

    @state.setter
    def state(self, state: CustomerState) -> None:
        self._rehearsal.state = state

    @property
    def commands(self) -> list[Command]:
        return self._rehearsal.commands

    @property
    def entries(self) -> list[Entry]:
        """What the ledger would hold and what waits in the journal, each once, in order."""
        return sorted({one.seq: one for one in [*self._rehearsal.entries, *self.state.journal]}.values(), key=_seq)

    def feed(self, entry: Input, when: str) -> None:
        self._rehearsal.feed(entry, at(when))

    def track(self, type: str, when: str = "0", *, event: str | None = None, **properties: JsonValue) -> str:
        """`event` is the event time, where it is not the arrival; the id is returned."""
        id = f"t-{next(self._numbers)}"
        self.feed(Track(id=id, type=type, at=at(event or when), properties=properties), when)
        return id

    def identify(self, when: str, *consents: ConsentChange, event: str | None = None, **attributes: JsonValue) -> None:
        id = f"i-{next(self._numbers)}"
        self.feed(Identify(id=id, at=at(event or when), attributes=attributes, consents=consents), when)

    def control(self, order: Verb, when: str) -> None:
        self.feed(Control(id=f"o-{next(self._numbers)}", at=at(when), order=order), when)

    def propose(self, message: str, when: str, **facts: JsonValue) -> None:
        self.feed(Propose(id=f"p-{next(self._numbers)}", at=at(when), message=message, facts=facts), when)

    def enrol(self, journey: str, when: str, **facts: JsonValue) -> None:
        self.feed(Enrol(id=f"e-{next(self._numbers)}", at=at(when), journey=journey, facts=facts), when)

    def react(self, reaction: str, message: str, when: str, *, machine: bool = False, hard: bool = False) -> None:
        """To the newest delivery of that message."""
        self.feed(
            Feedback(
                id=f"f-{next(self._numbers)}",
                at=at(when),
                message_id=self.delivery(message).message_id,
                reaction=Reaction(reaction),
                machine=machine,
                hard=hard,
            ),
            when,
        )

    def answer(self, message: str, answer: Answer, when: str) -> None:
        """The answer of the newest delivery of that message."""
        self.feed(_answered(self.delivery(message), answer), when)

    def advance(self, until: str) -> None:
        self._rehearsal.advance(at(until))

    def finish(self, when: str) -> None:
        """Write what is left of the journal."""
        self._rehearsal.finish(at(when))

    def delivery(self, message: str) -> Deliver:
        return [one for one in self.commands if isinstance(one, Deliver) and one.message == message][-1]

    def deliveries(self) -> list[Deliver]:
        return [one for one in self.commands if isinstance(one, Deliver)]

    def sent(self) -> list[tuple[str, str]]:
        """Every decision to send: when, and which message."""
        return [(told(one.at), one.message) for one in self._decisions() if one.verdict == "send"]

    def dropped(self) -> list[tuple[str, str, str]]:
        return [(told(one.at), one.message, str(one.reason)) for one in self._decisions() if one.verdict == "drop"]

    def held(self) -> list[tuple[str, str, str]]:
        return [(told(one.at), one.message, str(one.reason)) for one in self._decisions() if one.verdict == "hold"]

    def ended(self) -> list[tuple[str, str, str]]:
        return [(told(one.due), one.journey, one.outcome) for one in self.entries if isinstance(one, Ended)]

    def entered(self) -> list[tuple[str, str]]:
        return [(told(one.due), one.journey) for one in self.entries if isinstance(one, Entered)]

    def refused(self) -> list[tuple[str, str, str]]:
        return [(told(one.at), one.journey, str(one.reason)) for one in self.entries if isinstance(one, EntryRefused)]

    def goals(self) -> list[GoalReached]:
        return [one for one in self.entries if isinstance(one, GoalReached)]

    def alerts(self) -> list[str]:
        return [one.what for one in self.entries if isinstance(one, Alerted)]

    def absorbed(self) -> list[Absorbed]:
        return [one for one in self.entries if isinstance(one, Absorbed)]

    def moves(self) -> list[tuple[str, str]]:
        return [(told(one.due), one.step) for one in self.entries if isinstance(one, Moved)]

    def run(self, journey: str) -> dict[str, JsonValue]:
        return next(one.run for one in self.state.enrolments if one.journey == journey)

    def story(self) -> list[Entry]:
        """Everything that was decided, without its numbers: for comparing two lives."""
        return [one.model_copy(update={"seq": 0}) for one in self.entries if isinstance(one, _TOLD)]

    def _decisions(self) -> Iterable[Decided]:
        return (one for one in self.entries if isinstance(one, Decided))

    def _answer(self, command: Command) -> Input | None:
        if self._silent and isinstance(command, LookUp):
            return None
        if not isinstance(command, Deliver) or not self.answers.get(command.message):
            return all_goes_well(command)
        answer = self.answers[command.message].pop(0)
        return None if answer is None else _answered(command, answer)


def _answered(command: Deliver, answer: Answer) -> Delivered:
    return Delivered(
        id=delivery_id(command.message_id, command.attempt),
        message_id=command.message_id,
        attempt=command.attempt,
        answer=answer,
    )


def _seq(entry: Entry) -> int:
    return entry.seq
