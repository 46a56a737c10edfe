"""The bases of every contract type and the one named map of attributes."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, JsonValue

Attributes = dict[str, JsonValue]
"""Named JSON values: a customer's profile, a trigger's properties, a run's facts. The only open map."""


def _aware_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a time needs a zone: write 2026-04-14T08:10:00Z or …+02:00")
    return value.astimezone(UTC)


Instant = Annotated[datetime, AfterValidator(_aware_utc)]
"""A point in time; aware, normalised to UTC, microseconds. A time stamp without a zone is an error."""


class Frozen(BaseModel):
    """A contract type: never changed, and tolerant of fields that a newer build added."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Written(BaseModel):
    """A definition written by a person: never changed, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Kept(BaseModel):
    """A part of the customer's state: changed by the engine only, carried whole through continue-as-new."""

    model_config = ConfigDict(extra="ignore")
