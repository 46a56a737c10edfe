"""One customer's whole story, from the ledger: all of it, or a page that the database has cut."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Select, select
from sqlmodel import SQLModel

from audit.database import read
from audit.queries.timeline_places import HEARD, Place, delivered, heard, number, places, written
from audit.queries.timeline_telling import QUIET, TELLING, reacted, rows_of, unheard
from audit.tables.delivery import DeliveryRow
from audit.tables.everything import table_of
from audit.tables.journal import DecisionRow, ReportRow
from engine.contracts.views import TimelineItem

_FEW = 1_000
"""items whose messages are looked up one by one; of more, all of hers are"""

_Placed = tuple[Place, TimelineItem]


def timeline(database: Engine, customer_id: str) -> Sequence[TimelineItem]:
    """Everything in order of the workflow's time, and within an instant as it was written.

    What was heard of a message comes after its outcome, whatever its own time.
    """

    def work(connection: Connection) -> Sequence[TimelineItem]:
        return _in_words(connection, customer_id, _all(connection, customer_id))

    return read(database, work)


def timeline_from(
    database: Engine, customer_id: str, limit: int, after: Place | None = None
) -> tuple[Sequence[TimelineItem], Place | None]:
    """So many at most of what comes after a place, and the place to go on from; None: this is the end."""

    def work(connection: Connection) -> tuple[Sequence[TimelineItem], Place | None]:
        found = places(connection, customer_id, limit + 1, after)
        more = found[limit - 1] if len(found) > limit else None
        return _in_words(connection, customer_id, _at(connection, customer_id, found[:limit])), more

    return read(database, work)


def newest_of_timeline(database: Engine, customer_id: str, limit: int) -> tuple[Sequence[TimelineItem], bool]:
    """The newest, oldest of them first, and whether there is more before them."""

    def work(connection: Connection) -> tuple[Sequence[TimelineItem], bool]:
        found = places(connection, customer_id, limit + 1, newest_first=True)
        told = _in_words(connection, customer_id, _at(connection, customer_id, found[:limit]))
        return told, len(found) > limit

    return read(database, work)


def _all(connection: Connection, customer_id: str) -> Iterator[_Placed]:
    for kind, (model, tell) in enumerate(TELLING.items()):
        for row in connection.execute(rows_of(model, customer_id)):
            if model is DeliveryRow:
                yield delivered(row, kind), tell(row)
            elif model not in QUIET or row.kind not in QUIET[model]:
                yield written(row, kind), tell(row)
    for row in connection.execute(unheard(customer_id)):
        yield heard(row), reacted(row.at, row.reaction, row.message_id)


def _at(connection: Connection, customer_id: str, found: Sequence[Place]) -> Iterator[_Placed]:
    """What stands at places."""
    wanted = set(found)
    for kind, (model, tell) in enumerate(TELLING.items()):
        here = [place for place in found if place.kind == kind]
        if not here:
            continue
        place_of = delivered if model is DeliveryRow else written
        for row in connection.execute(_rows(model, customer_id, here)):
            if (place := place_of(row, kind)) in wanted:
                yield place, tell(row)
    yield from ((place, reacted(place.said, place.reaction, place.name)) for place in found if place.kind == HEARD)


def _rows(model: type[SQLModel], customer_id: str, here: Sequence[Place]) -> Select[Any]:
    table = table_of(model)
    if model is DeliveryRow:
        these = table.c.message_id.in_({place.name for place in here})
    else:
        these = table.c.seq.in_({number(place) for place in here})
    return rows_of(model, customer_id).where(these)


def _in_words(connection: Connection, customer_id: str, placed: Iterable[_Placed]) -> Sequence[TimelineItem]:
    items = [item for _, item in sorted(placed, key=lambda one: one[0])]
    names = _names(connection, customer_id, items)
    return [_named(item, names) for item in items]


def _names(connection: Connection, customer_id: str, items: Sequence[TimelineItem]) -> Mapping[str, str]:
    """Message id → message."""
    few = {part for item in items for part in (item.subject, item.detail)} if len(items) <= _FEW else None
    found: dict[str, str] = {}
    for table in (table_of(DecisionRow), table_of(ReportRow)):
        query = select(table.c.message_id, table.c.message).where(table.c.customer_id == customer_id).distinct()
        chosen = query if few is None else query.where(table.c.message_id.in_(few))
        found |= {row.message_id: row.message for row in connection.execute(chosen)}
    return found


def _named(item: TimelineItem, names: Mapping[str, str]) -> TimelineItem:
    """A reaction is to a message, and a place is that of one, not of an id."""
    told = {part: names[known] for part in ("subject", "detail") if (known := getattr(item, part)) in names}
    return item.model_copy(update=told) if told else item
