"""The part of a recollection that the event memory and the window of seen inputs are rebuilt from."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, select
from sqlmodel import col

from audit.tables.columns import unpack
from audit.tables.journal import InputRow
from engine.contracts.inputs import Track

MEMORY_PER_TYPE = 200
SEEN_INPUTS = 512
SEEN_FOR = timedelta(days=7)

_OF_CUSTOMER = col(InputRow.customer_id) == bindparam("customer_id")
_TRACKS = (
    select(
        col(InputRow.event_at),
        col(InputRow.seq),
        col(InputRow.at),
        col(InputRow.private),
        func.row_number()
        .over(
            partition_by=col(InputRow.type),
            order_by=(col(InputRow.event_at).desc(), col(InputRow.seq).desc(), col(InputRow.at).desc()),
        )
        .label("rank"),
    )
    .where(_OF_CUSTOMER, col(InputRow.kind) == "track")
    .subquery()
)
_NEWEST_TRACKS = (
    select(_TRACKS.c.event_at, _TRACKS.c.private)
    .where(_TRACKS.c.rank <= MEMORY_PER_TYPE, _TRACKS.c.private.is_not(None))
    .order_by(_TRACKS.c.event_at, _TRACKS.c.seq, _TRACKS.c.at)
)
_NEWEST_IDS = (
    select(col(InputRow.input_id))
    .where(_OF_CUSTOMER, col(InputRow.at) >= bindparam("since"))
    .order_by(col(InputRow.seq).desc(), col(InputRow.at).desc())
    .limit(SEEN_INPUTS)
)


def triggers(connection: Connection, customer_id: str) -> tuple[Track, ...]:
    """The newest triggers of each type, oldest first, at the time they are remembered at."""
    found: dict[str, Track] = {}
    for event_at, private in connection.execute(_NEWEST_TRACKS, {"customer_id": customer_id}):
        track = Track.model_validate(unpack(private)["input"]).model_copy(update={"at": event_at})
        found.setdefault(track.id, track)  # an old repeat that was absorbed again is one event still
    return tuple(found.values())


def absorbed_ids(connection: Connection, customer_id: str, now: datetime) -> tuple[str, ...]:
    """The ids of the newest inputs, newest first."""
    ids = connection.scalars(_NEWEST_IDS, {"customer_id": customer_id, "since": now - SEEN_FOR})
    return tuple(dict.fromkeys(ids))
