"""What a test looks at: messages and decisions, the same of the engine alone and of the real workflow."""

from typing import Literal

from engine.language.terms import Channel, Purpose
from engine.model import Frozen, Instant


class Message(Frozen):
    """A message that went out; what it says is empty where the channel has no such part."""

    at: Instant
    """when it was decided, on the workflow's clock"""
    message: str
    channel: Channel
    purpose: Purpose
    journey: str | None
    step: str | None
    subject: str = ""
    html: str = ""
    text: str = ""
    message_id: str


class Decision(Frozen):
    """What became of a message that was put before the policy; `reason` and `until` of one not sent at once."""

    at: Instant
    message: str
    verdict: Literal["send", "hold", "drop"]
    reason: str | None = None
    until: Instant | None = None
    journey: str | None = None
    step: str | None = None
