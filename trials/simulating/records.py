"""One line of an events file: what it may say, and the input that it stands for."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Literal, NamedTuple, assert_never

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from catalogue.faults import did_you_mean, path_text, wrong_and_fix
from engine.contracts.inputs import ConsentChange, Enrol, Identify, Input, InputId, Track
from engine.identity import check_customer_id
from engine.language.schema import Schema
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


Record = Annotated[TrackRecord | IdentifyRecord | EnrolRecord, Field(discriminator="kind")]
_RECORD: TypeAdapter[TrackRecord | IdentifyRecord | EnrolRecord] = TypeAdapter(Record)
_MODELS: dict[str, type[RecordBase]] = {"track": TrackRecord, "identify": IdentifyRecord, "enrol": EnrolRecord}


class Arrival(NamedTuple):
    """An input of a customer and when it arrives."""

    customer_id: str
    at: datetime
    input: Input


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
    source = record.id or default_id
    return Arrival(record.customer_id, record.arrives or record.at, _input(record, source))


def _input(record: TrackRecord | IdentifyRecord | EnrolRecord, source: str) -> Input:
    match record:
        case TrackRecord(type=kind, properties=properties, backfill=backfill):
            return Track(id=source, at=record.at, type=kind, properties=properties, backfill=backfill)
        case IdentifyRecord(attributes=attributes, consents=consents, backfill=backfill):
            return Identify(id=source, at=record.at, attributes=attributes, consents=consents, backfill=backfill)
        case EnrolRecord(journey=journey, facts=facts):
            return Enrol(id=source, at=record.at, journey=journey, facts=facts)
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
