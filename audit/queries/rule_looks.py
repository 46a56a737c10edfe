"""One customer's decisions with every rule that was looked at, from the ledger."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, Row, select

from audit.database import read
from audit.tables.columns import unpack
from audit.tables.everything import table_of
from audit.tables.journal import DecisionRow
from engine.contracts.journal import Decided

_LISTS = ("tags", "topics")
_PLAIN = tuple(set(Decided.model_fields) - {"kind", "rules", *_LISTS})


def decisions_of(database: Engine, customer_id: str) -> Sequence[Decided]:
    """All of them, in order of the workflow's time, and within an instant as they were written.

    There are no rules for what was dropped outside of them, nor for an erased customer; the evidence holds personal
    values.
    """
    table = table_of(DecisionRow)
    query = select(table).where(table.c.customer_id == customer_id).order_by(table.c.at, table.c.seq)
    return [as_recorded(row) for row in read(database, lambda connection: connection.execute(query).all())]


def as_recorded(row: Row[Any]) -> Decided:
    """The decision that a row of the ledger was written from."""
    plain = {name: getattr(row, name) for name in _PLAIN}
    lists = {name: json.loads(getattr(row, name)) for name in _LISTS}
    return Decided.model_validate({**plain, **lists, "rules": unpack(row.private).get("rules", ())})
