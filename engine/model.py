"""The bases of every contract type and the one named map of attributes."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

Attributes = dict[str, JsonValue]
"""Named JSON values: a customer's profile, a trigger's properties, a run's facts. The only open map."""


def _instant(value: object, parse: ValidatorFunctionWrapHandler) -> datetime:
    """Numbers are refused: pydantic takes them, and texts of digits, for seconds or milliseconds of 1970."""
    iso_text = isinstance(value, str) and value[4:5] == "-"
    if not (iso_text or isinstance(value, datetime)):
        raise ValueError(_no_time(value))
    try:
        parsed: datetime = parse(value)
    except ValidationError as error:
        raise ValueError(_no_time(value)) from error
    if parsed.tzinfo is None:
        raise ValueError("a time needs a zone: write 2026-04-14T08:10:00Z or …+02:00")
    try:
        return parsed.astimezone(UTC)
    except OverflowError as error:  # the last hours of 9999 west of Greenwich, the first of 1 east of it
        raise ValueError(_no_time(value)) from error


def _no_time(value: object) -> str:
    return f"{str(value)[:40]!r} is no time: write 2026-04-14T08:10:00Z"


Instant = Annotated[datetime, WrapValidator(_instant)]
"""A point in time; aware, normalised to UTC, microseconds. A number, or a time without a zone, is an error."""


class Frozen(BaseModel):
    """A contract type: never changed, and tolerant of fields that a newer build added.

    An error names the place and never the value: it ends up in logs, and values are people's data.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Written(BaseModel):
    """A definition written by a person: never changed, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Kept(BaseModel):
    """A part of the customer's state: changed by the engine only, carried whole through continue-as-new."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)
