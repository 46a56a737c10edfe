"""What a scenario says must happen, line by line under `then`."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, Tag, WithJsonSchema, model_validator

from catalogue.scenarios.given import CustomerId
from catalogue.scenarios.times import At
from engine.language.by_key import by_key
from engine.language.terms import Channel, EntryRefusal, Reason
from engine.language.written import Name
from engine.model import Written

UNTIL_EXPIRY = "until expiry"
"""what follows the reason of a message that was held by it to its end"""
_BECAUSE = re.compile(rf"(?P<reason>[a-z_]+)(?P<expiry> {UNTIL_EXPIRY})?(?: (?P<rule>[a-z][a-z0-9_-]*))?")


def _check_because(text: str) -> str:
    for reason in Reason:
        spoken = reason.replace("_", " ")
        if spoken != reason and text.startswith(spoken):
            raise ValueError(f"{text!r} is no reason: did you mean {text.replace(spoken, reason, 1)!r}?")
    match = _BECAUSE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no reason: write it and the rule's name, such as conflict welcome-day")
    if match["reason"] not in set(Reason):
        raise ValueError(f"{match['reason']!r} is no reason: write one of {', '.join(Reason)}")
    return text


Because = Annotated[
    str,
    AfterValidator(_check_because),
    WithJsonSchema(
        {"type": "string", "pattern": f"^({'|'.join(Reason)})", "examples": ["conflict welcome-day", "expired"]}
    ),
]
"""The reason, and the name of the rule that gives it where the policy has it by name."""


def rule_of(because: str) -> str | None:
    """The rule's name in a reason."""
    match = _BECAUSE.fullmatch(because)
    return match["rule"] if match else None


class ThenBase(Written):
    at: At
    """the instant of the decision or the entry"""
    customer: CustomerId | None = None


class SendThen(ThenBase):
    send: Name
    channel: Channel
    shadow: Literal[True] | None = None
    """it is decided and recorded, and not sent"""


class HoldThen(ThenBase):
    hold: Name
    because: Because
    until: At | None = None
    """left out where nobody can know: only something that happens ends it"""


class DropThen(ThenBase):
    drop: Name
    because: Because


class EnterThen(ThenBase):
    enter: Name
    key: str | None = None
    """not looked at where it is left out"""


class NotEnteredThen(ThenBase):
    not_entered: Name = Field(alias="not-entered")
    because: EntryRefusal


class ExitThen(ThenBase):
    exit: Name
    outcome: str


class GoalThen(ThenBase):
    goal: Name
    value: float | None = None


class AnswerThen(ThenBase):
    """What an ask is answered: `send` until it lapses, or `drop` with the reason and when it would pass."""

    answer: Name
    verdict: Literal["send", "drop"]
    channel: Channel | None = None
    lapses: At | None = None
    because: Because | None = None
    would_pass_at: At | None = None

    @model_validator(mode="after")
    def _fits(self) -> "AnswerThen":
        if self.verdict == "send" and (self.channel is None or self.because is not None):
            raise ValueError("an answer `send` has the channel and no reason: write channel: …")
        if self.verdict == "drop" and (self.because is None or self.lapses is not None):
            raise ValueError("an answer `drop` has a reason and does not lapse: write because: …")
        return self


class LapseThen(ThenBase):
    """A reservation that nobody confirmed, or an offer at a place that nobody showed."""

    lapse: Name


class OverThen(ThenBase):
    """What a department sent without asking, or too late, breaks rules."""

    over: Name
    rules: tuple[str, ...] = Field(min_length=1)
    """kind and name of each, such as `cap one-a-day`"""


class AlertThen(ThenBase):
    """An operator is called."""

    alert: str


Then = Annotated[
    Annotated[SendThen, Tag("send")]
    | Annotated[HoldThen, Tag("hold")]
    | Annotated[DropThen, Tag("drop")]
    | Annotated[EnterThen, Tag("enter")]
    | Annotated[NotEnteredThen, Tag("not-entered")]
    | Annotated[ExitThen, Tag("exit")]
    | Annotated[GoalThen, Tag("goal")]
    | Annotated[AnswerThen, Tag("answer")]
    | Annotated[LapseThen, Tag("lapse")]
    | Annotated[OverThen, Tag("over")]
    | Annotated[AlertThen, Tag("alert")],
    by_key(
        "something to expect",
        {
            "send": SendThen,
            "hold": HoldThen,
            "drop": DropThen,
            "enter": EnterThen,
            "not-entered": NotEnteredThen,
            "exit": ExitThen,
            "goal": GoalThen,
            "answer": AnswerThen,
            "lapse": LapseThen,
            "over": OverThen,
            "alert": AlertThen,
        },
    ),
]
