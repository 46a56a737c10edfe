"""Thresholds of response rates in `policy.yaml`, and the built-in trigger that crossing one gives rise to."""

from typing import Final, Literal

from pydantic import model_validator

from engine.language.terms import Channel
from engine.language.written import Name, Share
from engine.model import Written

RESPONSE_RATE_CHANGED: Final = "response_rate_changed"

Crossed = Literal["below", "recovered"]

PROPERTIES: Final = ("name", "channel", "rate", "crossed")
"""What the trigger carries: the threshold's name, its channel, the rate (a fraction) and which side it came to."""


class ResponseThreshold(Written):
    """Crossed downwards when the rate falls below `below`, upwards when it reaches `recover` again."""

    name: Name
    channel: Channel
    below: Share
    recover: Share

    @model_validator(mode="after")
    def _apart(self) -> "ResponseThreshold":
        if self.recover < self.below:
            raise ValueError("recover lies under below: write a share that is as high or higher")
        return self
