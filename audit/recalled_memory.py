"""The part of a recollection that the event memory and the window of seen inputs are rebuilt from."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from audit.tables.columns import unpack
from audit.tables.journal import InputRow
from engine.contracts.inputs import Track

MEMORY_PER_TYPE = 200
SEEN_INPUTS = 512
SEEN_FOR = timedelta(days=7)


def triggers(session: Session, customer_id: str) -> tuple[Track, ...]:
    """The newest triggers of each type, oldest first, at the time they are remembered at."""
    rank = func.row_number().over(
        partition_by=col(InputRow.type), order_by=(col(InputRow.event_at).desc(), col(InputRow.seq).desc())
    )
    ranked = (
        select(col(InputRow.event_at), col(InputRow.seq), col(InputRow.private), rank.label("rank"))
        .where(col(InputRow.customer_id) == customer_id, col(InputRow.kind) == "track")
        .subquery()
    )
    rows = session.execute(
        select(ranked.c.event_at, ranked.c.private)
        .where(ranked.c.rank <= MEMORY_PER_TYPE, ranked.c.private.is_not(None))
        .order_by(ranked.c.event_at, ranked.c.seq)
    )
    found: dict[str, Track] = {}
    for event_at, private in rows:
        track = Track.model_validate(unpack(private)["input"]).model_copy(update={"at": event_at})
        found.setdefault(track.id, track)  # an old repeat that was absorbed again is one event still
    return tuple(found.values())


def absorbed_ids(session: Session, customer_id: str, now: datetime) -> tuple[str, ...]:
    """The ids of the newest inputs, newest first."""
    rows = session.scalars(
        select(col(InputRow.input_id))
        .where(col(InputRow.customer_id) == customer_id, col(InputRow.at) >= now - SEEN_FOR)
        .order_by(col(InputRow.seq).desc())
        .limit(SEEN_INPUTS)
    ).all()
    return tuple(dict.fromkeys(rows))
