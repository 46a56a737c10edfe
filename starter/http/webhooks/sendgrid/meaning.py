"""What an event of SendGrid's says of a message."""

from collections.abc import Mapping

from pydantic import JsonValue

from audit.said import Meaning
from engine.language.reactions import Reaction

_PLAIN = {
    "processed": Reaction.PROCESSED,
    "deferred": Reaction.PROCESSED,
    "delivered": Reaction.DELIVERED,
    "open": Reaction.OPENED,
    "click": Reaction.CLICKED,
    "spamreport": Reaction.COMPLAINED,
    "unsubscribe": Reaction.UNSUBSCRIBED,
    "group_unsubscribe": Reaction.UNSUBSCRIBED,
    "group_resubscribe": Reaction.RESUBSCRIBED,
}
_NO_SUCH_ADDRESS = ("bounced address", "invalid")
_NOT_ABOUT_THE_ADDRESS = "invalid smtpapi header"
_OPTED_OUT = ("unsubscribed address", "spam reporting address")


def meanings(kind: str, event: Mapping[str, JsonValue]) -> tuple[Meaning, ...]:
    """None for a kind that means nothing to a message, and for one that is not known yet."""
    match kind:
        case "bounce":
            # `blocked`: the receiving server did not want this mail now; the address may be fine
            return (Meaning(reaction=Reaction.BOUNCED, hard=event.get("type") != "blocked"),)
        case "dropped":
            return _dropped(str(event.get("reason", "")).strip().lower())
        case _:
            plain = _PLAIN.get(kind)
            return () if plain is None else (Meaning(reaction=plain),)


def _dropped(reason: str) -> tuple[Meaning, ...]:
    """SendGrid took it and did not send it: its own list says why. It did not arrive in any case."""
    if reason.startswith(_OPTED_OUT):
        # no complaint: of this message nobody complained
        return Meaning(reaction=Reaction.BOUNCED), Meaning(reaction=Reaction.UNSUBSCRIBED)
    hard = reason.startswith(_NO_SUCH_ADDRESS) and not reason.startswith(_NOT_ABOUT_THE_ADDRESS)
    return (Meaning(reaction=Reaction.BOUNCED, hard=hard),)
