"""Reads the events of SendGrid's event webhook, in any order and with fields that nobody announced."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import JsonValue

from audit.said import Said
from channels.sendgrid.payload import ATTEMPT, MESSAGE_ID
from engine.language.terms import Channel
from engine.model import Attributes
from starter.http.problems import Problem
from starter.http.webhooks.sendgrid.machines import by_scanners
from starter.http.webhooks.sendgrid.meaning import meanings
from starter.http.webhooks.values import event_id, instant, text, whole, word

Event = Mapping[str, JsonValue]

PROVIDER = "sendgrid"
MOST_EVENTS = 10_000
ACCOUNT = "account_status_change"

_DETAIL = ("url", "reason", "type", "status", "bounce_classification", "asm_group_id")
"""What a journey may read as `event.*` of a reaction."""


def read_events(found: JsonValue, now: datetime) -> list[Said]:
    """`now` stands for a time that cannot be read. Raises Problem 400 for what is no list of events."""
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Problem(400, "the body is not a list of events, as SendGrid's event webhook sends them")
    if len(found) > MOST_EVENTS:
        raise Problem(413, f"a batch has at most {MOST_EVENTS:,} events")
    events = [one for one in found if isinstance(one, dict)]
    machines = by_scanners(events)
    return [_said(one, number in machines, now) for number, one in enumerate(events)]


def account_changes(said: Sequence[Said]) -> list[str]:
    """What became of the account, as the events say."""
    return [str(one.raw.get("type", "unknown")) for one in said if one.kind == ACCOUNT]


def _said(event: Event, machine: bool, now: datetime) -> Said:
    message_id = word(event.get(MESSAGE_ID))
    kind = word(event.get("event")) or "unreadable"
    return Said(
        provider=PROVIDER,
        event_id=event_id(event.get("sg_event_id"), event),
        kind=kind,
        at=instant(event.get("timestamp"), now),
        message_id=message_id,
        attempt=whole(event.get(ATTEMPT)),
        address=text(event.get("email")),
        channel=Channel.EMAIL,
        machine=machine,
        meanings=meanings(kind, event),
        detail=_detail(event),
        raw=dict(event),
    )


def _detail(event: Event) -> Attributes:
    found: Attributes = {}
    for name in _DETAIL:
        value = event.get(name)
        told = value if isinstance(value, int) and not isinstance(value, bool) else text(value)
        if told is not None:
            found[name] = told
    return found
