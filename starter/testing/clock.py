"""Instants as tests write them."""

from datetime import UTC, datetime, timedelta

from pydantic import TypeAdapter, ValidationError

from engine.model import Instant
from starter.testing.errors import MistakenTest

__tracebackhide__ = True  # a failing test is shown where it stands, not where it was noticed

_INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)


def instant(written: datetime | str, where: str) -> datetime:
    """In UTC. Raises MistakenTest for what is no instant, or one without a zone."""
    try:
        return _INSTANT.validate_python(written).astimezone(UTC)
    except ValidationError as error:
        said = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise MistakenTest(f"{where}: {written!r} is no instant: {said}; write 2035-01-01T09:00:00Z") from None


def span(days: float, hours: float, minutes: float, seconds: float) -> timedelta:
    """Raises MistakenTest for one that is not longer than nothing."""
    found = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if found <= timedelta():
        raise MistakenTest("skip forward: write skip(days=2) or skip(hours=1, minutes=30)")
    return found
