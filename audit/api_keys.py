"""Keeps the API keys of the HTTP doors: who has one, what it may do, until when; of the secret only a hash."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, select, update

from audit.database import database_now, read, serialise, write
from audit.rows import insert
from audit.tables.api_keys import ApiKeyRow
from audit.tables.everything import table_of
from engine.model import Frozen, Instant

_KEYS = table_of(ApiKeyRow)
_IN_ORDER = select(_KEYS).order_by(_KEYS.c.created_at, _KEYS.c.id)


class NewKey(Frozen):
    """A key to be kept; `digest` is the SHA-256 of its secret, as hex."""

    id: str
    name: str
    digest: str
    scopes: tuple[str, ...]
    department: str | None = None
    expires_at: Instant | None = None


class ApiKey(NewKey):
    """A key as it stands; `valid` at the moment it was read, on the database's clock."""

    created_at: Instant
    created_by: str
    revoked_at: Instant | None = None
    revoked_by: str | None = None
    replaced_by: str | None = None
    valid: bool


class NoSuchKey(LookupError):
    """There is no key of this id, or it cannot be used any more."""


class SqlApiKeys:
    """The keys in a database opened by `open_database`; blocking."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    def find(self, key_id: str) -> ApiKey | None:
        """Also one that is valid no more."""
        return read(self._database, lambda connection: _found(connection, key_id))

    def all(self) -> Sequence[ApiKey]:
        """Every key there ever was, oldest first."""

        def work(connection: Connection) -> list[ApiKey]:
            now = database_now(connection)
            return [_key(row, now) for row in connection.execute(_IN_ORDER)]

        return read(self._database, work)

    def add(self, key: NewKey, by: str) -> None:
        """`by`: the operator who made it."""
        write(self._database, lambda connection: _add(connection, key, by))

    def replace(self, key_id: str, new_id: str, digest: str, grace: timedelta, by: str) -> NewKey:
        """Keep another that may do the same in this one's place, which ends after the grace, if not before.

        It lives as long as the first was meant to. Raises NoSuchKey.
        """

        def work(connection: Connection) -> NewKey:
            _alone(connection, key_id)
            old, now = _usable(connection, key_id), database_now(connection)
            if old.replaced_by is not None:
                raise NoSuchKey(f"API key {key_id!r} was rotated to {old.replaced_by!r} already: rotate that one")
            ends = None if old.expires_at is None else now + (old.expires_at - old.created_at)
            new = NewKey.model_validate({**dict(old), "id": new_id, "digest": digest, "expires_at": ends})
            _add(connection, new, by)
            latest = now + grace
            _change(connection, key_id, expires_at=min(latest, old.expires_at or latest), replaced_by=new_id)
            return new

        return write(self._database, work)

    def revoke(self, key_id: str, by: str) -> None:
        """It is refused from now on. Raises NoSuchKey."""

        def work(connection: Connection) -> None:
            _alone(connection, key_id)
            _usable(connection, key_id)
            _change(connection, key_id, revoked_at=database_now(connection), revoked_by=by)

        write(self._database, work)


def _alone(connection: Connection, key_id: str) -> None:
    """Else a key could be rotated twice at a time, or while it is revoked."""
    serialise(connection, f"API key {key_id}")


def _add(connection: Connection, key: NewKey, by: str) -> None:
    row = {**key.model_dump(), "scopes": " ".join(key.scopes)}
    insert(connection, _KEYS, [{**row, "created_at": database_now(connection), "created_by": by}])


def _change(connection: Connection, key_id: str, **values: object) -> None:
    connection.execute(update(_KEYS).where(_KEYS.c.id == key_id).values(**values))


def _usable(connection: Connection, key_id: str) -> ApiKey:
    found = _found(connection, key_id)
    if found is None:
        raise NoSuchKey(f"there is no API key {key_id!r}: `twostep api-key list` shows those there are")
    if not found.valid:
        raise NoSuchKey(f"API key {key_id!r} was revoked or has expired: make another with `twostep api-key create`")
    return found


def _found(connection: Connection, key_id: str) -> ApiKey | None:
    row = connection.execute(select(_KEYS).where(_KEYS.c.id == key_id)).first()
    return None if row is None else _key(row, database_now(connection))


def _key(row: Row[Any], now: datetime) -> ApiKey:
    ended = row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now)
    return ApiKey.model_validate({**row._mapping, "scopes": tuple(row.scopes.split()), "valid": not ended})
