"""The table of what customers chose on their pages: when, where and by which words; append-only."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from audit.tables.columns import Private, UtcTime


class ConsentProofRow(Private, table=True):
    """One choice on a page; private: what was stored by it, and of an agreement the caller's address and browser."""

    __tablename__ = "consent_proof"
    __table_args__ = (Index("ix_consent_proof_customer", "customer_id", "written_at"),)

    proof_id: str = Field(primary_key=True)
    """the id of the input that was stored by it"""
    customer_id: str
    message_id: str
    """the message whose link led to the page"""
    channel: str
    """over which that message went"""
    page: str
    """unsubscribe, preferences or confirm"""
    language: str
    wording: str
    """SHA-256 of the text"""
    text: str
    """what the page said about what she agreed to or took back"""
    written_at: datetime = Field(sa_type=UtcTime)
