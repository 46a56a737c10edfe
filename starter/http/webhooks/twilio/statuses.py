"""Reads the status call-backs of text messages: late, twice, in any order."""

from collections.abc import Mapping
from datetime import datetime

from audit.said import Meaning, Said
from channels.twilio.sms import ATTEMPT, MESSAGE_ID
from engine.language.reactions import Reaction
from engine.language.terms import Channel
from engine.model import Attributes
from starter.http.problems import Problem
from starter.http.webhooks.values import event_id, text, whole, word

PROVIDER = "twilio"

_TAKEN = frozenset({"accepted", "scheduled", "queued", "sending", "sent"})
_NOT_ARRIVED = frozenset({"undelivered", "failed"})
_NO_SUCH_NUMBER = frozenset({"21211", "21614", "30005", "30006"})
"""no number at all, or none that takes text messages; what a phone that is switched off says (30003) is not here"""
_STOPPED = "21610"


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
        event_id=event_id(f"{sid}:{status}" + (f":{error}" if error else ""), {"sid": sid, "status": status}),
        kind=status,
        at=now,
        message_id=word(asked.get(MESSAGE_ID)),
        attempt=whole(asked.get(ATTEMPT)),
        channel=Channel.SMS,
        meanings=_meanings(status, error),
        detail=detail,
        raw={name: text(value) or "" for name, value in form.items()},
    )


def _meanings(status: str, error: str | None) -> tuple[Meaning, ...]:
    if status in _TAKEN:
        return (Meaning(reaction=Reaction.PROCESSED),)
    if status == "delivered":
        return (Meaning(reaction=Reaction.DELIVERED),)
    if status == "read":
        return Meaning(reaction=Reaction.DELIVERED), Meaning(reaction=Reaction.OPENED)
    if status not in _NOT_ARRIVED:
        return ()
    bounced = Meaning(reaction=Reaction.BOUNCED, hard=error in _NO_SUCH_NUMBER)
    if error != _STOPPED:
        return (bounced,)
    return bounced, Meaning(reaction=Reaction.UNSUBSCRIBED, everything=True)
