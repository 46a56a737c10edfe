"""One customer's decisions with every rule that was looked at, from the ledger."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, Select, String, cast, or_, select

from audit.database import read
from audit.tables.columns import unpack
from audit.tables.everything import table_of
from audit.tables.journal import DecisionRow
from engine.contracts.journal import Decided

_DECISION = table_of(DecisionRow)
_LISTS = ("tags", "topics")
_PLAIN = tuple(set(Decided.model_fields) - {"kind", "rules", *_LISTS})


def decisions_of(database: Engine, customer_id: str, since: datetime | None = None) -> Sequence[Decided]:
    """All of them, or those since an instant, in order of the workflow's time, and within an instant as written.

    There are no rules for what was dropped outside of them, nor for an erased customer; the evidence holds personal
    values.
    """
    query = _hers(customer_id)
    return _read(database, query if since is None else query.where(_DECISION.c.at >= since))


def newest_decisions(database: Engine, customer_id: str, most: int, wanted: str | None = None) -> Sequence[Decided]:
    """So many at most, oldest first; `wanted`: those about it, as `is_about` says."""
    query = _hers(customer_id)
    if wanted is not None:
        query = query.where(_is_about(wanted))
    newest = query.order_by(None).order_by(_DECISION.c.at.desc(), _DECISION.c.seq.desc()).limit(most)
    return list(reversed(_read(database, newest)))


def decisions_on(database: Engine, customer_id: str, message_ids: Collection[str]) -> Sequence[Decided]:
    """Every decision on messages, in order."""
    return _read(database, _hers(customer_id).where(_DECISION.c.message_id.in_(message_ids)))


def decided_messages(database: Engine, customer_id: str) -> Sequence[str]:
    """The keys of all messages that anything was decided about."""
    query = select(_DECISION.c.message).where(_DECISION.c.customer_id == customer_id).distinct()
    return sorted(read(database, lambda connection: connection.scalars(query).all()))


def _hers(customer_id: str) -> Select[Any]:
    hers = select(_DECISION).where(_DECISION.c.customer_id == customer_id)
    return hers.order_by(_DECISION.c.at, _DECISION.c.seq)


def _is_about(wanted: str) -> ColumnElement[bool]:
    seq = cast(_DECISION.c.seq, String)
    return or_(
        _DECISION.c.message_id == wanted,
        _DECISION.c.message == wanted,
        _DECISION.c.life + "/" + seq == wanted,
        seq == wanted,
    )


def _read(database: Engine, query: Select[Any]) -> Sequence[Decided]:
    return [as_recorded(row) for row in read(database, lambda connection: connection.execute(query).all())]


def as_recorded(row: Row[Any]) -> Decided:
    """The decision that a row of the ledger was written from."""
    plain = {name: getattr(row, name) for name in _PLAIN}
    lists = {name: json.loads(getattr(row, name)) for name in _LISTS}
    return Decided.model_validate({**plain, **lists, "rules": unpack(row.private).get("rules", ())})
