"""Judges what more than one customer shares, at the last moment before a message leaves."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, Literal, Protocol

from engine.contracts.answers import NotNow
from engine.contracts.commands import DayPlaces, Deliver, SendGuard
from engine.contracts.journal import ComplaintGuard
from engine.contracts.shared_pause import SharedPause
from engine.language.terms import MARKETING, Channel
from engine.localtime.instants import shifted
from engine.model import Frozen, Instant

PROBES_PER_SECOND: Final = 20
"""How many of those who wait for a channel that was held try again in the first second after it, and in each one."""


_WIDEST_FIRST = ("everything", "department", "journey", "message", "channel")


class Concerned(Protocol):
    """What a pause may be of: a message that is to leave, or the place that it would take."""

    @property
    def message(self) -> str: ...
    @property
    def journey(self) -> str | None: ...
    @property
    def channel(self) -> Channel: ...
    @property
    def department(self) -> str: ...


class SharedRows(Frozen):
    """The shared rows as they stand in the claim's transaction."""

    in_force: int
    """the number of the newest catalogue; 0 when nothing is published"""
    now: Instant
    """the time in which customers live"""
    erased: bool = False
    suppressed: Literal["marketing", "everything"] | None = None
    """the strictest scope in which the command's address is suppressed on its channel"""
    pauses: tuple[SharedPause, ...] = ()
    breaker_until: Instant | None = None
    waiting_before: int = 0
    """how many messages wait for the held channel, or for a place on it, that go before this one"""
    places_taken: int = 0
    """on the channel and day of the command's limits"""
    sends: tuple[int, ...] = ()
    """for each guard of the command's limits, in their order: what it has counted without this message"""


def outdated(rows: SharedRows, catalogue: int) -> NotNow | None:
    """What stops anything from being written for a customer under a catalogue; None when nothing does."""
    if rows.erased:
        return NotNow(why="erased")
    if rows.in_force > catalogue:
        return NotNow(why="catalogue", number=rows.in_force)
    return None


def judge(rows: SharedRows, command: Deliver) -> NotNow | None:
    """Whether a message may leave now; None when it may. `send_by` itself is too late."""
    if stopped := outdated(rows, command.catalogue):
        return stopped
    if _suppressed(rows, command):
        return NotNow(why="suppressed", detail=f"{command.channel}: {rows.suppressed}")
    if pause := pausing(rows.pauses, command):
        return NotNow(why="channel_paused" if pause.kind == "channel" else "paused", detail=str(pause))
    if rows.breaker_until is not None and rows.now < rows.breaker_until:
        wait = timedelta(seconds=rows.waiting_before // PROBES_PER_SECOND)
        return NotNow(why="breaker", until=rows.breaker_until + wait, detail=command.channel)
    if rows.now >= command.send_by:
        return NotNow(why="late")
    if guard := tripped(rows, command):
        return NotNow(why="guard", detail=f"{guard.kind} {guard.name}")
    if command.limits is not None and command.limits.places is not None:
        return _without_place(rows, command, command.limits.places)
    return None


def pausing(pauses: Iterable[SharedPause], about: Concerned) -> SharedPause | None:
    """The widest pause that concerns the message; a channel, for which there may be another one, last."""
    found = [pause for pause in pauses if _concerns(pause, about)]
    return min(found, key=lambda pause: _WIDEST_FIRST.index(pause.kind), default=None)


def tripped(rows: SharedRows, command: Deliver) -> SendGuard | None:
    """The first guard that has counted as many as it allows before this message."""
    guards = command.limits.guards if command.limits is not None else ()
    return next((guard for guard, count in zip(guards, rows.sends, strict=True) if count >= guard.most), None)


def complained_too_often(guard: ComplaintGuard, complaints: int, deliveries: int) -> bool:
    """Whether the share of complaints pauses what is guarded."""
    return deliveries >= guard.of_at_least and complaints > guard.above * deliveries


def _without_place(rows: SharedRows, command: Deliver, places: DayPlaces) -> NotNow | None:
    """Those who waited before and go first have a place before it; `until` is the day on which its turn comes."""
    behind = rows.waiting_before - max(places.count - rows.places_taken, 0)
    if behind < 0:
        return None
    return NotNow(why="capacity", until=_turn_comes(places, behind), detail=command.channel)


def _turn_comes(places: DayPlaces, behind: int) -> datetime:
    days = behind // max(places.count, 1)
    return shifted(places.until, timedelta(days=days))


def _suppressed(rows: SharedRows, command: Deliver) -> bool:
    match rows.suppressed:
        case None:
            return False
        case "marketing":
            return command.purpose in MARKETING
        case "everything":
            return True


def _concerns(pause: SharedPause, about: Concerned) -> bool:
    match pause.kind:
        case "everything":
            return True
        case "message":
            return pause.name == about.message
        case "journey":
            return pause.name == about.journey
        case "channel":
            return pause.name == about.channel
        case "department":
            return pause.name == about.department
