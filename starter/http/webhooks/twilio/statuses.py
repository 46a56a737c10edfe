"""Reads the status call-backs of text messages: late, twice, in any order."""

from collections.abc import Mapping
from datetime import datetime

from audit.said import Said
from channels.twilio.sms import ATTEMPT, MESSAGE_ID
from channels.twilio.statuses import PROVIDER, id_of, meanings
from engine.language.terms import Channel
from engine.model import Attributes
from starter.http.problems import Problem
from starter.http.webhooks.values import event_id, text, whole, word


def read_status(form: Mapping[str, str], asked: Mapping[str, str], now: datetime) -> Said:
    """`asked` is the query of our own address, which names the message. Raises Problem 400."""
    sid = word(form.get("MessageSid") or form.get("SmsSid"))
    status = word(form.get("MessageStatus") or form.get("SmsStatus"))
    if sid is None or status is None:
        raise Problem(400, "a status call-back names MessageSid and MessageStatus")
    error = word(form.get("ErrorCode"))
    detail: Attributes = {"status": status}
    if error is not None:
        detail["error_code"] = error
    return Said(
        provider=PROVIDER,
        event_id=event_id(id_of(sid, status, error), {"sid": sid, "status": status}),
        kind=status,
        at=now,
        message_id=word(asked.get(MESSAGE_ID)),
        attempt=whole(asked.get(ATTEMPT)),
        address=text(form.get("To")),
        channel=Channel.SMS,
        meanings=meanings(status, error),
        detail=detail,
        raw={name: text(value) or "" for name, value in form.items()},
    )
