"""What whoever does a task is told: one JSON object, with a preset for what is spoken and one for what is printed."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from engine.contracts.commands import Withdraw
from engine.contracts.parcel import Hours, Parcel, TaskTerms
from engine.language.reactions import CallOutcome
from engine.localtime.windows import Window, next_closing_everywhere, next_opening
from engine.model import Attributes

MOST_BYTES = 512 * 1024
"""of one webhook; a script has hardly 20 kB, a postcard with drawings more"""

SPOKEN: Final = tuple(outcome.value for outcome in CallOutcome)
PRINTED: Final = ("printed", "posted", "returned")
"""What may be said back of a task: of a conversation, and of what was printed."""


class TooLarge(Exception):
    """The task is larger than a webhook may be; the text says by how much."""


def created(parcel: Parcel, channel: str, now: datetime) -> bytes:
    """`task.created`. Raises TooLarge."""
    rendered, terms = parcel.rendered, parcel.rendered.task
    data: Attributes = {
        "task_id": parcel.message_id,
        "attempt": parcel.attempt,
        "channel": channel,
        "message": parcel.message,
        "title": parcel.title,
        "purpose": parcel.purpose,
        "department": parcel.department,
        "recipient": parcel.address,
    }
    if terms is not None:
        data |= _terms(terms, now)
    if rendered.html:
        data |= {"format": terms.format if terms else "", "html": rendered.html, "outcomes": [*PRINTED]}
    else:
        data |= {"script": rendered.text, "outcomes": [*SPOKEN]}
    body = event("task.created", data, now)
    if len(body) > MOST_BYTES:
        raise TooLarge(f"message {parcel.message!r}: the task has {len(body):,} bytes, {MOST_BYTES:,} at most")
    return body


def cancelled(command: Withdraw, now: datetime) -> bytes:
    data: Attributes = {
        "task_id": command.message_id,
        "attempt": command.attempt,
        "channel": command.channel.value,
        "message": command.message,
        "why": command.why,
    }
    return event("task.cancelled", data, now)


def forgotten(addresses: Sequence[str], now: datetime) -> bytes:
    return event("recipients.forgotten", {"recipients": [*addresses]}, now)


def event(kind: str, data: Mapping[str, object], now: datetime) -> bytes:
    """As Standard Webhooks has it: type, timestamp, data."""
    written = {"type": kind, "timestamp": _instant(now), "data": data}
    return json.dumps(written, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _terms(terms: TaskTerms, now: datetime) -> Attributes:
    told: Attributes = {
        "due": _instant(terms.due),
        # Where the policy names no cut-off, it may be taken back until it is due.
        "cut_off": _instant(terms.cut_off or terms.due),
        "attempts": terms.attempts,
    }
    if terms.who:
        told["who"] = terms.who
    if terms.hours is not None:
        hours = terms.hours
        told["hours"] = {"zone": hours.zone, "from": hours.start, "to": hours.end}
        told["best_time"] = _best_time(hours, terms.due, now)
    return told


def _best_time(hours: Hours, due: datetime, now: datetime) -> Attributes | None:
    """The next stretch of her day in which she may be called, before it is due; None where there is none."""
    window = Window(start=time.fromisoformat(hours.start), end=time.fromisoformat(hours.end))
    zones = (ZoneInfo(hours.zone),)
    opens = next_opening(window, now, zones)
    if opens is None or opens >= due:
        return None
    closes = next_closing_everywhere(window, opens, zones)
    return {"from": _instant(opens), "to": _instant(min(closes or due, due))}


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
