"""Takes and gives back the places of slow channels, exact under concurrency."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, select
from sqlmodel import col

from audit.database import serialise
from audit.rows import append
from audit.tables.everything import table_of
from audit.tables.waiting import PlaceRow
from engine.contracts.answers import Answer, NotNow, Refused
from engine.contracts.commands import DayPlaces, Deliver
from engine.language.terms import Channel

_LONGER_THAN_A_DAY = timedelta(days=2)
_PLACE = table_of(PlaceRow)
_TAKEN = (
    select(func.count())
    .select_from(_PLACE)
    .where(
        col(PlaceRow.channel) == bindparam("channel"),
        col(PlaceRow.since) == bindparam("since"),
    )
)
_GIVEN_BACK = delete(_PLACE).where(
    col(PlaceRow.message_id) == bindparam("message_id"), col(PlaceRow.attempt) == bindparam("attempt_")
)


def taken(connection: Connection, command: Deliver, day: DayPlaces) -> int:
    """On that day; nobody else takes one until this transaction ends."""
    serialise(connection, f"places {command.channel.value} {day.since.isoformat()}")
    about = {"channel": command.channel.value, "since": day.since}
    count: int = connection.execute(_TAKEN, about).scalar_one()
    return count


def take(connection: Connection, command: Deliver, day: DayPlaces) -> None:
    """Once for an attempt."""
    row = {
        "message_id": command.message_id,
        "attempt": command.attempt,
        "channel": command.channel.value,
        "since": day.since,
        "until": day.until,
    }
    append(connection, _PLACE, [row])


def give_back(connection: Connection, message_id: str, attempt: int, answer: Answer) -> None:
    """Where it was refused or did not leave; what may have arrived keeps its place."""
    if isinstance(answer, Refused | NotNow):
        connection.execute(_GIVEN_BACK, {"message_id": message_id, "attempt_": attempt})


def taken_at(connection: Connection, channel: Channel, now: datetime) -> int:
    """On the day of an instant."""
    # the days before are in the table too: the lower bound keeps the search in the index short
    today = (col(PlaceRow.since) > now - _LONGER_THAN_A_DAY, col(PlaceRow.since) <= now, col(PlaceRow.until) > now)
    query = select(func.count()).select_from(_PLACE).where(col(PlaceRow.channel) == channel.value, *today)
    count: int = connection.execute(query).scalar_one()
    return count
