"""What is to come for a customer, in sentences."""

from typing import assert_never
from zoneinfo import ZoneInfo

from engine.contracts.views import Stop, UpcomingItem
from engine.customer.visits import PRESENCE
from engine.telling.phrases import clock, plain
from engine.telling.reasons import because
from engine.telling.titles import Titles

NOTHING = "nothing is known to come within 14 days"

_WOULD = {"hold": "would be held", "drop": "would be dropped"}


def prospect(item: UpcomingItem, titles: Titles, zone: ZoneInfo) -> str:
    """One line; its time stands before it."""
    journey = f"“{titles.journey(item.journey)}”" if item.journey else ""
    match item.what:
        case "message" | "held":
            return _message(item, titles, zone)
        case "planned":
            return f"{_by(item, titles)}: sent by {item.detail}, as planned"
        case "reserved":
            return f"{_by(item, titles)}: until then its place is kept for {item.detail}"
        case "step":
            return f"comes to “{plain(item.step or '')}” of {journey}"
        case "entry":
            return f"enters {journey}"
        case "end":
            return f"leaves {journey}: {plain(item.detail)}"
        case "exit":
            return f"{journey} on {item.detail}"
        case "cut":
            return "so much comes that nothing later was looked at"
        case _:
            assert_never(item.what)


def obstacle(stop: Stop, zone: ZoneInfo) -> str:
    """One rule that would not let a message pass: `“night” (quiet hours) until Wed 15 Apr 2026 08:00`."""
    called = f"“{stop.name}” ({stop.rule})" if stop.name else stop.rule
    why = because(stop.reason or "") if not stop.name else ""
    until = f" until {clock(stop.until, zone)}" if stop.until is not None else ""
    by = f", for {stop.channel}" if stop.verdict == "next_channel" and stop.channel else ""
    observed = ", which only looks on" if stop.observed else ""
    return f"{called}{until}{why}{by}{observed}"


def _message(item: UpcomingItem, titles: Titles, zone: ZoneInfo) -> str:
    title = f"“{titles.message(item.message or '')}”"
    until = f" until {clock(item.until, zone)}" if item.until is not None else ""
    why = " and".join(because(reason) for reason in item.may_block)
    if (waits := _place(item)) is not None:
        return f"{title} waits for her at the {plain(waits)}"
    if item.what == "held":
        return f"{title} is held{until}{why}"
    if not item.may_block:
        return _by(item, titles)
    return f"{title} {_WOULD.get(item.verdict or '', 'would not go')}{until}{why}"


def _place(item: UpcomingItem) -> str | None:
    """Where she has to come for it; None: something else holds it."""
    first = item.stops[0] if item.stops and item.verdict == "hold" else None
    return first.channel if first is not None and first.rule == PRESENCE else None


def _by(item: UpcomingItem, titles: Titles) -> str:
    title = f"“{titles.message(item.message or '')}”"
    return title + (f" by {item.channel}" if item.channel else "")
