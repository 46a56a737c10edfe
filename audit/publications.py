"""Where catalogues are kept: appended under rising numbers, with their parts under their hashes."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, Engine, Select, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import col

from audit.database import read, serialise, write
from audit.refresh_jobs import begin_asked
from audit.rows import append, insert
from audit.tables.everything import table_of
from audit.tables.published import CatalogueRow, PartRow
from engine.contracts.ports import PartMissing, Publication
from engine.identity import part_hash
from engine.language.catalogue import Catalogue


class Overtaken(Exception):
    """Somebody else published since the difference was shown; nothing was published."""


class SqlPublications:
    """The Publications over a database opened by `open_database`."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    def in_force(self) -> int:
        """The highest number; 0 when nothing is published."""
        return read(self._database, _highest)

    def publish(
        self,
        catalogue: str,
        parts: dict[str, str],
        by: str,
        commit: str | None,
        at: datetime,
        after: int | None = None,
    ) -> int:
        """Append under the next number, unless this content is in force; returns the number in force.

        With `after`, only while that number is in force; otherwise Overtaken.
        The refreshes that it asks for are begun in the same transaction.
        Raises ValueError for a part whose name is not the hash of its content.
        """
        for name, content in parts.items():
            if part_hash(content) != name:
                raise ValueError(f"part {name!r} does not have the content that its name says")

        def append_next(connection: Connection) -> int:
            serialise(connection, "publications")
            number = _highest(connection)
            if after not in (None, number):
                raise Overtaken(
                    f"catalogue {number} was published meanwhile: look at the difference to it, then publish"
                )
            newest = connection.scalars(_content_of(number)).first()
            if newest == catalogue:
                return number
            named = [{"hash": name, "content": content} for name, content in sorted(parts.items())]
            append(connection, table_of(PartRow), named)
            row = {"number": number + 1, "at": at, "by": by, "commit": commit, "content": catalogue}
            insert(connection, table_of(CatalogueRow), [row])
            if newest is not None:
                before, now = map(Catalogue.model_validate_json, (newest, catalogue))
                begin_asked(connection, before, now, number + 1, partial(_part, connection), by)
            return number + 1

        return write(self._database, append_next)

    def numbers(self) -> Sequence[Publication]:
        """Every act of publishing, oldest first."""

        def all_of_them(connection: Connection) -> list[Publication]:
            query = select(table_of(CatalogueRow), col(CatalogueRow.content).label("catalogue"))
            rows = connection.execute(query.order_by(col(CatalogueRow.number)))
            return [Publication.model_validate(row, from_attributes=True) for row in rows]

        return read(self._database, all_of_them)


class SqlShelf:
    """The Shelf over the same tables; it only reads."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    def catalogue(self, number: int) -> str:
        """The canonical JSON of a catalogue. Raises PartMissing."""
        return self._content(_content_of(number), f"catalogue {number}")

    def part(self, name: str) -> str:
        """The canonical JSON of a part by its hash. Raises PartMissing."""
        query = select(col(PartRow.content)).where(col(PartRow.hash) == name)
        return self._content(query, f"part {name!r}")

    def _content(self, query: Select[str], what: str) -> str:
        try:
            content = read(self._database, lambda connection: connection.scalars(query).first())
        except (OperationalError, PoolTimeout) as fault:
            raise PartMissing(f"{what} cannot be read now: the database does not answer") from fault
        if content is None:
            raise PartMissing(f"{what} is not in the database: publish it there, or point to the right database")
        return content


def _part(connection: Connection, name: str) -> str:
    return connection.execute(select(col(PartRow.content)).where(col(PartRow.hash) == name)).scalar_one()


def _content_of(number: int) -> Select[str]:
    return select(col(CatalogueRow.content)).where(col(CatalogueRow.number) == number)


def _highest(connection: Connection) -> int:
    return connection.execute(select(func.coalesce(func.max(col(CatalogueRow.number)), 0))).scalar_one()
