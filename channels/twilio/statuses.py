"""What the statuses of a text message mean, whether Twilio tells them or is asked for them."""

from engine.contracts.inquiry import Meaning
from engine.language.reactions import Reaction

PROVIDER = "twilio"

_TAKEN = frozenset({"accepted", "scheduled", "queued", "sending", "sent"})
_NOT_ARRIVED = frozenset({"undelivered", "failed"})
_NO_SUCH_NUMBER = frozenset({"21211", "21614", "30005", "30006"})
"""no number at all, or none that takes text messages; what a phone that is switched off says (30003) is not here"""
_STOPPED = "21610"


def id_of(sid: str, status: str, error: str | None) -> str:
    """Twilio names no event: a message has each status once."""
    return f"{sid}:{status}" + (f":{error}" if error else "")


def meanings(status: str, error: str | None) -> tuple[Meaning, ...]:
    """None for a status that is not known here."""
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
