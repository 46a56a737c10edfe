"""Plays a scenario on the pure engine: its customers together, under one virtual clock."""

from collections.abc import Iterator
from datetime import datetime

from catalogue.scenarios.happens import PauseLine, ResumeLine
from catalogue.shelf import MemoryShelf
from engine.contracts.inputs import Input
from engine.customer.state import CustomerState
from engine.definitions import Definitions
from trials.scenarios.folder import Edition
from trials.scenarios.happening import Happening, Witnessed, witnessed
from trials.scenarios.inputs import input_of, newest_offer
from trials.scenarios.script import Cue, Script
from trials.scenarios.world import World, shared_pause
from trials.side_by_side import SideBySide


def play(script: Script) -> list[Witnessed]:
    """Everything that a scenario has to expect, in its order. Raises NothingSent."""
    stage = _Stage(script)
    stage.play()
    found = list(stage.found())
    by_happening = {id(one.happening): one for one in found}
    return [by_happening[id(one)] for one in script.in_order([one.happening for one in found])]


class _Stage:
    """All customers of a scenario and what they share."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._shelf = MemoryShelf()
        self._world = World(script.scenario.given, script.zone, self._shelf)
        self._together = SideBySide(Definitions(self._shelf), self._world)
        self._publish(script.edition)
        for name in script.customers:
            self._together.add(CustomerState(customer_id=name, catalogue=self._shelf.in_force()))

    def play(self) -> None:
        script = self._script
        for customer, word in script.people:
            self._feed(customer, word, script.begins)
        for customer, report in script.past:
            self._feed(customer, report, script.begins)
        for cue in script.cues:
            self._together.advance(cue.at, inclusive=False)
            self._happen(cue)
        self._together.advance(script.until)

    def found(self) -> Iterator[Witnessed]:
        """Of each customer in order, and what guards called an operator for."""
        for name, life in self._together.lives.items():
            yield from witnessed(name, life.history)
        for at, name in self._world.called:
            yield Witnessed(happening=Happening(at=at, customer=name, what="alert", subject="guard"))

    def _happen(self, cue: Cue) -> None:
        line = cue.line
        if isinstance(line, Edition):
            self._publish(line)
            return
        said = input_of(line, f"when-{cue.number + 1}", self._script.zone, lambda key: self._newest(cue.customer, key))
        if said is not None:
            self._feed(cue.customer, said, cue.at)
        elif isinstance(line, PauseLine):
            self._world.pause(shared_pause(line.pause))
        elif isinstance(line, ResumeLine):
            self._world.resume(shared_pause(line.resume))
            self._together.wake(cue.at)

    def _feed(self, customer: str, said: Input, at: datetime) -> None:
        self._together.feed(customer, said.model_copy(update={"catalogue": self._shelf.in_force()}), at)

    def _publish(self, edition: Edition) -> None:
        self._shelf.publish(edition.built.catalogue, edition.built.parts)

    def _newest(self, customer: str, message: str) -> str | None:
        """The id of the message of that key that she was sent, or offered, last."""
        found = [one for one in self._world.sent if (one.customer_id, one.message) == (customer, message)]
        return found[-1].message_id if found else newest_offer(self._together.lives[customer].history, message)
