"""Judges what more than one customer shares, at the last moment before a message leaves."""

from typing import Literal

from engine.contracts.answers import NotNow
from engine.contracts.commands import Deliver
from engine.language.terms import MARKETING
from engine.model import Frozen, Instant


class SharedPause(Frozen):
    """Something that is paused for every customer; `name` is empty for everything."""

    kind: Literal["everything", "message", "journey", "channel", "department"]
    name: str = ""


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
    if pause := next((pause for pause in rows.pauses if _concerns(pause, command)), None):
        return NotNow(why="paused", detail=f"{pause.kind} {pause.name}".strip())
    if rows.breaker_until is not None and rows.now < rows.breaker_until:
        return NotNow(why="breaker", until=rows.breaker_until, detail=command.channel)
    if rows.now >= command.send_by:
        return NotNow(why="late")
    return None


def _suppressed(rows: SharedRows, command: Deliver) -> bool:
    match rows.suppressed:
        case None:
            return False
        case "marketing":
            return command.purpose in MARKETING
        case "everything":
            return True


def _concerns(pause: SharedPause, command: Deliver) -> bool:
    match pause.kind:
        case "everything":
            return True
        case "message":
            return pause.name == command.message
        case "journey":
            return pause.name == command.journey
        case "channel":
            return pause.name == command.channel
        case "department":
            return pause.name == command.department
