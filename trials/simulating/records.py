"""One line of an events file: what it may say, and the input that it stands for."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Literal, NamedTuple, assert_never

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from catalogue.faults import did_you_mean, path_text, wrong_and_fix
from engine.contracts.inputs import (
    Ask,
    ConsentChange,
    Elsewhere,
    Enrol,
    Feedback,
    Identify,
    Input,
    InputId,
    Propose,
    Report,
    Track,
    Visit,
)
from engine.customer.state import CustomerState
from engine.identity import check_customer_id
from engine.language.durations import Duration
from engine.language.reactions import Reaction
from engine.language.rules.selectors import OneOrMany
from engine.language.schema import Schema
from engine.language.terms import Channel, Origin, Purpose
from engine.language.written import Name, TriggerType
from engine.model import Attributes, Instant, Written

Complaints = Callable[[Input, Schema], Sequence[str]]
"""What is wrong with an input by the tracking plan; each text names the place and, after a colon, the fix."""


class RecordBase(Written):
    """`at` is when it happened, `arrives` when we heard of it: at once, where that is not said."""

    customer_id: Annotated[str, AfterValidator(check_customer_id)]
    id: InputId | None = None
    """by default the place in the file; the same id twice is one input"""
    at: Instant
    arrives: Instant | None = None


class TrackRecord(RecordBase):
    kind: Literal["track"]
    type: TriggerType
    properties: Attributes = Field(default_factory=dict)
    backfill: bool = False


class IdentifyRecord(RecordBase):
    kind: Literal["identify"]
    attributes: Attributes = Field(default_factory=dict)
    consents: tuple[ConsentChange, ...] = ()
    backfill: bool = False


class EnrolRecord(RecordBase):
    kind: Literal["enrol"]
    journey: Name
    facts: Attributes = Field(default_factory=dict)


class ProposeRecord(RecordBase):
    kind: Literal["propose"]
    message: Name
    origin: Origin = "operator"
    department: Name | None = None
    facts: Attributes = Field(default_factory=dict)


class ElsewhereRecord(RecordBase):
    """A message that a department sends by a system of its own."""

    message: Name
    department: Name
    purpose: Purpose
    tags: tuple[Name, ...] = ()
    topics: tuple[Name, ...] = ()
    priority: int = Field(default=50, ge=0, le=100)

    @property
    def what(self) -> Elsewhere:
        return Elsewhere(
            message=self.message,
            department=self.department,
            purpose=self.purpose,
            tags=self.tags,
            topics=self.topics,
            priority=self.priority,
        )


class AskRecord(ElsewhereRecord):
    kind: Literal["ask"]
    channels: Annotated[tuple[Channel, ...], OneOrMany] = Field(min_length=1)
    ttl: Duration = timedelta(minutes=10)


class ReportRecord(ElsewhereRecord):
    kind: Literal["report"]
    channel: Channel
    sent_at: Instant | None = None
    """now, where it is not said; in the future it is planned"""


class VisitRecord(RecordBase):
    """She is at a place where messages wait for her."""

    kind: Literal["visit"]
    place: Channel
    most: int = Field(default=1, ge=1, le=20)
    ttl: Duration = timedelta(minutes=10)


class FeedbackRecord(RecordBase):
    """To the newest message of that key that the simulation has sent her, or offers her at a place."""

    kind: Literal["feedback"]
    message: Name
    reaction: Reaction
    machine: bool = False
    hard: bool = False


_Record = (
    TrackRecord | IdentifyRecord | EnrolRecord | ProposeRecord | AskRecord | ReportRecord | VisitRecord | FeedbackRecord
)
Record = Annotated[_Record, Field(discriminator="kind")]
_RECORD: TypeAdapter[_Record] = TypeAdapter(Record)
_MODELS: dict[str, type[RecordBase]] = {
    "track": TrackRecord,
    "identify": IdentifyRecord,
    "enrol": EnrolRecord,
    "propose": ProposeRecord,
    "ask": AskRecord,
    "report": ReportRecord,
    "visit": VisitRecord,
    "feedback": FeedbackRecord,
}


class Arrival(NamedTuple):
    """An input of a customer and when it arrives."""

    customer_id: str
    at: datetime
    input: Input
    about: str | None = None
    """the key of the message that a reaction is to"""

    def said_to(self, state: CustomerState) -> Input | None:
        """The input; None: a reaction to a message that she was not sent."""
        if self.about is None or not isinstance(self.input, Feedback):
            return self.input
        offered = [one.id for one in state.proposals if one.message == self.about and one.stands == "reserved"]
        newest = next((one.id for one in reversed(state.sent) if one.message == self.about), None)
        newest = offered[-1] if offered else newest
        return None if newest is None else self.input.model_copy(update={"message_id": newest})


class BadRecord(Exception):
    """A record cannot be used; every fault as (path, message, fix)."""

    def __init__(self, faults: list[tuple[str, str, str]]) -> None:
        super().__init__("; ".join(f"{path} {message}" for path, message, _ in faults))
        self.faults = faults


def read_record(data: object, default_id: str) -> Arrival:
    """The input of a record in plain data. Raises BadRecord."""
    try:
        record = _RECORD.validate_python(data)
    except ValidationError as error:
        raise BadRecord([_fault(data, one) for one in error.errors(include_url=False)]) from None
    about = record.message if isinstance(record, FeedbackRecord) else None
    said = _input(record, record.id or default_id)
    return Arrival(record.customer_id, record.arrives or record.at, said, about)


def _input(record: _Record, source: str) -> Input:
    match record:
        case TrackRecord(type=kind, properties=properties, backfill=backfill):
            return Track(id=source, at=record.at, type=kind, properties=properties, backfill=backfill)
        case IdentifyRecord(attributes=attributes, consents=consents, backfill=backfill):
            return Identify(id=source, at=record.at, attributes=attributes, consents=consents, backfill=backfill)
        case EnrolRecord(journey=journey, facts=facts):
            return Enrol(id=source, at=record.at, journey=journey, facts=facts)
        case ProposeRecord(message=message, origin=origin, department=department, facts=facts):
            return Propose(id=source, at=record.at, message=message, origin=origin, department=department, facts=facts)
        case AskRecord(what=what, channels=channels, ttl=ttl):
            return Ask(id=source, at=record.at, what=what, channels=channels, ttl=ttl.total_seconds())
        case ReportRecord(what=what, channel=channel):
            return Report(id=source, at=record.at, what=what, channel=channel, sent_at=record.sent_at or record.at)
        case VisitRecord(place=place, most=most, ttl=ttl):
            return Visit(id=source, at=record.at, place=place, most=most, ttl=ttl.total_seconds())
        case FeedbackRecord(reaction=reaction, machine=machine, hard=hard):
            return Feedback(id=source, at=record.at, message_id="", reaction=reaction, machine=machine, hard=hard)
        case _:
            assert_never(record)


def _fault(data: object, error: ErrorDetails) -> tuple[str, str, str]:
    """The kind that pydantic puts first into the path is no place in the file."""
    place = tuple(part for n, part in enumerate(error["loc"]) if not (n == 0 and part in _MODELS))
    path = path_text(place)
    match error["type"]:
        case "extra_forbidden":
            kind = data.get("kind") if isinstance(data, dict) else None
            known = _MODELS[kind].model_fields if isinstance(kind, str) and kind in _MODELS else {}
            return path, "unknown key", did_you_mean(str(place[-1]), known, "leave it out")
        case "missing":
            return path, "is missing", "add it"
        case "union_tag_not_found" | "union_tag_invalid":
            return "kind", "says what it is", f"write kind: one of {', '.join(_MODELS)}"
        case "model_type" | "model_attributes_type" | "dict_type":
            return path, "is no object", 'write an object such as {"customer_id": …, "kind": "track", …}'
        case _:
            said = error["msg"].removeprefix("Value error, ")
            return path, *wrong_and_fix(said, "write it as docs/simulate.md shows")
