"""Times as scenarios write them: local, to the minute or the second; with an offset where a local time is two."""

import re
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from engine.localtime.instants import instant_of, local_time

_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?")


def _parse(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise ValueError(f"{value!r} is not a time of a scenario: write a local one such as 2026-04-14 08:10")
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{value!r} is no time of any calendar: write one such as 2026-04-14 08:10") from None


At = Annotated[
    datetime,
    BeforeValidator(_parse),
    PlainSerializer(lambda value: value.isoformat(" "), return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^{_TIME.pattern}$", "examples": ["2026-04-14 08:10"]}),
]
"""Without an offset it is a time of the scenario's zone: skipped by a clock change, the next there is; twice, the
first."""


def instant(at: datetime, zone: ZoneInfo) -> datetime:
    """The instant that is meant, in UTC."""
    return at.astimezone(UTC) if at.tzinfo is not None else instant_of(at.date(), at.time(), zone)


def shown(at: datetime, zone: ZoneInfo) -> str:
    """An instant as a scenario in that zone would write it; in the second of two equal hours with its offset."""
    local = local_time(at, zone).replace(microsecond=0)
    text = f"{local:%Y-%m-%d %H:%M}" + (f":{local:%S}" if local.second else "")
    if instant(local, zone) == at.replace(microsecond=0):
        return text
    offset = f"{at.astimezone(zone):%z}"
    return f"{text}{offset[:3]}:{offset[3:5]}"
