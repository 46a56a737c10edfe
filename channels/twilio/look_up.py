"""Finds a text message among those that Twilio has: by its id, or by number, time and text where no answer came."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from pydantic import BaseModel, ValidationError

from channels.http_post import Reply
from channels.replies import detail
from channels.twilio.statuses import PROVIDER, id_of, meanings
from engine.contracts.inquiry import Finding, Found, Inquiry, NotLearnt, NotThere

PAGE = 20
"""messages to one number that are looked at: what a reply of 64 kB holds"""
SKEW = timedelta(minutes=1)
"""by which Twilio's clock, which tells whole seconds, may differ from ours"""


class _Message(BaseModel):
    sid: str
    status: str
    body: str = ""
    date_created: str = ""
    error_code: int | None = None

    @property
    def created(self) -> datetime:
        """Raises ValueError."""
        told = parsedate_to_datetime(self.date_created)
        return told if told.tzinfo is not None else told.replace(tzinfo=UTC)


class _Messages(BaseModel):
    messages: list[_Message]


def by_id(reply: Reply) -> Finding:
    if reply.status == 404:
        return NotLearnt(detail="Twilio keeps it no more")
    if reply.status != 200:
        return NotLearnt(detail=detail(reply.status, ""))
    try:
        return _found(_Message.model_validate_json(reply.body))
    except ValidationError:
        return NotLearnt(detail="the answer is not that of a message")


def by_number(reply: Reply, inquiry: Inquiry) -> Finding:
    """From the newest messages to a number."""
    if reply.status != 200:
        return NotLearnt(detail=detail(reply.status, ""))
    try:
        listed = _Messages.model_validate(json.loads(reply.body)).messages
        return _among(listed, inquiry)
    except (ValueError, RecursionError):
        return NotLearnt(detail="the answer is not a list of messages")


def _among(listed: Sequence[_Message], inquiry: Inquiry) -> Finding:
    since, until = inquiry.since - SKEW, inquiry.until + SKEW
    then = [one for one in listed if since <= one.created <= until and one.sid not in inquiry.others]
    match [one for one in then if one.body.startswith(inquiry.begins)]:
        case [one]:
            return _found(one)
        case []:
            whole = len(listed) < PAGE or listed[-1].created < since
            return NotThere() if whole else NotLearnt(detail="more messages went to the number than are listed")
        case several:
            return NotLearnt(detail=f"{len(several)} messages to the number read alike")


def _found(message: _Message) -> Found:
    error = None if message.error_code is None else str(message.error_code)
    return Found(
        provider=PROVIDER,
        provider_id=message.sid,
        event_id=id_of(message.sid, message.status, error),
        kind=message.status,
        meanings=meanings(message.status, error),
    )
