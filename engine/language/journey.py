"""A journey as written: how a customer enters, its steps, its exits and its goal."""

import re
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    JsonValue,
    PlainSerializer,
    Tag,
    WithJsonSchema,
    field_validator,
)

from engine.language.by_key import by_key
from engine.language.durations import Duration, format_duration, parse_duration
from engine.language.rules.base import is_unset
from engine.language.rules.holdouts import JourneyHoldout
from engine.language.steps import StepForm
from engine.language.written import Condition, Expression, Name, Share, TriggerType
from engine.model import Written

_AFTER_EXIT = re.compile(r"after_exit(?:\s*\+\s*(\w+))?")
_WITHIN = re.compile(r"(\w+) of (entry|message)")


class Again(Written):
    """The rule of re-entry; `gap` belongs to `after_exit`."""

    rule: Literal["never", "after_exit", "restart", "parallel"]
    gap: Duration = timedelta()


def _parse_again(value: object) -> object:
    if not isinstance(value, str):
        return value
    if match := _AFTER_EXIT.fullmatch(value):
        return {"rule": "after_exit", "gap": match[1] or timedelta()}
    if value in ("never", "restart", "parallel"):
        return {"rule": value}
    raise ValueError(f"{value!r} is no rule of re-entry: never, after_exit, after_exit + 90d, restart or parallel")


def _format_again(value: Again) -> str:
    return f"{value.rule} + {format_duration(value.gap)}" if value.gap else value.rule


AgainForm = Annotated[
    Again,
    BeforeValidator(_parse_again),
    PlainSerializer(_format_again, return_type=str),
    WithJsonSchema({"type": "string", "examples": ["never", "after_exit", "after_exit + 90d", "restart", "parallel"]}),
]


class Pace(Written):
    """So many customers in such a time."""

    count: int = Field(ge=1)
    per: Duration

    @field_validator("per")
    @classmethod
    def _takes_time(cls, per: timedelta) -> timedelta:
        if not per:
            raise ValueError("a pace is over a time: write for instance 2000 per 1h")
        return per


def _parse_pace(value: object) -> object:
    if isinstance(value, str) and (match := re.fullmatch(r"(\d+) per (\w+)", value)):
        return {"count": int(match[1]), "per": match[2]}
    return value


PaceForm = Annotated[
    Pace,
    BeforeValidator(_parse_pace),
    PlainSerializer(lambda value: f"{value.count} per {format_duration(value.per)}", return_type=str),
    WithJsonSchema({"type": "string", "examples": ["2000 per 1h"]}),
]


class EnrolExisting(Written):
    enrol: Literal[True]
    pace: PaceForm


ExistingForm = Annotated[
    Annotated[Literal["ignore"], Tag("ignore")] | Annotated[EnrolExisting, Tag("at_pace")],
    Discriminator(lambda value: "ignore" if isinstance(value, str) else "at_pace"),
]


class TriggerEntry(Written):
    """Enter on a trigger."""

    trigger: TriggerType
    when: Condition | None = None
    key: Expression | None = None
    again: AgainForm = Again(rule="never")
    max_age: Duration = timedelta(hours=24)


class ConditionEntry(Written):
    """Enter when a condition over profile and memory changes from not true to true."""

    condition: Condition
    existing: ExistingForm
    key: Expression | None = None
    again: AgainForm = Again(rule="never")


class CallEntry(Written):
    """Enter only by a call: `enrol`, or `start` of another journey."""

    call: Literal[True]
    key: Expression | None = None
    again: AgainForm = Again(rule="never")


EntryForm = Annotated[
    Annotated[TriggerEntry, Tag("trigger")]
    | Annotated[ConditionEntry, Tag("condition")]
    | Annotated[CallEntry, Tag("call")],
    by_key("an entry", {"trigger": TriggerEntry, "condition": ConditionEntry, "call": CallEntry}),
]


class TriggerExit(Written):
    trigger: TriggerType
    when: Condition | None = None
    outcome: Name = "exited"


class ConditionExit(Written):
    condition: Condition
    outcome: Name = "exited"


ExitForm = Annotated[
    Annotated[TriggerExit, Tag("trigger")] | Annotated[ConditionExit, Tag("condition")],
    by_key("an exit", {"trigger": TriggerExit, "condition": ConditionExit}),
]


class Within(Written):
    """A goal's window: from the entry, or from each sending of a message."""

    span: Duration
    of: Literal["entry", "message"]


def _parse_within(value: object) -> object:
    if isinstance(value, str):
        match = _WITHIN.fullmatch(value)
        if match is None:
            raise ValueError(
                f"{value!r} is no window: write a duration and what it counts from, such as '30d of entry'"
            )
        return {"span": parse_duration(match[1]), "of": match[2]}
    return value


WithinForm = Annotated[
    Within,
    BeforeValidator(_parse_within),
    PlainSerializer(lambda value: f"{format_duration(value.span)} of {value.of}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d+[smhdw] of (entry|message)$", "examples": ["30d of entry"]}),
]


class Goal(Written):
    """What the journey is for: a trigger within a window; reached once per enrolment."""

    trigger: TriggerType
    when: Condition | None = None
    within: WithinForm
    value: Expression | None = None


class Journey(Written):
    """A journey file; its content hash is its version."""

    journey: Name
    title: str = Field(min_length=1, max_length=200)
    department: Name
    stage: Name | None = None
    status: Literal["draft", "live", "closing"] = "live"
    rollout: Share = 1.0
    delivery: Literal["send", "shadow"] = Field("send", exclude_if=is_unset)
    """`shadow`: its messages are decided and recorded, and none is sent."""
    holdout: JourneyHoldout | None = Field(None, exclude_if=is_unset)
    enter: EntryForm
    remember: dict[Name, JsonValue] = Field(default_factory=dict)
    exit: tuple[ExitForm, ...] = ()
    goal: Goal | None = None
    steps: tuple[StepForm, ...] = Field(min_length=1)
