"""What answers a scenario's customers: providers, look-ups, and what is shared by all of them, in memory."""

from datetime import datetime
from zoneinfo import ZoneInfo

from catalogue.content import LiquidRenderer
from catalogue.scenarios.given import Given, Paused, ProviderAnswer
from catalogue.scenarios.times import instant
from catalogue.shelf import MemoryShelf
from engine.commands import delivery_id
from engine.contracts.answers import Accepted, Answer, Found, LookupAnswer, NotFound, NotNow, Refused, Unknown
from engine.contracts.commands import Command, Deliver, LookUp, Record
from engine.contracts.inputs import Delivered, Input, Journaled, LookedUp
from engine.contracts.ports import ContentFault
from engine.contracts.shared_pause import SharedPause
from engine.language.terms import Channel
from engine.rehearsal import all_goes_well
from trials.shared_rows import SharedWorld


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


class World(SharedWorld):
    """In the place of the activities, for every customer of one scenario."""

    def __init__(self, given: Given, zone: ZoneInfo, shelf: MemoryShelf) -> None:
        super().__init__(self._answered)
        self.sent: list[Deliver] = []
        """what a provider took, or may have taken"""
        self.called: list[tuple[datetime, str]] = []
        """when a guard called an operator, and whose message met it"""
        self._given = given
        self._shelf = shelf
        self._renderer = LiquidRenderer(shelf)
        self._providers = ProviderAnswers(given, zone)
        for one in given.paused:
            self.pause(shared_pause(one))

    def __call__(self, command: Command) -> Input | None:
        alerts = len(self.alerts)
        said = self._before_the_claim(command) or super().__call__(command)
        if len(self.alerts) > alerts and isinstance(command, Deliver | Record):
            self.called.append((command.journal.as_of, command.customer_id))
        return said

    def _before_the_claim(self, command: Command) -> Input | None:
        """What another catalogue or the content stops."""
        match command:
            case Deliver() if (fault := self._fault(command)) is not None:
                return _delivered(command, Refused(fault="content", detail=fault))
            case Deliver() if command.catalogue < self._shelf.in_force():
                return _delivered(command, NotNow(why="catalogue", number=self._shelf.in_force()))
            case Record() if command.catalogue < self._shelf.in_force():
                return Journaled(id=command.id, answer=NotNow(why="catalogue", number=self._shelf.in_force()))
            case _:
                return None

    def _fault(self, command: Deliver) -> str | None:
        try:
            self._renderer.render(command.content, command.channel, command.facts)
        except ContentFault as fault:
            return str(fault)
        return None

    def _answered(self, command: Command) -> Input | None:
        match command:
            case Deliver():
                answer = self._providers.next(command.customer_id, command.message, command.channel)
                if isinstance(answer, Accepted | Unknown):
                    self.sent.append(command)
                return _delivered(command, answer)
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


def _delivered(command: Deliver, answer: Answer) -> Delivered:
    name = delivery_id(command.message_id, command.attempt)
    return Delivered(id=name, message_id=command.message_id, attempt=command.attempt, answer=answer)


def shared_pause(what: Paused) -> SharedPause:
    """As the ledger keeps it."""
    [(kind, name)] = what.model_dump(exclude_unset=True).items()
    return SharedPause.model_validate({"kind": kind, "name": "" if name is True else str(name)})
