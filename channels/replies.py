"""What the answers of all providers have in common: when to come back, and details that keep secrets."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import assert_never

from channels.http_post import Ambiguous, NotWritten, Reply
from engine.contracts.answers import NotNow, Unknown

PROBE_AFTER = timedelta(seconds=60)
"""An account that is blocked is tried again after it: a key or credits are renewed by people."""
RETRY_AFTER = timedelta(seconds=30)
"""Where the provider names no time."""
_SOONEST, _LATEST = timedelta(seconds=1), timedelta(hours=1)

_DETAIL_LIMIT = 300
# Looked for only where a word begins: from each of its letters a long one would hold up the event loop for seconds.
_ADDRESS = re.compile(r"(?<![^\s\"'<>\[\](),;:@])[^\s\"'<>\[\](),;:@]+@[^\s\"'<>\[\](),;:]+")
_NUMBER = re.compile(r"\+?\d[\d ().-]{6,}\d")
_LINK = re.compile(r"https?://[^\s\"'<>]+")
_NONE_LEFT = ("0", "0.0")


def utc_now() -> datetime:
    """The process's clock."""
    return datetime.now(UTC)


def unanswered(failed: NotWritten | Ambiguous, now: datetime) -> NotNow | Unknown:
    """What it means that no answer came."""
    match failed:
        case NotWritten(told):
            return NotNow(why="throttled", until=now + RETRY_AFTER, detail=told)
        case Ambiguous(told):
            return Unknown(detail=told)
        case other:
            assert_never(other)


def reopening(reply: Reply, now: datetime) -> datetime:
    """When to come back: the provider's word, kept within a second and an hour from now."""
    named = _named(reply, now)
    return now + RETRY_AFTER if named is None else _sensible(named, now)


def account_until(reply: Reply, now: datetime) -> datetime | None:
    """Until when the whole account takes nothing more, if the provider says so."""
    if reply.status == 429:
        return reopening(reply, now)
    if reply.headers.get("X-RateLimit-Remaining", "").strip() in _NONE_LEFT:
        reset = _instant(reply.headers.get("X-RateLimit-Reset"))
        return None if reset is None or reset <= now else _sensible(reset, now)
    return None


def detail(status: int, told: str, hidden: Sequence[str] = ()) -> str:
    """The status and what the provider said, without the hidden texts, addresses, numbers of people and links."""
    for secret in hidden:
        told = re.sub(re.escape(secret), "[…]", told, flags=re.IGNORECASE) if secret else told
    for personal in (_LINK, _ADDRESS, _NUMBER):
        told = personal.sub("[…]", told)
    return f"{status} {told}".strip()[:_DETAIL_LIMIT]


def _named(reply: Reply, now: datetime) -> datetime | None:
    return _instant(reply.headers.get("X-RateLimit-Reset")) or _retry_after(reply, now)


def _sensible(named: datetime, now: datetime) -> datetime:
    return min(max(named, now + _SOONEST), now + _LATEST)


def _instant(unix_seconds: str | None) -> datetime | None:
    if unix_seconds is None:
        return None
    try:
        return datetime.fromtimestamp(float(unix_seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _retry_after(reply: Reply, now: datetime) -> datetime | None:
    """RFC 9110: seconds or an HTTP date."""
    value = reply.headers.get("Retry-After", "").strip()
    try:
        if value.isdecimal():
            return now + timedelta(seconds=int(value))
        named = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return named if named.tzinfo else named.replace(tzinfo=UTC)
