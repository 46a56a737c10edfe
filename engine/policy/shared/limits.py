"""Says which limits over all customers concern a message: they travel to where the shared rows are."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from engine.contracts.commands import DayPlaces, SendGuard, SharedLimits
from engine.contracts.inputs import Feedback
from engine.contracts.journal import Absorbed, ComplaintGuard, Entry
from engine.customer.state import Proposal
from engine.language.reactions import Reaction
from engine.language.rules.guards import Guard
from engine.language.terms import Channel
from engine.localtime.instants import instant_of, local_date
from engine.localtime.zones import zone_named
from engine.moment import Moment

_UTC = ZoneInfo("UTC")
Named = tuple[Literal["journey", "message"], str]


def limits_of(moment: Moment, proposal: Proposal, channel: Channel) -> SharedLimits | None:
    """What has to be looked at when it leaves on the channel; None: nothing, as where the policy only observes."""
    if moment.policy.mode == "observe":
        return None
    rules = moment.policy.channels.get(channel)
    places = None
    if rules is not None and rules.capacity is not None and proposal.let_out is None:
        places = day_places(rules.capacity.count, proposal.decided_at or moment.now, moment.policy.zone)
    guards = tuple(_send_guards(moment.policy.guards, proposal.message, proposal.journey))
    return SharedLimits(places=places, guards=guards) if places is not None or guards else None


def day_places(count: int, now: datetime, zone: str) -> DayPlaces:
    """Of the day that it is in the organisation's zone."""
    clock = zone_named(zone) or _UTC
    today = local_date(now, clock)
    since, until = (instant_of(day, time(0), clock) for day in (today, today + timedelta(days=1)))
    return DayPlaces(count=count, since=since.astimezone(UTC), until=until.astimezone(UTC))


def complaint_guards(moment: Moment, entries: Iterable[Entry]) -> tuple[ComplaintGuard, ...]:
    """Those of the messages that the entries tell complaints of, each once."""
    if not moment.policy.guards or moment.policy.mode == "observe":
        return ()
    found = [guard for about in _complained_about(moment, entries) for guard in _of(moment.policy.guards, *about)]
    return tuple(dict.fromkeys(found))


def _complained_about(moment: Moment, entries: Iterable[Entry]) -> Iterator[tuple[str, str | None]]:
    """Message and journey; one that is older than what is kept is not known."""
    for entry in entries:
        said = entry.input if isinstance(entry, Absorbed) else None
        if isinstance(said, Feedback) and said.reaction is Reaction.COMPLAINED:
            known = moment.state.message_sent(said.message_id) or moment.state.proposal(said.message_id)
            if known is not None:
                yield known.message, known.journey


def _send_guards(guards: Iterable[Guard], message: str, journey: str | None) -> Iterator[SendGuard]:
    for guard in guards:
        named = _meant(guard, message, journey)
        if named is not None and guard.max_sends is not None:
            pace = guard.max_sends
            yield SendGuard(kind=named[0], name=named[1], most=pace.count, seconds=pace.per.total_seconds())


def _of(guards: Iterable[Guard], message: str, journey: str | None) -> Iterator[ComplaintGuard]:
    for guard in guards:
        named = _meant(guard, message, journey)
        if named is not None and guard.complaints_above is not None and guard.of_at_least is not None:
            yield ComplaintGuard(
                kind=named[0], name=named[1], above=guard.complaints_above, of_at_least=guard.of_at_least
            )


def _meant(guard: Guard, message: str, journey: str | None) -> Named | None:
    """What it guards of the two."""
    if guard.messages is not None:
        return ("message", message) if guard.messages == "any" or message in guard.messages else None
    if journey is None or guard.journeys is None:
        return None
    return ("journey", journey) if guard.journeys == "any" or journey in guard.journeys else None
