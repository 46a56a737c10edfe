"""What SendGrid's answer to a send means for the message."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from pydantic import BaseModel, ValidationError

from channels.http_post import Reply
from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown

PROBE_AFTER = timedelta(seconds=60)
"""An account that is blocked is tried again after it: a key or credits are renewed by people."""
RETRY_AFTER = timedelta(seconds=30)
"""Where the provider names no time."""
_SOONEST, _LATEST = timedelta(seconds=1), timedelta(hours=1)

_DETAIL_LIMIT = 300
_ADDRESS = re.compile(r"[^\s\"'<>\[\](),;:]+@[^\s\"'<>\[\](),;:]+")
_TO_FIELD = re.compile(r"personalizations\.0\.to(\.0(\.email)?)?")
_NOT_AN_ADDRESS = re.compile(r"valid (email )?address", re.IGNORECASE)


class _Fault(BaseModel):
    message: str = ""
    field: str | None = None


class _Faults(BaseModel):
    errors: list[_Fault] = []


def answer(reply: Reply, now: datetime, hidden: Sequence[str]) -> Answer:
    """The closed union for one reply; `hidden` are texts that must not show in the detail."""
    faults = _faults(reply.body)
    detail = _detail(reply.status, faults, hidden)
    match reply.status:
        case 202:
            return Accepted(provider_id=reply.headers.get("X-Message-Id"))
        case 400 if _about_the_recipient(faults):
            return Refused(fault="recipient", detail=detail, suppress=True)
        case 401:
            # A wrong key and used-up credits look alike; both concern the account, not the message.
            return NotNow(why="breaker", until=now + PROBE_AFTER, detail=detail)
        case 429 | 503:
            return NotNow(why="throttled", until=reopening(reply, now), detail=detail)
        case status if status == 200 or (300 <= status < 500 and status != 408):
            # 200 is the sandbox's answer: checked, not sent.
            return Refused(fault="configuration", detail=detail)
        case _:
            return Unknown(detail=detail)


def reopening(reply: Reply, now: datetime) -> datetime:
    """When to come back: the provider's word, kept within a second and an hour from now."""
    named = _instant(reply.headers.get("X-RateLimit-Reset")) or _retry_after(reply, now)
    if named is None:
        return now + RETRY_AFTER
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


def _faults(body: bytes) -> tuple[_Fault, ...]:
    try:
        return tuple(_Faults.model_validate(json.loads(body)).errors)
    except (ValueError, ValidationError, RecursionError):
        return ()


def _about_the_recipient(faults: Sequence[_Fault]) -> bool:
    """Every fault must say that the one recipient's address is not valid; any other is our payload's."""
    return bool(faults) and all(
        _TO_FIELD.fullmatch(fault.field or "") and _NOT_AN_ADDRESS.search(fault.message) for fault in faults
    )


def _detail(status: int, faults: Sequence[_Fault], hidden: Sequence[str]) -> str:
    told = "; ".join(f"{fault.field}: {fault.message}" if fault.field else fault.message for fault in faults)
    for secret in hidden:
        told = re.sub(re.escape(secret), "[…]", told, flags=re.IGNORECASE) if secret else told
    return f"{status} {_ADDRESS.sub('[…]', told)}".strip()[:_DETAIL_LIMIT]
