"""A customer to whom random things happen under a policy, seen by a provider that checks."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from engine.absorb import absorb
from engine.commands import delivery_id
from engine.contracts.answers import Accepted, Answer, NotNow
from engine.contracts.commands import CancelDelivery, Command, Deliver, Record
from engine.contracts.inputs import (
    Ask,
    ConsentChange,
    Control,
    Delivered,
    Elsewhere,
    Feedback,
    Identify,
    Input,
    Journaled,
    Propose,
    Track,
)
from engine.contracts.journal import Decided, Entry
from engine.contracts.verbs import Resume
from engine.customer.state import CustomerState
from engine.deadline import deadline
from engine.decide import decide
from engine.definitions import Definitions
from engine.language.rules.quiet_hours import QuietHours
from engine.language.terms import MARKETING, Channel, Purpose
from engine.localtime.zones import zone_named, zones_of
from engine.policy.shared.clearance import SharedRows, judge
from engine.rehearsal import all_goes_well
from tests.engine.books import Books
from tests.engine.lives import T0
from tests.engine.localtime.brute_force import DAY, wall
from tests.engine.policy.random_moves import JOURNEYS, MESSAGES
from tests.engine.random_customer import Move


class PolicyLife:
    """One customer under a policy; whatever reaches the provider, or is decided to, is looked at by `check`."""

    def __init__(self, policy: dict[str, Any]) -> None:
        self.definitions = Definitions(Books(*JOURNEYS, messages=MESSAGES, policy=policy))
        self.state = CustomerState(customer_id="c-1", catalogue=1)
        self.now = T0
        self.open: list[Deliver] = []
        self.cancelled: set[tuple[str, int]] = set()
        self.reached: list[tuple[datetime, Deliver]] = []
        """every request that a provider got, and when"""
        self.written: dict[int, Entry] = {}
        self._ids = 0
        grant = ConsentChange(status="granted", confirmed=True)
        profile = {"email": "a@example.com", "phone": "+4915112345", "zone": "Europe/Berlin"}
        self.absorb(Identify(id="me", at=T0, attributes=dict(profile), consents=(grant,)))

    @property
    def decisions(self) -> list[Decided]:
        entries = self.written | {one.seq: one for one in self.state.journal}
        return [one for _, one in sorted(entries.items()) if isinstance(one, Decided)]

    def live(self, plan: list[Move]) -> None:
        for kind, what in plan:
            if kind == "pass":
                self.run_to(self.now + timedelta(seconds=what))
            elif kind == "answer":
                self._answer(what)
            elif kind == "late answer":
                self.run_to(self.now + timedelta(seconds=what[0]))
                self._answer(what[1])
            elif (entry := self._input(kind, what)) is not None:
                self.absorb(entry)

    def finish(self) -> None:
        """Weeks in which every provider takes everything."""
        for order in (Resume(), Resume(channel=Channel.EMAIL)):
            self.absorb(Control(id=self._id(), at=self.now, order=order))
        for _ in range(500):
            while self.open:
                self.attempt(self.open[0], Accepted())
            due = deadline(self.state)
            if due is None:
                return
            self.run_to(due)

    def absorb(self, entry: Input) -> None:
        absorb(self.state, entry, self.now, self.definitions)
        self.work()

    def work(self) -> None:
        before = {one.seq for one in self.decisions}
        for command in decide(self.state, self.now, self.definitions):
            self._take(command)
        for one in self.decisions:
            if one.seq not in before and one.verdict == "send":
                assert one.at == self.now
                assert one.channel is not None
                self._check(one.message, one.purpose, one.channel, asked=one.asked)
                assert one.asked or one.lapses is None
        due = deadline(self.state)
        assert due is None or due > self.now  # it never spins

    def run_to(self, until: datetime) -> None:
        while (due := deadline(self.state)) is not None and due <= until:
            self.now = max(self.now, due)
            self.work()
        self.now = until

    def _answer(self, answer: Answer) -> None:
        if self.open:
            self.attempt(self.open[0], answer)

    def attempt(self, command: Deliver, answer: Answer) -> None:
        """What the activity does at this time: a cancellation, the clearance, then the provider."""
        self.open.remove(command)
        if (command.message_id, command.attempt) in self.cancelled:
            answer = NotNow(why="cancelled")
        elif stopped := judge(SharedRows(in_force=command.catalogue, now=self.now), command):
            answer = stopped
        elif not isinstance(answer, NotNow):
            self._reaches(command)
        id = delivery_id(command.message_id, command.attempt)
        self.absorb(Delivered(id=id, message_id=command.message_id, attempt=command.attempt, answer=answer))

    def _reaches(self, command: Deliver) -> None:
        self.reached.append((self.now, command))
        proposal = self.state.proposal(command.message_id)
        assert proposal is not None and self.now < proposal.expires
        assert proposal.enrolment_id is None or self.state.enrolment(proposal.enrolment_id) is not None
        self._check(command.message, command.purpose, command.channel)

    def _check(self, name: str, purpose: Purpose, channel: Channel, *, asked: bool = False) -> None:
        assert not any(one.channel in (None, channel) and one.journey is None for one in self.state.pauses)
        assert purpose not in MARKETING or self._has_agreed(purpose, channel)
        assert purpose is Purpose.TRANSACTIONAL or not [*self.silent(channel)], (self.now, name, channel)

    def _has_agreed(self, purpose: Purpose, channel: Channel) -> bool:
        """By the newest word that concerns it and the denials after it; the engine's own reading is not asked."""
        words = [
            one for one in self.state.consents if one.purpose in (None, purpose) and one.channel in (None, channel)
        ]
        granted = [one for one in words if one.status == "granted"]
        denied = [one for one in words if one.status == "denied"]
        return bool(granted) and not any(all(one.at <= no.at for one in granted) for no in denied)

    def silent(self, channel: Channel) -> Iterator[str]:
        """The names of the rules by which it is quiet now, by what clocks on walls show."""
        policy = self.definitions.policy(1)
        names = zones_of(self.state.attributes).names
        holds = policy.zone_unknown.get(channel, "hold" if channel in (Channel.SMS, Channel.CALL) else "organisation")
        for rule in policy.quiet_hours:
            where = rule.where is None or self.state.attributes.get("n") == 1
            if channel not in rule.channels or not where or "observe" in (rule.mode, policy.mode):
                continue
            if not names and holds == "hold":
                yield rule.name
            zones = [zone_named(name) for name in names or (policy.zone,)]
            days = policy.calendars.get(rule.calendar or "")
            if any(_shows(rule, days, wall(self.now, zone)) for zone in zones if zone is not None):
                yield rule.name

    def _take(self, command: Command) -> None:
        match command:
            case Deliver():
                self.open.append(command)
            case CancelDelivery():
                self.cancelled.add((command.message_id, command.attempt))
            case _:
                pass
        if isinstance(command, Deliver | Record):
            self.written |= {one.seq: one for one in command.journal.entries}
        if isinstance(command, Record):
            answer = all_goes_well(command)
            assert isinstance(answer, Journaled)
            absorb(self.state, answer, self.now, self.definitions)

    def _input(self, kind: str, what: Any) -> Input | None:
        id, at = self._id(), self.now
        match kind:
            case "propose":
                return Propose(id=id, at=at, message=what, origin="broadcast")
            case "track":
                return Track(id=id, type=what, at=at, properties={"product": "phone"})
            case "consent":
                status, scope, confirmed = what
                word = ConsentChange(status=status, confirmed=confirmed and status == "granted", **scope)
                return Identify(id=id, at=at, consents=(word,))
            case "profile":
                return Identify(id=id, at=at, attributes=what)
            case "ask":
                asked = Elsewhere(message="call-back", department="care", purpose=what)
                return Ask(id=id, at=at, what=asked, channels=(Channel.SMS, Channel.EMAIL))
            case "react":
                if not self.reached:
                    return None
                message_id = self.reached[-1][1].message_id
                return Feedback(id=id, at=at, message_id=message_id, reaction=what, hard=True)
            case _:
                return Control(id=id, at=at, order=what)

    def _id(self) -> str:
        self._ids += 1
        return f"x-{self._ids}"


def _shows(rule: QuietHours, days: Any, shown: datetime) -> bool:
    """Whether a clock that shows this is in the window; no clock changes in these weeks."""

    def on(day: datetime) -> bool:
        weekday = not rule.weekdays or f"{day:%a}".lower() in rule.weekdays
        return weekday and (rule.calendar is None or day.date() in (days or ()))

    now = time(shown.hour, shown.minute, shown.second, shown.microsecond)
    if rule.start < rule.end:
        return on(shown) and rule.start <= now < rule.end
    return (on(shown) and now >= rule.start) or (on(shown - DAY) and now < rule.end)
