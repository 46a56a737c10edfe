"""One customer's decisions with every rule that was looked at, from the ledger."""

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Engine, Row, select

from audit.database import read
from audit.tables.columns import unpack
from audit.tables.everything import table_of
from audit.tables.journal import DecisionRow
from engine.contracts.journal import RuleLook
from engine.model import Frozen, Instant

_RULES = TypeAdapter(tuple[RuleLook, ...])


class DecisionLook(Frozen):
    """What became of a proposal, and why; the evidence holds personal values."""

    at: Instant
    due: Instant
    message_id: str
    message: str
    journey: str | None
    step: str | None
    verdict: str
    channel: str | None
    reason: str | None
    until: Instant | None
    rules: tuple[RuleLook, ...]
    """in the order in which they were looked at; none of what was dropped outside the rules or of an erased customer"""


def decisions_of(database: Engine, customer_id: str) -> Sequence[DecisionLook]:
    """All of them, in order of the workflow's time, and within an instant as they were written."""
    table = table_of(DecisionRow)
    query = select(table).where(table.c.customer_id == customer_id).order_by(table.c.at, table.c.seq)
    return [_look(row) for row in read(database, lambda connection: connection.execute(query).all())]


def _look(row: Row[Any]) -> DecisionLook:
    rules = _RULES.validate_python(unpack(row.private).get("rules", ()))
    facts = {name: getattr(row, name) for name in DecisionLook.model_fields if name != "rules"}
    return DecisionLook(rules=rules, **facts)
