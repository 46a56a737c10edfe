"""The house rules, `policy.yaml`; one decision point applies them to every message."""

from datetime import timedelta
from typing import Literal

from pydantic import Field, field_validator, model_validator

from engine.language.durations import Duration
from engine.language.response_rates import ResponseThreshold
from engine.language.terms import MARKETING, Channel, Purpose
from engine.language.written import LinkParameters, Name
from engine.model import Written


class PurposeRules(Written):
    """Everything that has a default per purpose, so that legal reads one table."""

    consent: Literal["none", "opt_in", "opt_out"]
    expires: Duration
    unknown: Literal["send_again", "leave"]
    only: tuple[Name, ...] = ()


class ConsentRules(Written):
    unsubscribe_means: Literal["marketing", "topic"] = "marketing"


class ChannelRules(Written):
    """A channel that is in use; a message goes only over channels that the policy lists."""


def _default_purposes() -> dict[Purpose, PurposeRules]:
    days = {Purpose.LIFECYCLE: 7, Purpose.PROMOTIONAL: 3, Purpose.CONTENT: 14, Purpose.SURVEY: 7}
    essential = {
        Purpose.TRANSACTIONAL: PurposeRules(consent="none", expires=timedelta(hours=24), unknown="send_again"),
        Purpose.SERVICE: PurposeRules(consent="none", expires=timedelta(days=3), unknown="send_again"),
    }
    marketing = {
        purpose: PurposeRules(consent="opt_in", expires=timedelta(days=n), unknown="leave")
        for purpose, n in days.items()
    }
    return essential | marketing


class Policy(Written):
    """The policy file."""

    policy: Name
    zone: str = "UTC"
    purposes: dict[Purpose, PurposeRules] = Field(default_factory=_default_purposes)
    consent: ConsentRules = ConsentRules()
    channels: dict[Channel, ChannelRules] = Field(default_factory=lambda: {Channel.EMAIL: ChannelRules()})
    links: LinkParameters = Field(default_factory=dict, exclude_if=lambda links: not links)
    """Query parameters on the links of every mail."""
    response_rates: tuple[ResponseThreshold, ...] = Field(default=(), exclude_if=lambda thresholds: not thresholds)

    @field_validator("purposes", mode="after")
    @classmethod
    def _whole_table(cls, table: dict[Purpose, PurposeRules]) -> dict[Purpose, PurposeRules]:
        return _default_purposes() | table

    @model_validator(mode="after")
    def _marketing_is_not_repeated(self) -> "Policy":
        for purpose in MARKETING:
            if self.purposes[purpose].unknown != "leave":
                raise ValueError(f"purposes.{purpose}.unknown: a marketing message is never sent twice; write leave")
        return self
