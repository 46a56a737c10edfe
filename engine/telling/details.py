"""Where a customer is, as the Markdown that Temporal shows on top of her workflow."""

import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from engine.customer.places import Planned
from engine.customer.state import CustomerState, Enrolment, Proposal, Sent
from engine.customer.visits import PRESENCE
from engine.definitions import Definitions
from engine.localtime.zones import zone_named, zones_of
from engine.model import Attributes
from engine.telling.phrases import clipped, clock, plain
from engine.telling.steps import awaited
from engine.telling.titles import Titles

MOST_BYTES = 4_000
MOST_JOURNEYS = 6
MOST_MESSAGES = 6

_UTC = ZoneInfo("UTC")
_MARKS = re.compile(r"([\\`*_\[\]<>#|])")
_STANDS = {"due": "to be decided", "in_flight": "on its way"}


def details(state: CustomerState, definitions: Definitions) -> str:
    """Journeys with step and what comes next, messages before the decision point, the last messages; in her zone."""
    zone = local_zone(state.attributes, definitions, state.catalogue)
    titles = Titles(definitions, state.catalogue)
    lines = ["**Journeys**", ""]
    lines += _some([_journey(one, zone, titles, definitions) for one in reversed(state.enrolments)]) or ["in none"]
    before = [_waiting(one, zone, titles) for one in state.proposals]
    if waiting := _some([*before, *(_planned(one, zone) for one in state.planned)]):
        lines += ["", "**Before the decision point**", "", *waiting]
    if last := sorted(_last(state, titles))[-MOST_MESSAGES:]:
        lines += ["", "**Last messages**", ""]
        lines += [f"- {clock(at, zone)} · {said}" for at, said in reversed(last)]
    lines += ["", f"Times are {zone.key}."]
    return clipped("\n".join(lines), MOST_BYTES)


def local_zone(attributes: Attributes, definitions: Definitions, catalogue: int) -> ZoneInfo:
    """Hers, else the organisation's; 0: nothing is published."""
    of_policy = zone_named(definitions.policy(catalogue).zone) if catalogue else None
    return zones_of(attributes).main_zone or of_policy or _UTC


def _journey(one: Enrolment, zone: ZoneInfo, titles: Titles, definitions: Definitions) -> str:
    where = f"- **{_safe(titles.of_enrolment(one))}**: *{_safe(plain(one.step))}*"
    since = f"(since {clock(one.began, zone)})"
    if one.ending is not None:
        return f"{where}, ends ({_safe(plain(one.ending))}) with its last message {since}"
    outcomes, then = awaited(one, definitions, titles)
    waits = f", waiting for {_safe(outcomes)}" if outcomes else ""
    if one.deadline is None:
        return f"{where}{waits} {since}"
    otherwise = "otherwise" if outcomes else "then"
    return f"{where}{waits} until {clock(one.deadline, zone)}, {otherwise} {_safe(then)} {since}"


def _waiting(one: Proposal, zone: ZoneInfo, titles: Titles) -> str:
    title = _safe(titles.of_proposal(one))
    if one.stands == "reserved" and one.until is not None and one.asked is None:
        return f"- {title}: offered at the {plain(one.channel or '')} until {clock(one.until, zone)}"
    if one.stands == "held" and one.rule == PRESENCE:
        return f"- {title}: waits for her at the {plain(one.channel or '')}"
    if one.stands == "reserved" and one.until is not None:
        return f"- {title}: reserved for {_safe(one.department)} until {clock(one.until, zone)}"
    if one.stands != "held":
        return f"- {title}: {_STANDS.get(one.stands, plain(one.stands))}"
    until = f" until {clock(one.until, zone)}" if one.until else ""
    return f"- {title}: held{until} ({plain(one.reason or 'not decided')})"


def _planned(one: Planned, zone: ZoneInfo) -> str:
    return f"- {_safe(plain(one.message))}: planned by {_safe(one.department)} for {clock(one.decided_at, zone)}"


def _last(state: CustomerState, titles: Titles) -> Iterator[tuple[datetime, str]]:
    for one in state.sent[-MOST_MESSAGES:]:
        yield one.sent_at, f"{one.channel}: {_safe(titles.message(one.message))}: {_outcome(one)}"
    for item in state.tail:
        if item.what == "dropped":
            yield item.at, f"{_safe(titles.message(item.subject))}: dropped ({plain(item.detail)})"


def _outcome(one: Sent) -> str:
    sent = "perhaps sent" if one.unknown else "sent"
    return ", ".join([sent, *(plain(reaction) for reaction in one.reactions)])


def _some(lines: list[str]) -> list[str]:
    more = len(lines) - MOST_JOURNEYS
    return lines if more <= 0 else [*lines[:MOST_JOURNEYS], f"- and {more} more"]


def _safe(text: str) -> str:
    """Titles are no Markdown."""
    return _MARKS.sub(r"\\\1", text)
