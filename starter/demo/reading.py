"""Reads the demo's ledger as the rows that report, story and picture are told, in the data's time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from sqlalchemy import Connection, Engine, select

from audit.database import read
from audit.publications import SqlPublications, SqlShelf
from audit.queries.deliveries import deliveries
from audit.queries.rule_looks import as_recorded
from audit.tables.columns import unpack
from audit.tables.everything import table_of
from audit.tables.journal import DecisionRow, EnrolmentMoveRow, InputRow, ReportRow
from engine.contracts.inputs import Track
from engine.contracts.journal import Decided
from engine.definitions import Definitions
from engine.language.terms import Purpose
from starter.demo.mailings import Mailing
from starter.demo.rows import Bought, Delivery, Left, NonSend, NotEntered, Stopped, StoryRow
from starter.demo.shift import Shift

_INPUT, _DECISION, _MOVE = table_of(InputRow), table_of(DecisionRow), table_of(EnrolmentMoveRow)
_REPORT = table_of(ReportRow)


@dataclass(frozen=True)
class Lives:
    """Everything that happened, by kind."""

    bought: Sequence[Bought]
    deliveries: Sequence[Delivery]
    not_sent: Sequence[NonSend]
    reported: Sequence[Mailing]
    """what departments sent by systems of their own"""
    decisions: Sequence[tuple[str, Sequence[Decided]]]
    """by customer, in order, with every rule that was looked at"""

    def mailings(self) -> Sequence[Mailing]:
        """What customers had in their mailboxes."""
        ours = [
            Mailing(one.customer_id, one.decided_at, one.purpose, one.message, ours=True)
            for one in self.deliveries
            if one.sent
        ]
        return [*ours, *self.reported]

    def story(self) -> Sequence[StoryRow]:
        """What one may tell of a customer."""
        ended = [one for one in self.not_sent if not isinstance(one, NotEntered)]
        return [*self.bought, *self.deliveries, *ended]


def read_lives(database: Engine, shift: Shift) -> Lives:
    """All of it; a delivery that was put off counts once, as it ended."""
    return Lives(
        bought=read(database, lambda connection: _bought(connection, shift)),
        deliveries=_deliveries(database, shift),
        not_sent=read(database, lambda connection: list(_not_sent(connection, shift))),
        reported=read(database, lambda connection: list(_reported(connection, shift))),
        decisions=read(database, lambda connection: list(_decisions(connection))),
    )


def _reported(connection: Connection, shift: Shift) -> Iterator[Mailing]:
    for row in connection.execute(select(_REPORT)):
        yield Mailing(row.customer_id, shift.back(row.sent_at), Purpose(row.purpose), row.message, ours=False)


def _decisions(connection: Connection) -> Iterator[tuple[str, Sequence[Decided]]]:
    rows = connection.execute(select(_DECISION).order_by(_DECISION.c.customer_id, _DECISION.c.seq))
    for customer_id, hers in groupby(rows, attrgetter("customer_id")):
        yield customer_id, [as_recorded(row) for row in hers]


def _bought(connection: Connection, shift: Shift) -> list[Bought]:
    purchases = _INPUT.c.kind == "track", _INPUT.c.type == "purchase"
    found = []
    for row in connection.execute(select(_INPUT).where(*purchases)):
        track = Track.model_validate(unpack(row.private)["input"])
        facts = {"quantity": track.properties["quantity"], "amount": track.properties["amount"]}
        at = shift.back(row.event_at)
        found.append(Bought.model_validate({"customer_id": row.customer_id, "row": track.id, "at": at, **facts}))
    return sorted(found, key=lambda one: (one.at, one.row))


def _deliveries(database: Engine, shift: Shift) -> list[Delivery]:
    titles = _titles(database)
    lines = [line for line in deliveries(database) if line.outcome != "not_now"]
    return [
        Delivery.model_validate(
            {
                **line.model_dump(),
                "title": titles[line.message],
                "due": shift.back(line.due),
                "decided_at": shift.back(line.decided_at),
            }
        )
        for line in lines
    ]


def _titles(database: Engine) -> dict[str, str]:
    parts = Definitions(SqlShelf(database))
    published = parts.catalogue(SqlPublications(database).in_force())
    return {name: parts.message(content).definition.title for name, content in published.messages.items()}


def _not_sent(connection: Connection, shift: Shift) -> Iterator[NonSend]:
    for row in connection.execute(select(_DECISION).where(_DECISION.c.verdict != "send")).mappings():
        yield Stopped.model_validate({**row, "kind": "stopped", "at": shift.back(row["at"])})
    for row in connection.execute(select(_MOVE).where(_MOVE.c.kind == "refused")).mappings():
        yield NotEntered.model_validate({**row, "kind": "not_entered", "at": shift.back(row["at"])})
    for row in connection.execute(select(_MOVE).where(_MOVE.c.kind == "ended")).mappings():
        yield Left.model_validate({**row, "kind": "left", "at": shift.back(row["due"])})
