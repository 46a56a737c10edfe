"""What an operator or the system can order of one customer's workflow: a closed union, told apart by `verb`."""

from typing import Annotated, Literal

from pydantic import Field

from engine.language.terms import Channel
from engine.model import Attributes, Frozen, Instant


class Kick(Frozen):
    """Wake up and, if a newer build is current, continue on it."""

    verb: Literal["kick"] = "kick"


class Refresh(Frozen):
    """Meet the catalogue that comes with it, so that its conditions are due; enter the journey named if she meets
    its condition already."""

    verb: Literal["refresh"] = "refresh"
    journey: str | None = None


def _is_empty(text: str) -> bool:
    return not text


class Pause(Frozen):
    """Hold every message of this customer, or of one journey or channel of hers; up to `until`, where it is set."""

    verb: Literal["pause"] = "pause"
    journey: str | None = None
    channel: Channel | None = None
    until: Instant | None = Field(default=None, exclude_if=lambda until: until is None)
    reason: str = Field(default="", exclude_if=_is_empty)


class Resume(Frozen):
    verb: Literal["resume"] = "resume"
    journey: str | None = None
    channel: Channel | None = None
    reason: str = Field(default="", exclude_if=_is_empty)


class LookAgain(Frozen):
    """Put a message before the decision point that waits for what more than one customer shares: that has changed."""

    verb: Literal["look_again"] = "look_again"
    message_id: str


class Settle(Frozen):
    """Say what became of a message whose outcome is unknown."""

    verb: Literal["settle"] = "settle"
    message_id: str
    accepted: bool


class Cancel(Frozen):
    """Take back a message that waits or is on its way; a request that was written runs to its end."""

    verb: Literal["cancel"] = "cancel"
    message_id: str


class Migrate(Frozen):
    """Move the running enrolments of a journey to another version of it."""

    verb: Literal["migrate"] = "migrate"
    journey: str
    to_version: str
    catalogue: int
    """under which that version is published; its messages are there"""
    steps: dict[str, str | None] = Field(default_factory=dict)
    """old step → new step; None: off the end"""


class Exit(Frozen):
    """End the running enrolments of a journey (of one key where it is named) at once: outcome `exited`."""

    verb: Literal["exit"] = "exit"
    journey: str
    key: str | None = None


class Skip(Frozen):
    """Pass over the step at which the running enrolments of a journey stand; a message held there is dropped."""

    verb: Literal["skip"] = "skip"
    journey: str
    key: str | None = None


class LetOut(Frozen):
    """Let a message that is held pass the rules that hold it; consent, suppression, exit and expiry stand."""

    verb: Literal["let_out"] = "let_out"
    message_id: str


class SetFacts(Frozen):
    """Write facts of the running enrolments of a journey, read as `run.*`; null removes one."""

    verb: Literal["set_facts"] = "set_facts"
    journey: str
    key: str | None = None
    facts: Attributes


class SetProfile(Frozen):
    """Write attributes of the profile; null removes one."""

    verb: Literal["set_profile"] = "set_profile"
    attributes: Attributes


class Erase(Frozen):
    """Forget everything about this customer and end."""

    verb: Literal["erase"] = "erase"


Verb = Annotated[
    Kick
    | Refresh
    | Migrate
    | Pause
    | Resume
    | LookAgain
    | Settle
    | Cancel
    | Exit
    | Skip
    | LetOut
    | SetFacts
    | SetProfile
    | Erase,
    Field(discriminator="verb"),
]
