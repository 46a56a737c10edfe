"""Every table by what may happen to its rows."""

from sqlalchemy import MetaData, Table
from sqlmodel import SQLModel

from audit.tables.api_keys import ApiAnswerRow, ApiKeyRow
from audit.tables.consent_proofs import ConsentProofRow
from audit.tables.delivery import ClaimRow, DeliveryRow, FeedbackRow, MessageCopyRow
from audit.tables.directory import CustomerRow, EnrolmentRow, ProfileRow
from audit.tables.imported import ImportedMessageRow
from audit.tables.inbox import AnonymousIdRow, InboxRow
from audit.tables.journal import (
    AlertRow,
    ConsentRow,
    DecisionRow,
    EnrolmentMoveRow,
    GoalRow,
    InputRow,
    ReportRow,
    SlotChangeRow,
)
from audit.tables.keys import DataKeyRow
from audit.tables.proofs import ProofRow
from audit.tables.provider_events import ProviderEventRow
from audit.tables.published import CatalogueRow, PartRow
from audit.tables.rates import ProviderRateRow
from audit.tables.refresh import RefreshCustomerRow, RefreshRow
from audit.tables.shared import BreakerRow, PauseRow, SuppressionRow, TombstoneRow
from audit.tables.waiting import DutyRow, PlaceRow, WaitingRow

METADATA: MetaData = SQLModel.metadata


def table_of(model: type[SQLModel]) -> Table:
    """The SQL table behind a table model."""
    return METADATA.tables[str(model.__tablename__)]


JOURNAL: tuple[type[SQLModel], ...] = (
    InputRow,
    DecisionRow,
    EnrolmentMoveRow,
    SlotChangeRow,
    ReportRow,
    GoalRow,
    ConsentRow,
    AlertRow,
    SuppressionRow,
)
"""Rows under (customer_id, seq, life)."""

LEDGER: tuple[type[SQLModel], ...] = (
    *JOURNAL,
    ClaimRow,
    DeliveryRow,
    FeedbackRow,
    MessageCopyRow,
    ImportedMessageRow,
    ProofRow,
    ConsentProofRow,
    PauseRow,
    BreakerRow,
    TombstoneRow,
    CatalogueRow,
    PartRow,
)
"""Append-only: a row is never changed but for its private column being blanked."""

SNAPSHOTS: tuple[type[SQLModel], ...] = (CustomerRow, EnrolmentRow, ProfileRow)
"""Show what stands now: replaced by every journal, gone after erasure."""

KEPT: tuple[type[SQLModel], ...] = (InboxRow, AnonymousIdRow, ProviderEventRow)
"""What doors accepted, and whose it is; what was handed over goes when it is old."""

KEYS: tuple[type[SQLModel], ...] = (DataKeyRow, ApiKeyRow)
"""Secrets: in no export; wrapped (and blanked to destroy what they protect) or hashed."""

WORK: tuple[type[SQLModel], ...] = (
    RefreshRow,
    RefreshCustomerRow,
    PlaceRow,
    WaitingRow,
    DutyRow,
    ApiAnswerRow,
    ProviderRateRow,
)
"""How far a job that goes through many customers has come, places and turns taken, and who waits."""
