"""What a customer agreed to, by which proof, and what she has chosen that her workflow has not taken in yet."""

import json
from collections.abc import Sequence

from pydantic import TypeAdapter
from sqlalchemy import Engine, exists, select
from sqlmodel import col

from audit.consent_proofs import Page
from audit.database import read
from audit.recalled_standing import consents
from audit.tables.columns import unpack
from audit.tables.consent_proofs import ConsentProofRow
from audit.tables.delivery import ClaimRow
from audit.tables.everything import table_of
from audit.tables.journal import DecisionRow, InputRow
from audit.tables.shared import TombstoneRow
from engine.contracts.inputs import Feedback, Identify
from engine.contracts.recollection import RecalledConsent
from engine.language.terms import Channel
from engine.model import Frozen, Instant

_INPUTS: TypeAdapter[tuple[Identify | Feedback, ...]] = TypeAdapter(tuple[Identify | Feedback, ...])


class Recipient(Frozen):
    """Whom a message went to."""

    customer_id: str
    decided_at: Instant
    topics: tuple[str, ...] = ()


class ConsentProof(Frozen):
    """One choice on a page as it stands; what is personal is gone once the customer was erased."""

    proof_id: str
    customer_id: str
    message_id: str
    channel: Channel
    page: Page
    language: str
    wording: str
    text: str
    at: Instant
    ip: str = ""
    user_agent: str = ""
    inputs: tuple[Identify | Feedback, ...] = ()


def recipient_of(database: Engine, message_id: str, channel: Channel) -> Recipient | None:
    """None where no such message was ever handed over, or its customer was erased."""
    erased = exists().where(col(TombstoneRow.customer_id) == col(ClaimRow.customer_id))
    claims = (
        select(col(ClaimRow.customer_id), col(ClaimRow.decided_at))
        .where(col(ClaimRow.message_id) == message_id, col(ClaimRow.channel) == channel.value, ~erased)
        .order_by(col(ClaimRow.decided_at).desc())
        .limit(1)
    )
    topics = select(col(DecisionRow.topics)).where(col(DecisionRow.message_id) == message_id).limit(1)
    claim = read(database, lambda connection: connection.execute(claims).first())
    if claim is None:
        return None
    said = read(database, lambda connection: connection.scalars(topics).first())
    return Recipient(customer_id=claim.customer_id, decided_at=claim.decided_at, topics=json.loads(said or "[]"))


def consents_of(database: Engine, customer_id: str) -> Sequence[RecalledConsent]:
    """Per purpose, channel and topic the newest by event time; oldest first."""
    return read(database, lambda connection: consents(connection, customer_id))


def proofs_of(database: Engine, customer_id: str, *, waiting: bool = False) -> Sequence[ConsentProof]:
    """Oldest first; `waiting`: only those that her journal does not have yet."""
    query = (
        select(table_of(ConsentProofRow))
        .where(col(ConsentProofRow.customer_id) == customer_id)
        .order_by(col(ConsentProofRow.written_at), col(ConsentProofRow.proof_id))
    )
    if waiting:
        absorbed = exists().where(
            col(InputRow.customer_id) == customer_id, col(InputRow.input_id) == col(ConsentProofRow.proof_id)
        )
        query = query.where(~absorbed)
    rows = read(database, lambda connection: connection.execute(query).all())
    return [_proof({**row._mapping}) for row in rows]


def _proof(row: dict[str, object]) -> ConsentProof:
    private = unpack(row["private"] if isinstance(row["private"], str) else None)
    inputs = _INPUTS.validate_python(private.pop("inputs", ()))
    return ConsentProof.model_validate({**row, **private, "at": row["written_at"], "inputs": inputs})
