"""The proofs that were sent, and by whom."""

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, select
from sqlmodel import col

from audit.database import read
from audit.tables.columns import unpack
from audit.tables.everything import table_of
from audit.tables.proofs import ProofRow
from engine.language.terms import Channel
from engine.model import Frozen, Instant


class ProofLine(Frozen):
    """One proof as it stands; address and subject are empty once the customer was erased."""

    proof_id: str
    at: Instant
    by: str
    customer_id: str
    message: str
    content: str
    channel: Channel
    outcome: str
    fault: str | None
    address: str
    subject: str


def proofs(database: Engine, message: str | None = None) -> Sequence[ProofLine]:
    """All of them, or those of a message; oldest first."""

    def lines(connection: Connection) -> list[ProofLine]:
        query = select(table_of(ProofRow)).order_by(col(ProofRow.written_at), col(ProofRow.revision))
        if message is not None:
            query = query.where(col(ProofRow.message) == message)
        found: dict[str, ProofLine] = {}
        for row in connection.execute(query):
            before = found.get(row.proof_id)
            if before is None:
                private = unpack(row.private)
                rendered = private.get("rendered")
                subject = rendered.get("subject", "") if isinstance(rendered, dict) else ""
                line = {"at": row.written_at, "address": private.get("address", ""), "subject": subject}
                found[row.proof_id] = ProofLine.model_validate({**row._mapping, **line})
            else:
                found[row.proof_id] = before.model_copy(update={"outcome": row.outcome, "fault": row.fault})
        return list(found.values())

    return read(database, lines)
