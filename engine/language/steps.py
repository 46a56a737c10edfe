"""The steps of a journey, as written; each kind is told by its own key."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Field, JsonValue, Tag, field_validator, model_validator

from engine.language.by_key import by_key
from engine.language.durations import Duration
from engine.language.reactions import Reaction
from engine.language.terms import Channel
from engine.language.waits import WaitForm
from engine.language.written import Condition, Name, Share, TriggerType
from engine.model import Written

Past = Literal["continue", "skip", "exit"]


class StepBase(Written):
    """What every step has: its identity and when it is passed over."""

    id: Name
    when: Condition | None = None
    unless: Condition | None = None


class BestOf(Written):
    """Several messages of which the best goes that may: the others are dropped, on record."""

    best_of: tuple[Name, ...] = Field(min_length=2, max_length=20)

    @field_validator("best_of")
    @classmethod
    def _each_once(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        twice = next((name for index, name in enumerate(names) if name in names[:index]), None)
        if twice is not None:
            raise ValueError(f"{twice!r} stands twice among the best of: remove one")
        return names


SendForm = Annotated[
    Annotated[Name, Tag("one")] | Annotated[BestOf, Tag("several")],
    Discriminator(lambda value: "several" if isinstance(value, dict | BestOf) else "one"),
]


class Send(StepBase):
    """Propose a message, or several of which one goes; the enrolment stands here as `continue` says."""

    send: SendForm
    go_on: Literal["when_final", "when_proposed", "when_settled"] = Field("when_final", alias="continue")
    priority: Annotated[int, Field(ge=0, le=100)] | None = None
    channels: tuple[Channel, ...] | None = None

    @property
    def messages(self) -> tuple[str, ...]:
        """What it may send, in the order of the file."""
        return self.send.best_of if isinstance(self.send, BestOf) else (self.send,)


class Wait(StepBase):
    """Sleep; `past` says what becomes of a target that has gone by already."""

    wait: WaitForm
    past: Past = "continue"


class TriggerOutcome(Written):
    """Met by a trigger of a type, with an optional condition on it."""

    name: Name
    trigger: TriggerType
    when: Condition | None = None


class ConditionOutcome(Written):
    """Met as soon as the condition is true, by an input or by the clock."""

    name: Name
    condition: Condition


class ReactionOutcome(Written):
    """Met by a reaction to a message of any journey, named by key or by tag."""

    name: Name
    reaction: Reaction
    message: Name | None = None
    tag: Name | None = None
    when: Condition | None = None

    @model_validator(mode="after")
    def _named(self) -> "ReactionOutcome":
        if (self.message is None) == (self.tag is None):
            raise ValueError("a reaction to what: name either `message` or `tag`")
        return self


OutcomeForm = Annotated[
    Annotated[TriggerOutcome, Tag("trigger")]
    | Annotated[ConditionOutcome, Tag("condition")]
    | Annotated[ReactionOutcome, Tag("reaction")],
    by_key(
        "an outcome",
        {"trigger": TriggerOutcome, "condition": ConditionOutcome, "reaction": ReactionOutcome},
    ),
]


class Timeout(Written):
    """What happens when none of the outcomes came in time: a word, or steps of its own."""

    after: Duration
    go: Literal["continue", "end", "skip"] = "continue"
    steps: "tuple[StepForm, ...]" = ()


class WaitForBody(Written):
    first_of: tuple[OutcomeForm, ...] = Field(min_length=1)
    timeout: Timeout | None = None
    forever: bool = False
    look_back: Literal["run"] | Duration | None = None

    @model_validator(mode="after")
    def _ends(self) -> "WaitForBody":
        if (self.timeout is None) != self.forever:
            raise ValueError("wait_for has no end, or two: write either `timeout` (after, go) or `forever: true`")
        return self


class WaitFor(StepBase):
    """Wait for the first of several named outcomes."""

    wait_for: WaitForBody


class Arm(Written):
    """One way through a branch."""

    when: Condition
    steps: "tuple[StepForm, ...]"


class Branch(StepBase):
    """The first arm whose condition is true; arms rejoin after it."""

    branch: tuple[Arm, ...] = Field(min_length=1)
    otherwise: "tuple[StepForm, ...]"


class SplitArm(Written):
    name: Name
    share: Share
    steps: "tuple[StepForm, ...]" = ()


class SplitBody(Written):
    salt: str = Field(min_length=1, max_length=100)
    arms: tuple[SplitArm, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _whole(self) -> "SplitBody":
        total = sum(round(arm.share * 10_000) for arm in self.arms)
        if total != 10_000:
            raise ValueError(f"the shares of the arms add up to {total / 100:g}%: make it 100%")
        return self


class Split(StepBase):
    """An arm by the customer's bucket; the arm once drawn is kept when shares change."""

    split: SplitBody


class WhenCase(Written):
    """One line of a list of cases: what the value becomes when the condition is true."""

    when: Condition
    to: JsonValue


class OtherwiseCase(Written):
    """The last line of a list of cases."""

    otherwise: JsonValue


CaseForm = Annotated[
    Annotated[WhenCase, Tag("when")] | Annotated[OtherwiseCase, Tag("otherwise")],
    by_key("a case", {"when": WhenCase, "otherwise": OtherwiseCase}),
]


class Cases(Written):
    """The first line that is true gives the value; none: the value is missing."""

    cases: tuple[CaseForm, ...] = Field(min_length=1)


class Plain(Written):
    """A literal, or the text of an expression (it begins with a root or is a function call)."""

    value: JsonValue


def _read_setting(value: object) -> object:
    if isinstance(value, list) and value and all(isinstance(line, dict) for line in value):
        return {"cases": value}
    if isinstance(value, dict) and (set(value) == {"cases"} or set(value) == {"value"}):
        return value
    return value if isinstance(value, Cases | Plain) else {"value": value}


Setting = Annotated[
    Annotated[Cases, Tag("cases")] | Annotated[Plain, Tag("value")],
    by_key("a setting", {"cases": Cases, "value": Plain}),
    BeforeValidator(_read_setting),
]


class Set(StepBase):
    """Write facts of this enrolment, `run.*`."""

    set: dict[str, Setting] = Field(min_length=1)


class Update(StepBase):
    """Write the customer's profile; visible in the very next step."""

    update: dict[str, Setting] = Field(min_length=1)


class Lookup(StepBase):
    """Ask a registered look-up; on failure the fallback stands in."""

    lookup: Name
    args: dict[str, JsonValue] = Field(default_factory=dict, alias="with")
    into: str = Field(pattern=r"^run\.[a-z][a-z0-9_-]*$")
    fallback: JsonValue = None


class Start(StepBase):
    """Enter another journey, by that journey's own rules of entry."""

    start: Name
    args: dict[str, JsonValue] = Field(default_factory=dict, alias="with")


class End(StepBase):
    """Leave the journey with a named outcome."""

    end: Name


StepForm = Annotated[
    Annotated[Send, Tag("send")]
    | Annotated[Wait, Tag("wait")]
    | Annotated[WaitFor, Tag("wait_for")]
    | Annotated[Branch, Tag("branch")]
    | Annotated[Split, Tag("split")]
    | Annotated[Set, Tag("set")]
    | Annotated[Update, Tag("update")]
    | Annotated[Lookup, Tag("lookup")]
    | Annotated[Start, Tag("start")]
    | Annotated[End, Tag("end")],
    by_key(
        "a step",
        {
            "send": Send,
            "wait": Wait,
            "wait_for": WaitFor,
            "branch": Branch,
            "split": Split,
            "set": Set,
            "update": Update,
            "lookup": Lookup,
            "start": Start,
            "end": End,
        },
    ),
]

Step = Send | Wait | WaitFor | Branch | Split | Set | Update | Lookup | Start | End

for _model in (Timeout, WaitForBody, WaitFor, Arm, Branch, SplitArm, SplitBody, Split):
    _model.model_rebuild()
