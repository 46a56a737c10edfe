"""The table of proofs: messages sent to colleagues on trial; append-only, and never counted with deliveries."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from audit.tables.columns import Private, UtcTime


class ProofRow(Private, table=True):
    """A proof before it went out, and what became of it; private: the address, the detail and the message itself."""

    __tablename__ = "proof"
    __table_args__ = (Index("ix_proof_customer", "customer_id"), Index("ix_proof_message", "message"))

    proof_id: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    """1: about to be sent; 2: the outcome"""
    customer_id: str
    message: str
    content: str
    """hash of the message part"""
    channel: str
    by: str
    written_at: datetime = Field(sa_type=UtcTime)
    outcome: str
    """sending, accepted, refused, unknown or not_now"""
    fault: str | None = None
    provider_id: str | None = None
