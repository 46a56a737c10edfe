"""What Twilio's answer to a message means for it."""

import json
from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ValidationError

from channels.http_post import Reply
from channels.replies import PROBE_AFTER, account_until, detail, reopening
from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown

STOPPED = 21610
"""the recipient wrote STOP to this sender"""

_UNREACHABLE = frozenset({21211, 21214, 21217, 21265, 21401, 21421, 21614, 21635})
"""not a number, not one that takes messages"""
_TEXT = frozenset({21602, 21605, 21617, 21619, 21620, 21654, 21656})
"""empty, too long, or not what this kind of message may say"""
_BUSY = frozenset({14107, 20429, 21611, 63018})
"""too many requests, or the sender's queue is full"""
_BLOCKED = frozenset({10001, 20003, 20005, 20008, 30002, 90010})
"""wrong credentials, an account that is closed, suspended or without funds"""


class _Message(BaseModel):
    sid: str | None = None


class _Fault(BaseModel):
    code: int = 0
    message: str = ""


def answer(reply: Reply, now: datetime, hidden: Sequence[str]) -> Answer:
    """The closed union for one reply; `hidden` are texts that must not show in the detail."""
    if reply.status in (200, 201):
        return Accepted(provider_id=_sid(reply.body), account_until=account_until(reply, now))
    fault = _fault(reply.body)
    said = detail(reply.status, f"{fault.code} {fault.message}".strip() if fault.code else "", hidden)
    if reply.status in (429, 503) or (fault.code in _BUSY and reply.status < 500):
        return NotNow(
            why="throttled", until=reopening(reply, now), detail=said, account_until=account_until(reply, now)
        )
    if reply.status in (401, 402) or (fault.code in _BLOCKED and reply.status < 500):
        return NotNow(why="breaker", until=now + PROBE_AFTER, detail=said)
    if 300 <= reply.status < 500 and reply.status != 408:
        return _refusal(fault.code, said)
    return Unknown(detail=said)


def _refusal(code: int, said: str) -> Refused:
    if code == STOPPED:
        return Refused(fault="recipient", detail=said, opted_out=True)
    if code in _UNREACHABLE:
        return Refused(fault="recipient", detail=said, suppress=True)
    return Refused(fault="content" if code in _TEXT else "configuration", detail=said)


def _sid(body: bytes) -> str | None:
    try:
        return _Message.model_validate(json.loads(body)).sid
    except (ValueError, ValidationError, RecursionError):
        return None


def _fault(body: bytes) -> _Fault:
    try:
        return _Fault.model_validate(json.loads(body))
    except (ValueError, ValidationError, RecursionError):
        return _Fault()
