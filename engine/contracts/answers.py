"""What became of a command: closed unions, so that every answer has to be thought of."""

from typing import Annotated, Literal

from pydantic import Field

from engine.contracts.facts import Facts
from engine.language.terms import Channel, Reason
from engine.model import Attributes, Frozen, Instant


def _unset(value: object) -> bool:
    return value is None


class Accepted(Frozen):
    """The provider took it over."""

    answer: Literal["accepted"] = "accepted"
    provider_id: str | None = None
    gone: tuple[str, ...] = Field(default=(), exclude_if=lambda gone: not gone)
    """addresses among the recipient's that do not exist any more (a device): never written to again"""
    account_until: Instant | None = Field(default=None, exclude_if=_unset)
    """the provider said that the whole account takes nothing more before then"""


class Refused(Frozen):
    """It will never be taken for this recipient, or our content or configuration is at fault.

    `recipient` may suppress the address, and the message's next channel is tried; `configuration` is alerted and
    held, the journey is not burnt; `content` was found before the claim; `not_allowed_here` is the recipient
    allow-list outside production.
    """

    answer: Literal["refused"] = "refused"
    fault: Literal["recipient", "configuration", "content", "not_allowed_here"]
    detail: str = ""
    suppress: bool = False
    opted_out: bool = Field(default=False, exclude_if=lambda opted_out: not opted_out)
    """she told the provider that she wants nothing more on this channel: everything is suppressed, as by STOP"""
    gone: tuple[str, ...] = Field(default=(), exclude_if=lambda gone: not gone)
    """addresses that do not exist any more, where the recipient has several"""


class Unknown(Frozen):
    """The request may or may not have been taken: cut, timed out, or the worker died before settling."""

    answer: Literal["unknown"] = "unknown"
    detail: str = ""
    again: bool = Field(default=True, exclude_if=lambda again: again)
    """False: a second request would be a second call or letter, so none is made whatever the message is for"""


NotNowWhy = Literal[
    "catalogue",
    "paused",
    "channel_paused",
    "guard",
    "capacity",
    "breaker",
    "throttled",
    "suppressed",
    "erased",
    "late",
    "leased",
    "fault",
    "cancelled",
]


class NotNow(Frozen):
    """Nothing was sent and no claim is left; the engine decides again.

    `until`: not before; None with `number` set means at once under the newer catalogue. `fault`: our own
    systems failed although retried. `cancelled`: taken back before a request was in flight. After `paused`,
    `channel_paused` and `guard` the ledger keeps that the message waits, and has it looked at again.
    """

    answer: Literal["not_now"] = "not_now"
    why: NotNowWhy
    until: Instant | None = None
    number: int | None = None
    journaled: bool = False
    """the first transaction was done: the journal that came along is in the ledger"""
    detail: str = ""
    account_until: Instant | None = Field(default=None, exclude_if=_unset)
    """the provider said that the whole account takes nothing more before then"""


Answer = Annotated[Accepted | Refused | Unknown | NotNow, Field(discriminator="answer")]


class AskAnswer(Frozen):
    """Whether a department may send its message: a reservation until `lapses`, or why not and when it would pass."""

    verdict: Literal["send", "drop"]
    message_id: str
    channel: Channel | None = None
    lapses: Instant | None = None
    reason: Reason | None = None
    rule: str = ""
    """the kind and the name of the rule that says no"""
    would_pass_at: Instant | None = None
    """the earliest instant at which that rule would let it pass; None: only something that happens can"""


class Withdrawal(Frozen):
    """What became of taking back something that was handed over: a letter not yet printed, a call not yet made."""

    became: Literal["withdrawn", "too_late", "failed"]
    """`failed`: it was not learnt in time; it counts as sent until somebody says otherwise"""
    detail: str = ""


class Shown(Frozen):
    """One message for a place where she is now; its content is rendered by who answers her."""

    message_id: str
    message: str
    title: str
    content: str
    """hash of the message part to render"""
    facts: Facts
    lapses: Instant
    """unless it was shown by then, it waits for her next visit"""


class VisitAnswer(Frozen):
    """The best messages for a place, best first."""

    shows: tuple[Shown, ...] = ()


class Recorded(Frozen):
    """The journal is in the ledger."""

    answer: Literal["recorded"] = "recorded"


RecordAnswer = Annotated[Recorded | NotNow, Field(discriminator="answer")]


class Found(Frozen):
    answer: Literal["found"] = "found"
    result: Attributes


class NotFound(Frozen):
    """It failed, took too long or knew nothing: the step's fallback stands in."""

    answer: Literal["not_found"] = "not_found"
    detail: str = ""


LookupAnswer = Annotated[Found | NotFound, Field(discriminator="answer")]
