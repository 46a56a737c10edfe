"""What a customer or a provider can say about a message that journeys wait for."""

from enum import StrEnum


class Reaction(StrEnum):
    PROCESSED = "processed"
    """the provider has taken it over and works on it"""
    DELIVERED = "delivered"
    OPENED = "opened"
    CLICKED = "clicked"
    REPLIED = "replied"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"
    RESUBSCRIBED = "resubscribed"
    """takes an opt-out back"""
    CALL_OUTCOME = "call_outcome"
    """of somebody who did a task: `detail.outcome` is reached, no_answer, call_back_at, do_not_call or sold"""
    PRINTED = "printed"
    """too late to take it back"""
    SHOWN = "shown"
    """a message that waited for her was put before her eyes"""
    ACCEPTED = "accepted"
    DECLINED = "declined"


class CallOutcome(StrEnum):
    """What came of a call: `detail.outcome` of the feedback `call_outcome`."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    CALL_BACK_AT = "call_back_at"
    """`detail.call_back_at` says when she wants to be called"""
    DO_NOT_CALL = "do_not_call"
    SOLD = "sold"


SPOKEN_TO = frozenset(CallOutcome) - {CallOutcome.NO_ANSWER}
"""She picked up: the call arrived."""

ANSWERED_CALLS = SPOKEN_TO - {CallOutcome.DO_NOT_CALL}
"""What counts as an answer in her response rate."""

PROVES_ACCEPTED = frozenset(Reaction) - {Reaction.UNSUBSCRIBED, Reaction.RESUBSCRIBED}
"""What cannot be said of a message that the provider never took."""

ENDS_DELIVERY = frozenset({Reaction.DELIVERED, Reaction.BOUNCED})
"""The provider's last word on whether it arrived."""

CARRIED_OUT = ENDS_DELIVERY | {Reaction.PRINTED, Reaction.CALL_OUTCOME}
"""Too late to take it back, unless the call is still to be made again."""

SAID_BY_MACHINE = ENDS_DELIVERY | {Reaction.PROCESSED}
"""What counts although a machine says it."""
