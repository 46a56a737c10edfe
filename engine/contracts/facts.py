"""What the content of a message may read of its customer."""

from pydantic import Field

from engine.model import Attributes, Frozen, Instant


class Facts(Frozen):
    """What content and look-ups may read; everything personal of a delivery is in here or in `address`."""

    customer: Attributes = Field(default_factory=dict)
    run: Attributes = Field(default_factory=dict)
    event: Attributes = Field(default_factory=dict)
    decided_at: Instant | None = None
    """the only time that content knows, so that a second attempt renders the same"""
    zone: str | None = None
    """in which local times are told: the customer's, or the organisation's"""
