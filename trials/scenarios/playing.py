"""Plays a scenario on the pure engine: its customers together, under one virtual clock."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from catalogue.scenarios.happens import PauseLine, ResumeLine
from catalogue.shelf import MemoryShelf
from engine.contracts.commands import Command, Deliver
from engine.contracts.inputs import Control, Input, LookAgain
from engine.contracts.journal import Entry
from engine.customer.state import CustomerState
from engine.deadline import deadline
from engine.definitions import Definitions
from engine.rehearsal import Rehearsal
from trials.scenarios.folder import Edition
from trials.scenarios.happening import Happening, Witnessed, witnessed
from trials.scenarios.inputs import input_of
from trials.scenarios.script import Cue, Script
from trials.scenarios.world import World

_NEVER_ASKED = datetime.min.replace(tzinfo=UTC)
"""The shelf in memory wants an instant of publishing; nothing looks at it."""


def play(script: Script) -> list[Witnessed]:
    """Everything that a scenario has to expect, in its order. Raises NothingSent."""
    stage = _Stage(script)
    stage.play()
    found = [one for life in stage.lives.values() for one in witnessed(life.customer, life.entries())]
    found += stage.alerts()
    by_happening = {id(one.happening): one for one in found}
    return [by_happening[id(one)] for one in script.in_order([one.happening for one in found])]


class _Stage:
    """All customers of a scenario and what they share."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._shelf = MemoryShelf()
        self._definitions = Definitions(self._shelf)
        self._world = World(script.scenario.given, script.zone, self._shelf)
        self._publish(script.edition)
        self.lives = {name: _Life(name, self._shelf.in_force(), self) for name, _ in script.people}

    @property
    def definitions(self) -> Definitions:
        return self._definitions

    @property
    def world(self) -> World:
        return self._world

    def play(self) -> None:
        script = self._script
        for customer, word in script.people:
            self._feed(customer, word, script.begins)
        for customer, report in script.past:
            self._feed(customer, report, script.begins)
        for cue in script.cues:
            self._pass(cue.at, inclusive=False)
            self._happen(cue)
        self._pass(script.until, inclusive=True)

    def _happen(self, cue: Cue) -> None:
        line = cue.line
        if isinstance(line, Edition):
            self._publish(line)
            return
        said = input_of(line, f"when-{cue.number + 1}", self._script.zone, self.lives[cue.customer].newest)
        if said is not None:
            self._feed(cue.customer, said, cue.at)
        elif isinstance(line, PauseLine):
            self._world.shared.pause(line.pause)
        elif isinstance(line, ResumeLine):
            self._resume(line, cue.at)

    def _resume(self, line: ResumeLine, at: datetime) -> None:
        """What waits is looked at again, in its turn."""
        for n, command in enumerate(self._world.shared.resume(line.resume, at)):
            word = f"look-again-{at.isoformat()}-{n}"
            order = LookAgain(message_id=command.message_id)
            self._feed(command.customer_id, Control(id=word, at=at, order=order), at)

    def alerts(self) -> Iterator[Witnessed]:
        """What guards called an operator for."""
        for at, customer in self._world.alerts:
            yield Witnessed(happening=Happening(at=at, customer=customer, what="alert", subject="guard"))

    def _feed(self, customer: str, said: Input, at: datetime) -> None:
        self.lives[customer].feed(said.model_copy(update={"catalogue": self._shelf.in_force()}), at)

    def _publish(self, edition: Edition) -> None:
        self._shelf.publish(edition.built.catalogue, dict(edition.built.parts), "scenario", None, _NEVER_ASKED)

    def _pass(self, until: datetime, *, inclusive: bool) -> None:
        """Let everything happen that is due, one customer after another in the order of time."""
        while True:
            due = [(at, n, life) for n, life in enumerate(self.lives.values()) if (at := life.due()) is not None]
            at, _, life = min(due, default=(None, 0, None), key=lambda one: one[:2])
            if at is None or life is None or at > until or (at == until and not inclusive):
                return
            life.advance(at)


class _Life:
    """One customer of a scenario."""

    def __init__(self, customer: str, catalogue: int, stage: _Stage) -> None:
        self.customer = customer
        self._stage = stage
        self._sent: list[Deliver] = []
        self._now = _NEVER_ASKED
        state = CustomerState(customer_id=customer, catalogue=catalogue)
        self._rehearsal = Rehearsal(state, stage.definitions, self._answer)

    def due(self) -> datetime | None:
        return deadline(self._rehearsal.state)

    def feed(self, said: Input, at: datetime) -> None:
        self._now = at
        self._rehearsal.feed(said, at)

    def advance(self, at: datetime) -> None:
        self._now = at
        self._rehearsal.advance(at)

    def newest(self, message: str) -> str | None:
        """The id of the message of that key that was sent last."""
        return next((one.message_id for one in reversed(self._sent) if one.message == message), None)

    def entries(self) -> Sequence[Entry]:
        """What the ledger would hold and what waits in the journal, each once, in order."""
        known = {one.seq: one for one in [*self._rehearsal.entries, *self._rehearsal.state.journal]}
        return [known[seq] for seq in sorted(known)]

    def _answer(self, command: Command) -> Input | None:
        return self._stage.world.answer(command, self._now, self._sent.append)
