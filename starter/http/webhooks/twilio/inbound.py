"""Reads what customers write back by text message: words that stop and start, and answers."""

from collections.abc import Mapping
from datetime import datetime

from audit.said import Meaning, Said
from channels.twilio.sms import LONGEST
from channels.twilio.statuses import PROVIDER
from engine.language.reactions import Reaction
from engine.language.terms import Channel
from engine.model import Attributes
from starter.http.problems import Problem
from starter.http.webhooks.values import event_id, text, word

STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "CANCEL", "REVOKE", "OPTOUT"})
START = frozenset({"START", "YES", "UNSTOP"})
HELP = frozenset({"HELP", "INFO"})
"""Twilio's own words where nobody has set others; it answers them itself, so nothing of ours does."""


def read_inbound(form: Mapping[str, str], now: datetime) -> Said:
    """Raises Problem 400."""
    sid = word(form.get("MessageSid") or form.get("SmsSid"))
    sender = word(form.get("From"))
    if sid is None or sender is None:
        raise Problem(400, "an inbound message names MessageSid and From")
    scheme, _, number = sender.rpartition(":")
    written = text(form.get("Body"), LONGEST) or ""
    meant = _meant(form.get("OptOutType", ""), written)
    detail: Attributes = {"text": written}
    return Said(
        provider=PROVIDER,
        event_id=event_id(f"{sid}:received", {"sid": sid}),
        kind=meant or "received",
        at=now,
        number=number,
        channel=Channel.SMS if not scheme else Channel(scheme) if scheme.isalpha() and scheme.islower() else None,
        meanings=_meanings(meant),
        detail=detail,
        raw={name: text(value, LONGEST) or "" for name, value in form.items()},
    )


def _meant(opt_out_type: str, written: str) -> str:
    """Twilio's own judgement goes before the words: they may be others on this account."""
    judged = opt_out_type.strip().upper()
    if judged in ("STOP", "START", "HELP"):
        return judged.lower()
    said = " ".join(written.upper().split()).strip(".! ")
    for name, words in (("stop", STOP), ("start", START), ("help", HELP)):
        if said in words:
            return name
    return ""


def _meanings(meant: str) -> tuple[Meaning, ...]:
    match meant:
        case "stop":
            return (Meaning(reaction=Reaction.UNSUBSCRIBED, everything=True),)
        case "start":
            return (Meaning(reaction=Reaction.RESUBSCRIBED, everything=True),)
        case "help":
            return ()
        case _:
            return (Meaning(reaction=Reaction.REPLIED),)
