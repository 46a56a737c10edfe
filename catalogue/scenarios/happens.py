"""What happens in a scenario, line by line under `when`."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, Tag

from catalogue.scenarios.given import CustomerId, PausedForm, Status
from catalogue.scenarios.times import At
from engine.contracts.inputs import InputId
from engine.language.by_key import by_key
from engine.language.durations import Duration
from engine.language.reactions import Reaction
from engine.language.terms import Channel, Origin, Purpose
from engine.language.written import Name, TriggerType
from engine.model import Attributes, Written


class LineBase(Written):
    """`customer` where there are several; `id` where the same input comes twice."""

    at: At
    customer: CustomerId | None = None
    id: InputId | None = None


class TriggerLine(BaseModel):
    """A trigger; every further key is one of its properties."""

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, JsonValue]

    at: At
    customer: CustomerId | None = None
    id: InputId | None = None
    trigger: TriggerType
    happened: At | None = None
    """when it happened, where it comes later than that"""
    backfill: bool = False
    properties: Attributes = Field(default_factory=dict)
    """those that are called like one of these keys"""

    @property
    def all_properties(self) -> Attributes:
        return {**self.__pydantic_extra__, **self.properties}


class IdentifyLine(LineBase):
    identify: Attributes
    """null removes an attribute"""
    happened: At | None = None
    backfill: bool = False


class ConsentLine(LineBase):
    consent: Status
    purpose: Purpose | None = None
    channel: Channel | None = None
    topic: str | None = None
    confirmed: bool = False
    """from the address itself, where the policy wants a double opt-in"""


class ProposeLine(LineBase):
    """A message of the folder, from outside a journey."""

    propose: Name
    origin: Origin = "operator"
    department: Name | None = None
    facts: Attributes = Field(default_factory=dict)


class ElsewhereLine(LineBase):
    """A message that a department sends by a system of its own."""

    department: Name
    purpose: Purpose
    tags: tuple[Name, ...] = ()
    topics: tuple[Name, ...] = ()
    priority: int = Field(default=50, ge=0, le=100)


class AskLine(ElsewhereLine):
    ask: Name
    channels: tuple[Channel, ...] = Field(min_length=1)
    ttl: Duration = timedelta(minutes=10)


class ReportLine(ElsewhereLine):
    report: Name
    channel: Channel
    sent: At | None = None
    """now, where it is not said; in the future it is planned"""


class ConfirmLine(LineBase):
    confirm: InputId
    """the `id` of the ask"""
    sent: At | None = None


class ReleaseLine(LineBase):
    release: InputId
    """the `id` of the ask, or of the report"""


class ReactLine(LineBase):
    """To the newest message of that key."""

    react: Reaction
    message: Name
    machine: bool = False
    hard: bool = False


class VisitLine(LineBase):
    """She is at a place where messages wait for her: `send` lines say which of them are offered."""

    visit: Channel
    most: int = Field(default=1, ge=1, le=20)
    ttl: Duration = timedelta(minutes=10)


class EnrolLine(LineBase):
    enrol: Name
    facts: Attributes = Field(default_factory=dict)


class SettleLine(LineBase):
    """An operator says what became of the newest message of that key."""

    settle: Literal["accepted", "refused"]
    message: Name


class PauseLine(LineBase):
    pause: PausedForm


class ResumeLine(LineBase):
    resume: PausedForm


class PublishLine(Written):
    """Another policy (a file, or keys over the folder's), or another folder, is put in force."""

    at: At
    publish: str | Attributes


CustomerLine = (
    TriggerLine
    | IdentifyLine
    | ConsentLine
    | ProposeLine
    | AskLine
    | ReportLine
    | ConfirmLine
    | ReleaseLine
    | ReactLine
    | VisitLine
    | EnrolLine
    | SettleLine
    | PauseLine
    | ResumeLine
)

When = Annotated[
    Annotated[TriggerLine, Tag("trigger")]
    | Annotated[IdentifyLine, Tag("identify")]
    | Annotated[ConsentLine, Tag("consent")]
    | Annotated[ProposeLine, Tag("propose")]
    | Annotated[AskLine, Tag("ask")]
    | Annotated[ReportLine, Tag("report")]
    | Annotated[ConfirmLine, Tag("confirm")]
    | Annotated[ReleaseLine, Tag("release")]
    | Annotated[ReactLine, Tag("react")]
    | Annotated[VisitLine, Tag("visit")]
    | Annotated[EnrolLine, Tag("enrol")]
    | Annotated[SettleLine, Tag("settle")]
    | Annotated[PauseLine, Tag("pause")]
    | Annotated[ResumeLine, Tag("resume")]
    | Annotated[PublishLine, Tag("publish")],
    by_key(
        "something that happens",
        {
            "trigger": TriggerLine,
            "identify": IdentifyLine,
            "consent": ConsentLine,
            "propose": ProposeLine,
            "ask": AskLine,
            "report": ReportLine,
            "confirm": ConfirmLine,
            "release": ReleaseLine,
            "react": ReactLine,
            "visit": VisitLine,
            "enrol": EnrolLine,
            "settle": SettleLine,
            "pause": PauseLine,
            "resume": ResumeLine,
            "publish": PublishLine,
        },
    ),
]
