"""Hands out how much may be sent through a provider's account: in turns, to all workers from one row."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, select
from sqlmodel import col

from audit.database import database_now, read, serialise, write
from audit.rows import replace
from audit.tables.everything import table_of
from audit.tables.rates import ProviderRateRow

PATIENCE = timedelta(seconds=1)
"""So far ahead turns are handed out; who would wait longer is told when to come back."""
BATCH = 0.5
"""seconds; no worker takes the turns of a longer time at once, so that none of them starves the others"""

_RATE = table_of(ProviderRateRow)


@dataclass(frozen=True)
class Turns:
    """`count` requests may go, the first after `wait`, each of the others `step` later."""

    wait: timedelta
    step: timedelta
    count: int


@dataclass(frozen=True)
class Full:
    """No turn within PATIENCE; the next one is `wait` away."""

    wait: timedelta


@dataclass(frozen=True)
class Held:
    """The provider takes nothing for `wait`."""

    wait: timedelta


class ProviderRates:
    """Blocking. Spans are told instead of instants: clocks of workers may differ."""

    def __init__(self, database: Engine, rates: Mapping[str, float]) -> None:
        """`rates` in requests per second by account."""
        self._database = database
        self._rates = rates

    def turns(self, account: str, wanted: int) -> Turns | Full | Held:
        """Take up to so many turns of an account that has a rate. Raises KeyError for one that has none."""
        rate = self._rates[account]
        return write(self._database, lambda connection: _take(connection, account, rate, wanted))

    def held(self, account: str) -> timedelta | None:
        """For how long the provider takes nothing any more."""

        def look(connection: Connection) -> timedelta | None:
            row = _row(connection, account)
            return None if row is None else _hold_left(row, database_now(connection))

        return read(self._database, look)

    def hold(self, account: str, span: timedelta, detail: str) -> None:
        """The provider takes nothing for so long; a longer hold stands."""

        def keep(connection: Connection) -> None:
            serialise(connection, f"rate {account}")
            now, row = database_now(connection), _row(connection, account)
            until = now + span
            if row is not None and row.held_until is not None and row.held_until >= until:
                return
            taken_until = now if row is None else row.taken_until
            _write(connection, account, taken_until, until, detail)

        write(self._database, keep)


def _take(connection: Connection, account: str, rate: float, wanted: int) -> Turns | Full | Held:
    serialise(connection, f"rate {account}")
    now, row = database_now(connection), _row(connection, account)
    if row is not None and (left := _hold_left(row, now)) is not None:
        return Held(left)
    first = now if row is None else max(now, row.taken_until)
    if first - now >= PATIENCE:
        return Full(first - now)
    count = max(1, min(wanted, math.ceil(rate * BATCH)))
    step = timedelta(seconds=1 / rate)
    _write(connection, account, first + count * step, row.held_until if row else None, row.detail if row else "")
    return Turns(first - now, step, count)


def _hold_left(row: Row[Any], now: datetime) -> timedelta | None:
    return row.held_until - now if row.held_until is not None and row.held_until > now else None


def _row(connection: Connection, account: str) -> Row[Any] | None:
    return connection.execute(select(_RATE).where(col(ProviderRateRow.account) == account)).one_or_none()


def _write(
    connection: Connection, account: str, taken_until: datetime, held_until: datetime | None, detail: str
) -> None:
    row = {"account": account, "taken_until": taken_until, "held_until": held_until, "detail": detail}
    replace(connection, _RATE, [row])
