"""What SendGrid's answer to a send means for the message."""

import json
import re
from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ValidationError

from channels.http_post import Reply
from channels.replies import PROBE_AFTER, account_until, detail, reopening
from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown

_TO_FIELD = re.compile(r"personalizations\.0\.to(\.0(\.email)?)?")
_NOT_AN_ADDRESS = re.compile(r"valid (email )?address", re.IGNORECASE)


class _Fault(BaseModel):
    message: str = ""
    field: str | None = None


class _Faults(BaseModel):
    errors: list[_Fault] = []


def answer(reply: Reply, now: datetime, hidden: Sequence[str]) -> Answer:
    """The closed union for one reply; `hidden` are texts that must not show in the detail."""
    if reply.status == 202:
        return Accepted(provider_id=reply.headers.get("X-Message-Id"), account_until=account_until(reply, now))
    faults = _faults(reply.body)
    said = detail(reply.status, _told(faults), hidden)
    match reply.status:
        case 400 if _about_the_recipient(faults):
            return Refused(fault="recipient", detail=said, suppress=True)
        case 401:
            # A wrong key and used-up credits look alike; both concern the account, not the message.
            return NotNow(why="breaker", until=now + PROBE_AFTER, detail=said)
        case 429 | 503:
            return NotNow(
                why="throttled",
                until=reopening(reply, now),
                detail=said,
                account_until=account_until(reply, now),
            )
        case 413:
            return Refused(fault="content", detail=said)
        case status if status == 200 or (300 <= status < 500 and status != 408):
            # 200 is the sandbox's answer: checked, not sent.
            return Refused(fault="configuration", detail=said)
        case _:
            return Unknown(detail=said)


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


def _told(faults: Sequence[_Fault]) -> str:
    return "; ".join(f"{fault.field}: {fault.message}" if fault.field else fault.message for fault in faults)
