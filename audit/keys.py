"""Keeps the wrapped data keys: one for each owner, made once and destroyed for good."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, func, select, update
from sqlmodel import col

from audit.database import database_now, read, serialise, write
from audit.rows import append
from audit.shared_rows import basics
from audit.tables.everything import table_of
from audit.tables.keys import DataKeyRow
from engine.contracts.ports import KeyDestroyed, KeyUnknown, WrappedKey

_KEYS = table_of(DataKeyRow)


class SqlKeyStore:
    """The KeyStore over a database opened by `open_database`; blocking."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    def of_owner(self, owner: str) -> WrappedKey | None:
        """None: the owner has none yet. Raises KeyDestroyed."""
        return read(self._database, lambda connection: _first(connection, _of_owner(owner)))

    def by_id(self, key_id: str) -> WrappedKey:
        """Raises KeyUnknown, KeyDestroyed."""
        found = read(self._database, lambda connection: _first(connection, select(_KEYS).where(_KEYS.c.id == key_id)))
        if found is None:
            raise KeyUnknown(key_id)
        return found

    def add(self, key: WrappedKey) -> WrappedKey:
        """Keep the owner's first key, and return the one that stands: another process may be faster.

        Raises KeyDestroyed.
        """

        def work(connection: Connection) -> WrappedKey:
            serialise(connection, f"customer {key.owner}")
            if basics(connection, key.owner).erased:
                raise KeyDestroyed(key.owner)
            append(connection, _KEYS, [{**dict(key), "created_at": database_now(connection)}])
            standing = _first(connection, _of_owner(key.owner))
            assert standing is not None  # this one, or the one that was there
            return standing

        return write(self._database, work)

    def wrapped_by_others(self, master: str, limit: int) -> Sequence[WrappedKey]:
        """Some of the keys that another master key than this one wraps."""
        query = select(_KEYS).where(_KEYS.c.wrapped.is_not(None), _KEYS.c.master != master).limit(limit)
        return read(self._database, lambda connection: [_key(row) for row in connection.execute(query)])

    def one_of_each_master(self) -> Sequence[WrappedKey]:
        """A key for each master key that wraps any."""
        first = select(func.min(_KEYS.c.id)).where(_KEYS.c.wrapped.is_not(None)).group_by(_KEYS.c.master)
        query = select(_KEYS).where(_KEYS.c.id.in_(first))
        return read(self._database, lambda connection: [_key(row) for row in connection.execute(query)])

    def rewrap(self, keys: Sequence[WrappedKey]) -> None:
        """Put new wraps in the place of the old; what was destroyed meanwhile stays destroyed."""

        def work(connection: Connection) -> None:
            for key in keys:
                connection.execute(
                    update(_KEYS)
                    .where(_KEYS.c.id == key.id, _KEYS.c.wrapped.is_not(None))
                    .values(master=key.master, wrapped=key.wrapped)
                )

        write(self._database, work)


def destroy_key(connection: Connection, owner: str) -> None:
    """What was written with it can be read by nobody from now on."""
    connection.execute(
        update(_KEYS)
        .where(_KEYS.c.owner == owner, _KEYS.c.wrapped.is_not(None))
        .values(master=None, wrapped=None, destroyed_at=database_now(connection))
    )


def _of_owner(owner: str) -> Select[Any]:
    return select(_KEYS).where(col(DataKeyRow.owner) == owner)


def _first(connection: Connection, query: Select[Any]) -> WrappedKey | None:
    row = connection.execute(query).first()
    return None if row is None else _key(row)


def _key(row: Row[Any]) -> WrappedKey:
    if row.wrapped is None:
        raise KeyDestroyed(row.owner)
    return WrappedKey.model_validate(row, from_attributes=True)
