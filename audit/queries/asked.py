"""What a department's ask was answered, for repeats that come after the workflow forgot its answer."""

from collections.abc import Sequence

from pydantic import TypeAdapter
from sqlalchemy import Engine, select
from sqlmodel import col

from audit.database import read
from audit.tables.columns import unpack
from audit.tables.everything import table_of
from audit.tables.journal import DecisionRow
from engine.contracts.answers import AskAnswer
from engine.contracts.journal import RuleLook
from engine.policy.conclusion import conclude

_LOOKS: TypeAdapter[Sequence[RuleLook]] = TypeAdapter(list[RuleLook])


def answer_of(database: Engine, customer_id: str, message_id: str) -> AskAnswer | None:
    """The decision on it in the words of the answer; None: none is on record."""
    query = (
        select(table_of(DecisionRow))
        .where(
            col(DecisionRow.message_id) == message_id,
            col(DecisionRow.customer_id) == customer_id,
            col(DecisionRow.asked),
        )
        .order_by(col(DecisionRow.at), col(DecisionRow.seq))
        .limit(1)
    )
    row = read(database, lambda connection: connection.execute(query).first())
    if row is None:
        return None
    sends = row.verdict == "send"
    looks = _LOOKS.validate_python(unpack(row.private).get("rules", []))
    return AskAnswer(
        verdict="send" if sends else "drop",
        message_id=row.message_id,
        channel=row.channel,
        lapses=row.lapses,
        reason=row.reason,
        rule=conclude(looks).rule if looks and not sends else "",
        would_pass_at=None if sends else row.until,
    )
