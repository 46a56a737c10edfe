"""What more than one customer of a scenario shares: as the ledger keeps it, in memory, judged by the same function."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from catalogue.scenarios.given import Paused
from engine.contracts.answers import Answer, NotNow, NotNowWhy, Refused
from engine.contracts.commands import DayPlaces, Deliver, SendGuard
from engine.language.terms import Channel
from engine.policy.clearance import SharedPause, SharedRows, judge, tripped
from engine.policy.order import turn

_WOKEN: frozenset[NotNowWhy] = frozenset({"paused", "channel_paused", "guard"})
"""What waits until somebody lifts it; for a place it comes back by itself."""


@dataclass(frozen=True)
class Waiting:
    """A message that was told to wait."""

    command: Deliver
    why: NotNowWhy

    @property
    def place(self) -> tuple[int, datetime, str]:
        return (turn(self.command.purpose, self.command.priority), self.command.due, self.command.message_id)


class SharedInMemory:
    """Pauses, places of slow channels, guards and who waits."""

    def __init__(self, paused: Sequence[Paused]) -> None:
        self._pauses = [shared_pause(one) for one in paused]
        self._places: Counter[tuple[Channel, datetime]] = Counter()
        self._left: list[tuple[datetime, Deliver]] = []
        self._resumed: dict[SharedPause, datetime] = {}
        self._waiting: dict[str, Waiting] = {}

    def rows(self, in_force: int, now: datetime) -> SharedRows:
        return SharedRows(in_force=in_force, now=now, pauses=tuple(self._pauses))

    def stopped(self, command: Deliver, in_force: int, now: datetime) -> tuple[NotNow | None, SendGuard | None]:
        """What stops the message now, and the guard that it met; a place is taken where nothing does."""
        rows = self._counted(self.rows(in_force, now), command)
        answer = judge(rows, command)
        self._waiting.pop(command.message_id, None)
        if answer is None:
            self._leaves(command, now)
            return None, None
        if answer.why in _WOKEN or answer.why == "capacity":
            self._waiting[command.message_id] = Waiting(command, answer.why)
        guard = tripped(rows, command) if answer.why == "guard" else None
        if guard is not None:
            self._pauses.append(SharedPause(kind=guard.kind, name=guard.name))
        return answer, guard

    def settle(self, command: Deliver, answer: Answer) -> None:
        """What did not leave after all gives its place back."""
        if isinstance(answer, Refused | NotNow):
            self._left = [one for one in self._left if one[1] is not command]
            if (day := _day(command)) is not None:
                self._places[command.channel, day.since] -= 1

    def pause(self, what: Paused) -> None:
        if (one := shared_pause(what)) not in self._pauses:
            self._pauses.append(one)

    def resume(self, what: Paused, now: datetime) -> Sequence[Deliver]:
        """Those who may be looked at again, in their turn."""
        one = shared_pause(what)
        self._pauses = [other for other in self._pauses if other != one]
        self._resumed[one] = now
        return [waits.command for waits in sorted(self._waiting.values(), key=lambda waits: waits.place)]

    def _counted(self, rows: SharedRows, command: Deliver) -> SharedRows:
        found: dict[str, object] = {}
        if command.limits is not None:
            found["sends"] = tuple(self._sends(guard, rows.now) for guard in command.limits.guards)
        if (day := _day(command)) is not None:
            found["places_taken"] = self._places[command.channel, day.since]
            found["waiting_before"] = self._before(command)
        return rows.model_copy(update=found)

    def _sends(self, guard: SendGuard, now: datetime) -> int:
        since = now - timedelta(seconds=guard.seconds)
        resumed = self._resumed.get(SharedPause(kind=guard.kind, name=guard.name), since)
        named = [
            at for at, one in self._left if (one.journey if guard.kind == "journey" else one.message) == guard.name
        ]
        return min(sum(at > since and at >= resumed for at in named), guard.most)

    def _before(self, command: Deliver) -> int:
        hers = Waiting(command, "capacity").place
        return sum(
            one.why == "capacity" and one.command.channel == command.channel and one.place < hers
            for one in self._waiting.values()
            if one.command.message_id != command.message_id
        )

    def _leaves(self, command: Deliver, now: datetime) -> None:
        self._left.append((now, command))
        if (day := _day(command)) is not None:
            self._places[command.channel, day.since] += 1


def _named(command: Deliver, guard: SendGuard) -> bool:
    return guard.name == (command.journey if guard.kind == "journey" else command.message)


def _day(command: Deliver) -> DayPlaces | None:
    return command.limits.places if command.limits is not None else None


def shared_pause(what: Paused) -> SharedPause:
    """As the ledger keeps it."""
    [(kind, name)] = what.model_dump(exclude_unset=True).items()
    return SharedPause.model_validate({"kind": kind, "name": "" if name is True else str(name)})
