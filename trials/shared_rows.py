"""What more than one customer shares, in memory: places, guards, pauses and who waits, judged as in the ledger."""

from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from engine.commands import delivery_id
from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown
from engine.contracts.commands import Command, Deliver, Record, SendGuard
from engine.contracts.inputs import Control, Delivered, Feedback, Input
from engine.contracts.journal import Absorbed, ComplaintGuard, Journal
from engine.contracts.shared_pause import SharedPause
from engine.contracts.verbs import LookAgain
from engine.identity import digest
from engine.language.reactions import Reaction
from engine.language.terms import Channel
from engine.policy.order import turn
from engine.policy.shared.clearance import SharedRows, complained_too_often, judge, tripped
from engine.policy.shared.waiting import GRACE, Waiting, Why, over, waiting_after
from engine.rehearsal import Answering, all_goes_well

HELD = timedelta(seconds=60)
"""How long a channel is held where the provider's answer names no time."""
PROBE = timedelta(seconds=30)
"""How long the message that tries a channel after a hold has it for itself."""


class _Send(NamedTuple):
    at: datetime
    message_id: str
    attempt: int


class _Place(NamedTuple):
    channel: Channel
    since: datetime
    until: datetime


class Wake(NamedTuple):
    """Whom to tell what."""

    customer_id: str
    control: Control


class SharedWorld:
    """An `Answering` for any number of customers; `answering` says what providers do, the clock is the customers'.

    A channel is held where an answer says so; unknown outcomes in a row hold none. Whoever drives them tells each
    `next_wake` to its customer, until there is none, at every instant.
    """

    def __init__(self, answering: Answering = all_goes_well) -> None:
        self.pauses: list[SharedPause] = []
        self.alerts: list[str] = []
        self.waiting: dict[str, Waiting] = {}
        """by message"""
        self._answering = answering
        self._breakers: dict[Channel, datetime] = {}
        self._trying: set[tuple[str, int]] = set()
        """attempts that try a channel after a hold"""
        self._places: dict[tuple[str, int], _Place] = {}
        self._taken: Counter[tuple[Channel, datetime]] = Counter()
        self._sends: dict[tuple[str, str], list[_Send]] = {}
        """kind and name → what left of it since it was last resumed, by time"""
        self._complained: set[str] = set()

    def __call__(self, command: Command) -> Input | None:
        if isinstance(command, Record):
            self._read(command.journal)
        if not isinstance(command, Deliver):
            return self._answering(command)
        rows = self._rows(command)
        stopped = judge(rows, command)
        if stopped is not None:
            return self._stopped(rows, command, stopped)
        self._read(command.journal)
        self._leave(command)
        if rows.breaker_until is not None:
            self._breakers[command.channel] = rows.now + PROBE
            self._trying.add((command.message_id, command.attempt))
        said = self._answering(command)
        if isinstance(said, Delivered):
            self.heard(command, said)
        return said

    def heard(self, command: Deliver, said: Delivered, now: datetime | None = None) -> None:
        """What became of a delivery; of one that `answering` left open, whoever feeds its outcome says so first, and
        when."""
        answer = said.answer
        if (command.message_id, command.attempt) in self._trying:
            self._trying.discard((command.message_id, command.attempt))
            self._tried(command.channel, answer, now or command.decided_at)
        if isinstance(answer, Refused | NotNow):
            self._take_back(command)
        if isinstance(answer, NotNow) and answer.why == "breaker":
            self._breakers[command.channel] = answer.until or command.decided_at + HELD
            self._wait(command, answer)

    def _tried(self, channel: Channel, answer: Answer, now: datetime) -> None:
        """One that came through opens the channel; an unknown outcome holds it again."""
        match answer:
            case Accepted() | Refused():
                self._breakers.pop(channel, None)
            case Unknown():
                self._breakers[channel] = max(now + HELD, self._breakers.get(channel, now))
            case NotNow():
                return

    def pause(self, what: SharedPause) -> None:
        """Hold every message that it concerns."""
        if what not in self.pauses:
            self.pauses.append(what)

    def resume(self, what: SharedPause) -> None:
        """Guards count anew."""
        self.pauses = [one for one in self.pauses if one != what]
        self._sends.pop((what.kind, what.name), None)

    def hold_channel(self, channel: Channel, until: datetime) -> None:
        """Until an instant; one that is past ends it."""
        self._breakers[channel] = until

    def next_wake(self, now: datetime) -> Wake | None:
        """The first, by order, whose way is open and who does not look again by herself at this instant."""
        first = min(self._to_wake(now), key=lambda one: one.order, default=None)
        if first is None:
            return None
        del self.waiting[first.message_id]
        source = digest("look again", first.message_id, str(first.attempt))
        return Wake(first.customer_id, Control(id=source, at=now, order=LookAgain(message_id=first.message_id)))

    def opens(self, after: datetime) -> datetime | None:
        """The next instant at which the clock alone may open a way for somebody who waits."""
        found = [until for until in self._breakers.values() if until > after]
        found += [place.until for place in self._places.values() if place.until > after]
        return min(found, default=None) if self.waiting else None

    def _rows(self, command: Deliver) -> SharedRows:
        now, limits = command.decided_at, command.limits
        until = self._breakers.get(command.channel)
        places = limits.places if limits is not None else None
        why: Why = "breaker" if until is not None and now < until else "capacity"
        return SharedRows(
            in_force=command.catalogue,
            now=now,
            pauses=tuple(self.pauses),
            breaker_until=until,
            waiting_before=self._before(command, why),
            places_taken=0 if places is None else self._taken[command.channel, places.since],
            sends=() if limits is None else tuple(self._counted(guard, now) for guard in limits.guards),
        )

    def _stopped(self, rows: SharedRows, command: Deliver, answer: NotNow) -> Delivered:
        if answer.why == "guard" and (guard := tripped(rows, command)) is not None:
            self._guard(guard)
        self._wait(command, answer)
        name = delivery_id(command.message_id, command.attempt)
        return Delivered(id=name, message_id=command.message_id, attempt=command.attempt, answer=answer)

    def _wait(self, command: Deliver, answer: NotNow) -> None:
        waiting = waiting_after(command, answer)
        if waiting is not None:
            self.waiting[command.message_id] = waiting

    def _leave(self, command: Deliver) -> None:
        self.waiting.pop(command.message_id, None)
        send = _Send(command.decided_at, command.message_id, command.attempt)
        for named in _named(command):
            insort(self._sends.setdefault(named, []), send)
        if command.limits is not None and (day := command.limits.places) is not None:
            self._places[command.message_id, command.attempt] = _Place(command.channel, day.since, day.until)
            self._taken[command.channel, day.since] += 1

    def _take_back(self, command: Deliver) -> None:
        attempt = (command.message_id, command.attempt)
        place = self._places.pop(attempt, None)
        if place is not None:
            self._taken[place.channel, place.since] -= 1
        for named in _named(command):
            sends = self._sends.get(named, [])
            sends[:] = [one for one in sends if (one.message_id, one.attempt) != attempt]

    def _read(self, journal: Journal) -> None:
        for one in over(journal):
            waits = self.waiting.get(one.message_id)
            if waits is not None and (one.held_at is None or waits.decided_at < one.held_at):
                del self.waiting[one.message_id]
        self._complained |= set(_complaints(journal))
        for guard in journal.complaint_guards:
            messages = {one.message_id for one in self._sends.get((guard.kind, guard.name), ())}
            if complained_too_often(guard, len(messages & self._complained), len(messages)):
                self._guard(guard)

    def _guard(self, guard: SendGuard | ComplaintGuard) -> None:
        pause = SharedPause(kind=guard.kind, name=guard.name)
        if pause not in self.pauses:
            self.pause(pause)
            self.alerts.append(f"guard: {pause} is paused")

    def _counted(self, guard: SendGuard, now: datetime) -> int:
        sends = self._sends.get((guard.kind, guard.name), [])
        return len(sends) - bisect_right(sends, now - timedelta(seconds=guard.seconds), key=lambda one: one.at)

    def _taken_at(self, channel: str, now: datetime) -> int:
        return sum(one.channel == channel and one.since <= now < one.until for one in self._places.values())

    def _before(self, command: Deliver, why: Why) -> int:
        hers = (turn(command.purpose, command.priority), command.due, command.message_id.encode())
        now = command.decided_at
        return sum(
            (one.why, one.what) == (why, command.channel.value)
            and one.order < hers
            and one.message_id != command.message_id
            and one.expires > now
            and one.until is not None
            and one.until > now - GRACE
            for one in self.waiting.values()
        )

    def _to_wake(self, now: datetime) -> Iterator[Waiting]:
        standing = {str(one) for one in self.pauses}
        for one in self.waiting.values():
            if one.why == "capacity" or one.expires <= now or (one.until is not None and one.until <= now):
                continue
            held = self._breakers.get(Channel(one.what)) if one.why == "breaker" else None
            if (held is None or held <= now) and one.what not in standing:
                yield one
        yield from self._with_place(now)

    def _with_place(self, now: datetime) -> Iterable[Waiting]:
        """As many as there are places left today, with those who look by themselves."""
        queues: dict[str, list[Waiting]] = {}
        for one in self.waiting.values():
            if one.why == "capacity" and one.expires > now:
                queues.setdefault(one.what, []).append(one)
        for channel, queue in queues.items():
            free = max((queue[-1].places or 0) - self._taken_at(channel, now), 0)
            first = sorted(queue, key=lambda one: one.order)[:free]
            yield from (one for one in first if one.until is None or one.until > now)


def _named(command: Deliver) -> Iterator[tuple[str, str]]:
    """What guards may count it under."""
    yield "message", command.message
    if command.journey is not None:
        yield "journey", command.journey


def _complaints(journal: Journal) -> Iterator[str]:
    for entry in journal.entries:
        said = entry.input if isinstance(entry, Absorbed) else None
        if isinstance(said, Feedback) and said.reaction is Reaction.COMPLAINED:
            yield said.message_id
