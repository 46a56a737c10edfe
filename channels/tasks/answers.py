"""What an answer to a webhook of tasks means: for the message, and for taking it back."""

import json
from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict, ValidationError

from channels.http_post import Ambiguous, NotWritten, Reply
from channels.replies import PROBE_AFTER, account_until, detail, reopening
from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown, Withdrawal


class _Said(BaseModel):
    """What the other side may say in the body of an answer; all of it may be missing."""

    model_config = ConfigDict(extra="ignore")

    id: str | int | None = None
    """its own name for the task"""
    state: str | None = None
    refused: str | None = None
    reason: str = ""


def answer(reply: Reply, task_id: str, now: datetime, hidden: Sequence[str]) -> Answer:
    """The closed union for one reply; `hidden` are texts that must not show in the detail."""
    said = _said(reply.body)
    told = detail(reply.status, said.reason, hidden)
    match reply.status:
        case status if 200 <= status < 300:
            return Accepted(
                provider_id=str(said.id) if said.id is not None else task_id, account_until=account_until(reply, now)
            )
        case 422 if said.refused == "recipient":
            return Refused(fault="recipient", detail=told, suppress=True)
        case 413:
            return Refused(fault="content", detail=told)
        case 422 if said.refused == "content":
            return Refused(fault="content", detail=told)
        case 401:
            # It does not take our signature: this concerns the endpoint, not the task.
            return NotNow(why="breaker", until=now + PROBE_AFTER, detail=told)
        case 429 | 502 | 503 | 504:
            # Not ambiguous here: the other side tells a task that it has by its webhook-id.
            until = reopening(reply, now)
            return NotNow(why="throttled", until=until, detail=told, account_until=account_until(reply, now))
        case 410:
            return Refused(fault="configuration", detail=f"{told}: the endpoint is gone: mend TASK_ENDPOINTS".strip())
        case status if 300 <= status < 500 and status != 408:
            return Refused(fault="configuration", detail=told)
        case _:
            return Unknown(detail=told)


def withdrawal(reply: Reply | NotWritten | Ambiguous, hidden: Sequence[str]) -> Withdrawal:
    """Only what the other side said in so many words counts."""
    if not isinstance(reply, Reply):
        return Withdrawal(became="failed", detail=reply.detail)
    said = _said(reply.body)
    told = detail(reply.status, said.reason, hidden)
    match said.state:
        case "cancelled" if 200 <= reply.status < 300:
            return Withdrawal(became="withdrawn", detail=told)
        case "too_late" if 200 <= reply.status < 300 or reply.status == 409:
            return Withdrawal(became="too_late", detail=told)
        case _ if reply.status == 404:
            return Withdrawal(became="failed", detail=f"{told}: the task is not known there".strip())
        case _:
            return Withdrawal(became="failed", detail=told)


def _said(body: bytes) -> _Said:
    try:
        return _Said.model_validate(json.loads(body))
    except (ValueError, ValidationError, RecursionError):
        return _Said()
