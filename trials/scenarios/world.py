"""What answers a scenario's customers: providers, look-ups, and what is shared by all of them, in memory."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from catalogue.content import LiquidRenderer
from catalogue.scenarios.given import Given, ProviderAnswer
from catalogue.scenarios.times import instant
from catalogue.shelf import MemoryShelf
from engine.commands import delivery_id
from engine.contracts.answers import Accepted, Answer, Found, LookupAnswer, NotFound, NotNow, Refused, Unknown
from engine.contracts.commands import Command, Deliver, LookUp, Record
from engine.contracts.inputs import Delivered, Input, Journaled, LookedUp
from engine.contracts.ports import ContentFault
from engine.language.terms import Channel
from engine.policy.clearance import outdated
from engine.rehearsal import all_goes_well
from trials.scenarios.shared import SharedInMemory


class ProviderAnswers:
    """What providers answer, by message, in the order of the scenario; then they accept."""

    def __init__(self, given: Given, zone: ZoneInfo) -> None:
        self._left = list(given.answers)
        self._zone = zone

    def next(self, customer: str, message: str, channel: Channel) -> Answer:
        for n, one in enumerate(self._left):
            if one.message == message and one.customer in (None, customer) and one.channel in (None, channel):
                return _answer(self._left.pop(n), self._zone)
        return Accepted()


def _answer(one: ProviderAnswer, zone: ZoneInfo) -> Answer:
    match one.answer:
        case "accepted":
            return Accepted()
        case "refused":
            return Refused(fault="recipient", detail="as the scenario says", suppress=one.suppress)
        case "misconfigured":
            return Refused(fault="configuration", detail="as the scenario says")
        case "unknown":
            return Unknown(detail="as the scenario says")
        case "not_now":
            return NotNow(why="throttled", until=None if one.until is None else instant(one.until, zone))


def looked_up(given: Given, command: LookUp) -> LookupAnswer:
    """What the scenario says that the look-up finds."""
    found = given.lookups.get(command.name)
    return NotFound(detail="not in the scenario") if found is None else Found(result=found)


class World:
    """In the place of the activities, for every customer of one scenario."""

    def __init__(self, given: Given, zone: ZoneInfo, shelf: MemoryShelf) -> None:
        self._given = given
        self._shelf = shelf
        self._renderer = LiquidRenderer(shelf)
        self._providers = ProviderAnswers(given, zone)
        self.shared = SharedInMemory(given.paused)
        self.alerts: list[tuple[datetime, str]] = []
        """when an operator was called, and whose message it was"""

    def answer(self, command: Command, now: datetime, sent: Callable[[Deliver], None]) -> Input | None:
        """`sent` is told of what a provider took, or may have taken."""
        match command:
            case Deliver():
                answer = self._delivered(command, now)
                if isinstance(answer, Accepted | Unknown):
                    sent(command)
                return Delivered(
                    id=delivery_id(command.message_id, command.attempt),
                    message_id=command.message_id,
                    attempt=command.attempt,
                    answer=answer,
                )
            case Record() if stopped := outdated(self.shared.rows(self._shelf.in_force(), now), command.catalogue):
                return Journaled(id=command.id, answer=stopped)
            case LookUp():
                return LookedUp(
                    id=f"{command.enrolment_id}/{command.step}/{command.visit}",
                    enrolment_id=command.enrolment_id,
                    step=command.step,
                    visit=command.visit,
                    answer=looked_up(self._given, command),
                )
            case _:
                return all_goes_well(command)

    def _delivered(self, command: Deliver, now: datetime) -> Answer:
        try:
            self._renderer.render(command.content, command.channel, command.facts)
        except ContentFault as fault:
            return Refused(fault="content", detail=str(fault))
        stopped, guard = self.shared.stopped(command, self._shelf.in_force(), now)
        if guard is not None:
            self.alerts.append((now, command.customer_id))
        if stopped is not None:
            return stopped
        answer = self._providers.next(command.customer_id, command.message, command.channel)
        self.shared.settle(command, answer)
        return answer
