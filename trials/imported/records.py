"""One line of a file of messages that other systems sent: what it may say."""

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_core import ErrorDetails

from audit.importing import ImportedMessage
from catalogue.faults import did_you_mean, path_text, wrong_and_fix
from engine.contracts.inputs import InputId
from engine.identity import check_customer_id
from engine.language.terms import Channel, Purpose
from engine.language.written import Name
from engine.model import Instant, Written
from trials.simulating.records import BadRecord

_APART = re.compile(r"[\s,;]+")
_STRANGE = re.compile(r"[^a-z0-9_-]+")
_LONGEST = 64


def _name(value: object) -> object:
    """As names are written here: `Spring Sale 2026` is `spring-sale-2026`."""
    if not isinstance(value, str):
        return value
    name = _STRANGE.sub("-", value.strip().lower()).strip("-")
    return (name if name[:1].isalpha() or not name else f"m-{name}")[:_LONGEST]


def _names(value: object) -> object:
    """A list, or names apart by blanks, commas or semicolons."""
    parts = [one for one in _APART.split(value) if one] if isinstance(value, str) else value
    return [_name(one) for one in parts] if isinstance(parts, list) else parts


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _number(value: object) -> object:
    return int(value) if isinstance(value, str) and value.strip().isdecimal() else value


def _id(value: object) -> object:
    return str(value) if isinstance(value, int) else value


GivenName = Annotated[Name, BeforeValidator(_name)]
GivenNames = Annotated[tuple[Name, ...], BeforeValidator(_names)]


class SentElsewhere(Written):
    """What is said of a message; names are brought into the form of names here."""

    customer_id: Annotated[str, BeforeValidator(_id), AfterValidator(check_customer_id)]
    department: GivenName
    message: GivenName
    purpose: Annotated[Purpose, BeforeValidator(_lower)]
    channel: Annotated[Channel, BeforeValidator(_lower)]
    sent_at: Instant
    tags: GivenNames = ()
    topics: GivenNames = ()
    priority: Annotated[int, BeforeValidator(_number), Field(ge=0, le=100)] = 50
    id: Annotated[InputId | None, BeforeValidator(_id)] = None


COLUMNS = tuple(SentElsewhere.model_fields)
REQUIRED = tuple(name for name, field in SentElsewhere.model_fields.items() if field.is_required())


def read_record(data: object) -> ImportedMessage:
    """Raises BadRecord."""
    try:
        record = SentElsewhere.model_validate(data)
    except ValidationError as error:
        raise BadRecord([_fault(one) for one in error.errors(include_url=False)]) from None
    return ImportedMessage.model_validate(dict(record))


def _fault(error: ErrorDetails) -> tuple[str, str, str]:
    path = path_text(error["loc"])
    match error["type"]:
        case "missing":
            return path, "is missing", "add it"
        case "extra_forbidden":
            return path, "unknown key", did_you_mean(str(error["loc"][-1]), COLUMNS, "leave it out")
        case "enum":
            return path, "is none that there is", f"write {error.get('ctx', {}).get('expected', 'another one')}"
        case "model_type" | "dict_type" | "model_attributes_type":
            return path, "is no object", 'write an object such as {"customer_id": …, "department": …}'
        case "string_pattern_mismatch":
            return path, "is no name", "write letters and digits"
        case _:
            said = error["msg"].removeprefix("Value error, ")
            return path, *wrong_and_fix(said, "write it as docs/operators.md shows")
