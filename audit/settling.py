"""Settles what was unknown by what is heard later: feedback, or an operator's word."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, select
from sqlmodel import col

from audit.outcomes import Standing
from audit.places import give_back
from audit.tables.delivery import FeedbackRow
from engine.contracts.answers import Accepted, Answer, NotNow, Refused
from engine.contracts.journal import Corrected, Journal
from engine.language.reactions import PROVES_ACCEPTED

_REACTIONS = select(col(FeedbackRow.reaction)).where(
    col(FeedbackRow.message_id) == bindparam("message_id"),
    col(FeedbackRow.reaction).in_(sorted(PROVES_ACCEPTED)),
)


def settle_corrected(connection: Connection, journal: Journal, written_at: datetime) -> None:
    """Append the outcome that the engine came to know; it says nothing new the second time."""
    for entry in journal.entries:
        if not isinstance(entry, Corrected):
            continue
        standing = Standing(connection, entry.message_id)
        if (attempt := standing.attempt(entry.attempt)) is not None:
            meaning = _meaning(entry)
            if isinstance(meaning, NotNow):
                standing.withdraw(attempt, entry.by, at=entry.at, written_at=written_at)
            else:
                standing.settle(attempt, meaning, at=entry.at, written_at=written_at)
            give_back(connection, entry.message_id, entry.attempt, meaning)


def heard_before(connection: Connection, message_id: str) -> Answer | None:
    """What feedback says about a message whose claim lapsed: it may overtake the outcome."""
    reaction = connection.execute(_REACTIONS, {"message_id": message_id}).first()
    return None if reaction is None else Accepted()


def _meaning(entry: Corrected) -> Answer:
    match entry.outcome:
        case "accepted":
            return Accepted()
        case "refused":
            return Refused(fault="recipient", detail=entry.by)
        case "withdrawn":
            return NotNow(why="cancelled", detail=entry.by)
