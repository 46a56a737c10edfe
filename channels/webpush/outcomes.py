"""What became of a push at each device, and what that means for the one message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from channels.http_post import Reply
from channels.replies import PROBE_AFTER, detail, reopening
from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown

_Became = Literal["accepted", "unknown", "later", "blocked", "content", "configuration", "gone"]
_ORDER: tuple[_Became, ...] = ("accepted", "unknown", "later", "blocked", "content", "configuration", "gone")
"""The first that any device has come to is what the message has come to."""

TAKEN = (200, 201, 202)
"""The statuses of a message that was taken."""


@dataclass(frozen=True)
class Outcome:
    """At one device."""

    became: _Became
    endpoint: str
    detail: str = ""
    until: datetime | None = None
    provider_id: str | None = None


def outcome(reply: Reply, endpoint: str, now: datetime, *, of_all: bool) -> Outcome:
    """Push services explain themselves in words of their own, which may name the device: the status says enough.

    `of_all`: it can be about all that is ours. Anybody can subscribe with an endpoint of his own, or with a key of his
    own at a browser's service, and would hold the channel for everybody.
    """
    said = detail(reply.status, "")
    match reply.status:
        case status if status in TAKEN:
            return Outcome("accepted", endpoint, provider_id=_push_id(reply))
        case 404 | 410:
            return Outcome("gone", endpoint, said)
        case 413:
            return Outcome("content", endpoint, said)
        case 401 if of_all:
            return Outcome("blocked", endpoint, said, until=now + PROBE_AFTER)
        case 429 | 503:
            return Outcome("later", endpoint, said, until=reopening(reply, now))
        case status if 300 <= status < 500 and status != 408:
            return Outcome("configuration", endpoint, said)
        case _:
            return Outcome("unknown", endpoint, said)


def together(outcomes: Sequence[Outcome]) -> Answer:
    """Of at least one device."""
    gone = tuple(sorted(one.endpoint for one in outcomes if one.became == "gone"))
    became = next(kind for kind in _ORDER if any(one.became == kind for one in outcomes))
    decisive = [one for one in outcomes if one.became == became]
    said = _said(decisive, len(outcomes))
    match became:
        case "accepted":
            return Accepted(provider_id=next((one.provider_id for one in decisive if one.provider_id), None), gone=gone)
        case "unknown":
            return Unknown(detail=said)
        case "later":
            return NotNow(why="throttled", until=_soonest(decisive), detail=said)
        case "blocked":
            return NotNow(why="breaker", until=_soonest(decisive), detail=said)
        case "gone":
            return Refused(fault="recipient", detail=f"no device is left: {said}", gone=gone)
        case "content" | "configuration":
            return Refused(fault=became, detail=said, gone=gone)


def _soonest(outcomes: Sequence[Outcome]) -> datetime | None:
    return min((one.until for one in outcomes if one.until is not None), default=None)


def _said(decisive: Sequence[Outcome], devices: int) -> str:
    told = ", ".join(sorted({one.detail for one in decisive if one.detail}))
    return told if devices == 1 else f"{told} at {len(decisive)} of {devices} devices".strip()


def _push_id(reply: Reply) -> str | None:
    """The last part of where the message is kept until the device fetches it."""
    return reply.headers.get("Location", "").rstrip("/").rpartition("/")[2][:200] or None
