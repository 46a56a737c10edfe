"""What a line of each kind of file says: an input of a customer, always as a backfill, or a suppressed address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, ValidationError

from audit.suppressing import SuppressedAddress
from engine.contracts.inputs import ConsentChange, Elsewhere, Identify, Report, Track
from engine.customer.addresses import can_be_one
from engine.identity import digest
from engine.language.schema import Schema
from engine.language.terms import Channel, Purpose
from engine.model import Attributes, Instant, Written
from starter.checks import check_size, check_type
from starter.errors import InputRefused
from starter.importing.impossible import impossible
from starter.importing.values import typed
from starter.tracking_plan import changes_profile, complaints
from trials.imported.records import read_record
from trials.simulating.records import BadRecord

Kind = Literal["customers", "consents", "suppressions", "events", "messages"]
KINDS: tuple[Kind, ...] = get_args(Kind)


def _id(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


GivenId = Annotated[str, BeforeValidator(_id), Field(min_length=1, max_length=200)]


class _Consent(Written):
    customer_id: GivenId
    status: Annotated[Literal["granted", "denied", "pending"], BeforeValidator(_lower)]
    at: Instant
    source: str = Field(min_length=1)
    wording: str = ""
    purpose: Annotated[Purpose | None, BeforeValidator(_lower)] = None
    channel: Annotated[Channel | None, BeforeValidator(_lower)] = None
    topic: str | None = None
    confirmed: bool = False


class _Suppression(Written):
    address: str = Field(min_length=1, max_length=320)
    channel: Annotated[Channel, BeforeValidator(_lower)] = Channel.EMAIL
    scope: Annotated[Literal["marketing", "everything"], BeforeValidator(_lower)] = "everything"
    cause: str = Field(default="imported", max_length=100)
    at: Instant | None = None


@dataclass(frozen=True)
class Taken:
    """An input, of whom."""

    customer_id: str
    input: Identify | Track | Report


@dataclass(frozen=True)
class Reader:
    """Of one file; `written` is when the file was, which is the time of what has none of its own."""

    kind: Kind
    plan: Schema
    channels: frozenset[Channel]
    """of the policy"""
    usable: Callable[[str], str]
    written: datetime

    def read(self, record: Attributes) -> Taken | SuppressedAddress:
        """Raises InputRefused with the fix, and `place` before a colon."""
        try:
            return _READ[self.kind](self, record)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False, include_context=False)[0]
            place = ".".join(map(str, first["loc"]))
            raise InputRefused(f"{place}: {_fix(first['type'], first['msg'])}") from None
        except BadRecord as bad:
            place, what, fix = bad.faults[0]
            raise InputRefused(f"{place}: {what}: {fix}") from None

    def customer(self, record: Attributes) -> Taken:
        customer_id, at = self._whose(record), self._at(record)
        attributes = typed(
            {name: value for name, value in record.items() if name not in ("customer_id", "at")}, self.plan.customer
        )
        entry = Identify(id=self._id(record), at=at, attributes=attributes, backfill=True)
        return self._checked(customer_id, entry, "the attributes")

    def event(self, record: Attributes) -> Taken:
        customer_id, at = self._whose(record), self._at(record)
        type = record.get("type")
        if not isinstance(type, str):
            raise InputRefused("type: is missing: name the trigger")
        check_type(type, self.plan.triggers)
        given = record.get("properties")
        cells = given if isinstance(given, dict) else {n: v for n, v in record.items() if n not in _OF_EVENT}
        properties = typed(cells, self.plan.triggers.get(type, {}))
        written = record.get("id")
        id = written if isinstance(written, str) and 0 < len(written) <= 200 else self._id(record)
        entry = Track(id=id, type=type, at=at, properties=properties, backfill=True)
        return self._checked(customer_id, entry, "the properties")

    def consent(self, record: Attributes) -> Taken:
        said = _Consent.model_validate(record)
        change = ConsentChange.model_validate(said.model_dump(exclude={"customer_id", "at"}))
        entry = Identify(id=self._id(record), at=said.at, consents=(change,), backfill=True)
        check_size(entry, "the texts")
        return Taken(self.usable(said.customer_id), entry)

    def suppression(self, record: Attributes) -> SuppressedAddress:
        said = _Suppression.model_validate(record)
        if said.channel not in self.channels:
            there = ", ".join(sorted(one.value for one in self.channels))
            raise InputRefused(f"channel: nothing is sent by {said.channel.value!r}: the policy has {there}")
        if not can_be_one(said.channel, said.address):
            raise InputRefused(f"address: is none of the channel {said.channel.value}: write it as messages go to it")
        return SuppressedAddress(**said.model_dump(exclude={"at"}), at=said.at or self.written)

    def message(self, record: Attributes) -> Taken:
        sent = read_record(record)
        if sent.sent_at > self.written:
            raise InputRefused("sent_at: is later than the file: leave out what is not sent yet")
        what = Elsewhere.model_validate(sent, from_attributes=True)
        id = digest("import message", sent.message_id)
        entry = Report(id=id, at=self.written, what=what, channel=sent.channel, sent_at=sent.sent_at)
        check_size(entry, "the texts")
        return Taken(self.usable(sent.customer_id), entry)

    def _checked(self, customer_id: str, entry: Identify | Track, part: str) -> Taken:
        check_size(entry, part)
        found = [*complaints(entry, self.plan), *impossible(_profile(entry, self.plan), self.plan.customer)]
        if found:
            raise InputRefused("; ".join(found))
        return Taken(customer_id, entry)

    def _whose(self, record: Attributes) -> str:
        written = _id(record.get("customer_id"))
        if not isinstance(written, str):
            raise InputRefused("customer_id: is missing")
        return self.usable(written)

    def _at(self, record: Attributes) -> datetime:
        """Events have their own time; a profile without one is as it was when the file was written."""
        if "at" not in record and self.kind == "customers":
            return self.written
        return _When.model_validate({"at": record.get("at")}).at

    def _id(self, record: Attributes) -> str:
        """The same for the same line: imported again it changes nothing."""
        said = sorted((name, repr(value)) for name, value in record.items())
        return digest("import", self.kind, *(part for pair in said for part in pair))


def _profile(entry: Identify | Track, plan: Schema) -> Attributes:
    """What the input makes of the customer."""
    if isinstance(entry, Identify):
        return entry.attributes
    changed = entry.type.removesuffix("_changed")
    return {changed: entry.properties["new"]} if changes_profile(entry, plan) else {}


class _When(Written):
    at: Instant


def _fix(type: str, said: str) -> str:
    match type:
        case "missing":
            return "is needed: write it"
        case "extra_forbidden":
            return "no such column: take it out, or look how it is spelled"
        case _:
            return said.removeprefix("Value error, ")


_OF_EVENT = frozenset({"customer_id", "type", "at", "id", "properties"})
_READ: Mapping[Kind, Callable[[Reader, Attributes], Taken | SuppressedAddress]] = {
    "customers": Reader.customer,
    "consents": Reader.consent,
    "suppressions": Reader.suppression,
    "events": Reader.event,
    "messages": Reader.message,
}
