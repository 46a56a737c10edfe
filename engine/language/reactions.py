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
