"""Reactions to a message, as tests write them."""

from collections.abc import Sequence
from datetime import datetime

from engine.contracts.inputs import Feedback
from engine.language.reactions import Reaction
from starter.testing.errors import MistakenTest
from starter.testing.views import Message

__tracebackhide__ = True  # a failing test is shown where it stands, not where it was noticed


def feedback(id: str, at: datetime, reaction: str, message: str, sent: Sequence[Message]) -> Feedback:
    """To the newest message of that key. Raises MistakenTest."""
    newest = next((one for one in reversed(sent) if one.message == message), None)
    if newest is None:
        keys = ", ".join(dict.fromkeys(one.message for one in sent)) or "nothing"
        raise MistakenTest(f"no message {message!r} went out to react to: there went out {keys}")
    if reaction not in set(Reaction):
        raise MistakenTest(f"no such reaction {reaction!r}: write one of {', '.join(Reaction)}")
    return Feedback(id=id, at=at, message_id=newest.message_id, reaction=Reaction(reaction))
