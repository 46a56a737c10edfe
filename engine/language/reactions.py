"""What a customer or a provider can say about a message that journeys wait for."""

from enum import StrEnum


class Reaction(StrEnum):
    DELIVERED = "delivered"
    OPENED = "opened"
    CLICKED = "clicked"
    REPLIED = "replied"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"
    CALL_OUTCOME = "call_outcome"
    """of somebody who did a task: `detail.outcome` is reached, no_answer, call_back_at, do_not_call or sold"""
    PRINTED = "printed"
    """too late to take it back"""
    SHOWN = "shown"
    """a message that waited for her was put before her eyes"""
    ACCEPTED = "accepted"
    DECLINED = "declined"


PROVES_ACCEPTED = frozenset(Reaction) - {Reaction.UNSUBSCRIBED}
"""What cannot be said of a message that the provider never took."""

ENDS_DELIVERY = frozenset({Reaction.DELIVERED, Reaction.BOUNCED})
"""The provider's last word on whether it arrived."""

SAID_BY_MACHINE = ENDS_DELIVERY
"""What counts although a machine says it."""
