"""What is said of an address whose customer nobody knows: it holds for the address, whoever has it later."""

from collections.abc import Iterator
from datetime import datetime

from audit.address import AddressKey
from audit.rows import Row
from audit.said import Meaning, Said
from audit.suppressing import SuppressedAddress, suppression_row
from engine.customer.consent import STOPPED
from engine.language.reactions import Reaction
from engine.language.terms import Channel

_GONE = "gone"
"""Other than a bounce of a message of ours, no `START` takes it back."""


def suppressions(one: Said, key: AddressKey, now: datetime) -> Iterator[Row]:
    """Rows of `suppression`; none where it names no address, or says nothing about one."""
    address = one.number or one.address
    if address is None:
        return
    for seq, meaning in enumerate(one.meanings):
        if (found := _suppressed(one, address, meaning)) is not None:
            yield suppression_row(found, key, f"{one.provider}:{one.event_id}", seq, now)


def _suppressed(one: Said, address: str, meaning: Meaning) -> SuppressedAddress | None:
    about = {"channel": one.channel or Channel.SMS, "address": address, "at": one.at}
    match meaning.reaction:
        case Reaction.UNSUBSCRIBED if meaning.everything:
            said = {"scope": "everything", "cause": STOPPED}
        case Reaction.RESUBSCRIBED if meaning.everything:
            said = {"scope": "nothing", "cause": "started"}
        case Reaction.COMPLAINED:
            said = {"scope": "marketing", "cause": "complained"}
        case Reaction.BOUNCED if meaning.hard:
            said = {"scope": "everything", "cause": _GONE}
        case _:
            return None
    return SuppressedAddress.model_validate(about | said)
