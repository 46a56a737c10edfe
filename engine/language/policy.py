"""The house rules, `policy.yaml`; one decision point applies them to every message."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from engine.language.response_rates import ResponseThreshold
from engine.language.rules.base import Mode, is_unset
from engine.language.rules.caps import Cap
from engine.language.rules.channels import ChannelRules
from engine.language.rules.conflicts import Block, Conflict
from engine.language.rules.guards import Guard
from engine.language.rules.holdouts import Holdout
from engine.language.rules.mixes import Mix
from engine.language.rules.purposes import PurposeRules, check_classes, purposes_table
from engine.language.rules.quiet_hours import Calendars, QuietHours, ZoneUnknown
from engine.language.terms import Channel, Purpose
from engine.language.written import LinkParameters, Name
from engine.model import Written


class ConsentRules(Written):
    double_opt_in: tuple[Channel, ...] = Field((), exclude_if=is_unset)
    """Channels on which a consent counts only once it was confirmed from the address itself."""
    unsubscribe_means: Literal["marketing", "topic"] = "marketing"
    after_opt_out: Literal["no_other_channel", "next_channel"] = Field(
        "no_other_channel", exclude_if=lambda rule: rule == "no_other_channel"
    )
    """Whether who has opted out of a purpose on one channel may be written to on another."""


class DepartmentRules(Written):
    delivery: Literal["send", "shadow"] = "send"


class Policy(Written):
    """The policy file."""

    policy: Name
    zone: str = "UTC"
    mode: Mode = Field("enforce", exclude_if=is_unset)
    """`observe`: the rules of this file decide and record, and stop nothing; consent, suppression, exits and expiry
    hold all the same."""
    delivery: Literal["send", "shadow"] = Field("send", exclude_if=is_unset)
    """`shadow`: everything is decided and recorded, and nothing is sent."""
    week_starts: Literal["monday", "saturday", "sunday"] = Field("monday", exclude_if=lambda day: day == "monday")
    purposes: Annotated[dict[Purpose, PurposeRules], BeforeValidator(purposes_table), AfterValidator(check_classes)] = (
        Field(default_factory=dict, validate_default=True)
    )
    consent: ConsentRules = ConsentRules()
    channels: dict[Channel, ChannelRules] = Field(default_factory=lambda: {Channel.EMAIL: ChannelRules()})
    departments: dict[Name, DepartmentRules] = Field(default_factory=dict, exclude_if=is_unset)
    zone_unknown: dict[Channel, ZoneUnknown] = Field(default_factory=dict, exclude_if=is_unset)
    """By default sms and calls hold, all others take the organisation's time."""
    calendars: Calendars = Field(default_factory=dict, exclude_if=is_unset)
    holdout: tuple[Holdout, ...] = Field((), exclude_if=is_unset)
    conflicts: tuple[Conflict, ...] = Field((), exclude_if=is_unset)
    blocks: tuple[Block, ...] = Field((), exclude_if=is_unset)
    caps: tuple[Cap, ...] = Field((), exclude_if=is_unset)
    mix: tuple[Mix, ...] = Field((), exclude_if=is_unset)
    quiet_hours: tuple[QuietHours, ...] = Field((), exclude_if=is_unset)
    guards: tuple[Guard, ...] = Field((), exclude_if=is_unset)
    links: LinkParameters = Field(default_factory=dict, exclude_if=is_unset)
    """Query parameters on the links of every mail."""
    response_rates: tuple[ResponseThreshold, ...] = Field((), exclude_if=is_unset)

    def handed_over(self) -> set[Channel]:
        """The channels that need somebody who takes messages: all but those on which they wait until she comes."""
        return {channel for channel, rules in self.channels.items() if rules.kind == "push"}

    def is_pull(self, channel: Channel) -> bool:
        """Whether messages wait on the channel until she comes."""
        rules = self.channels.get(channel)
        return rules is not None and rules.kind == "pull"

    @model_validator(mode="after")
    def _names_are_one_rules(self) -> "Policy":
        seen: set[str] = set()
        for rule in (*self.holdout, *self.conflicts, *self.blocks, *self.caps, *self.mix, *self.quiet_hours):
            if rule.name in seen:
                raise ValueError(f"two rules are called {rule.name!r}: decisions name a rule by its name")
            seen.add(rule.name)
        return self
