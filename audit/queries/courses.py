"""What became of each enrolment of a journey: the way it took, its messages, what she answered, its goal."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, select
from sqlmodel import SQLModel

from audit.database import read
from audit.tables.delivery import DeliveryRow, FeedbackRow
from audit.tables.directory import EnrolmentRow
from audit.tables.everything import table_of
from audit.tables.journal import DecisionRow, EnrolmentMoveRow, GoalRow

CUSTOMERS_AT_A_TIME = 500

_Rows = Sequence[Row[Any]]


@dataclass(slots=True)
class Sending:
    """One message of an enrolment, as it stands now."""

    step: str | None
    message: str
    verdict: str
    reason: str | None
    shadow: bool
    outcomes: set[str] = field(default_factory=set)
    """of its attempts, as they count now"""
    said: set[str] = field(default_factory=set)
    """reactions of people, and bounces"""

    @property
    def sent(self) -> bool:
        """Taken by a provider, or perhaps so."""
        return bool(self.outcomes & {"accepted", "unknown"})


@dataclass(slots=True)
class Course:
    """One enrolment, from its entry to what is known now."""

    customer_id: str
    enrolment_id: str
    version: str
    """the one that it entered"""
    at: datetime
    arm: str | None
    """control or treated, by the holdouts at its entry; None: there were none, or nobody kept it"""
    arms: dict[str, str] = field(default_factory=dict)
    """split → the arm that it took, as far as it was kept"""
    steps: set[str] = field(default_factory=set)
    """where it stood or proposed a message"""
    standing: str | None = None
    outcome: str | None = None
    sendings: dict[str, Sending] = field(default_factory=dict)
    """message id → its message"""
    goal: bool = False
    value: float = 0.0


def through_courses(
    database: Engine, journey: str, since: datetime | None, until: datetime | None, take: Callable[[Course], None]
) -> None:
    """Each enrolment that entered from `since` to before `until` (workflow's time), those of a customer together.

    On one snapshot; a few hundred customers are in memory at a time.
    """

    def work(connection: Connection) -> None:
        for batch in _batches(connection, _entries(journey, since, until)):
            for course in _followed(connection, journey, batch):
                take(course)

    read(database, work)


def _entries(journey: str, since: datetime | None, until: datetime | None) -> Select[Any]:
    move = table_of(EnrolmentMoveRow)
    query = select(move.c.customer_id, move.c.enrolment_id, move.c.version, move.c.at, move.c.arm).where(
        move.c.journey == journey, move.c.kind == "entered"
    )
    if since is not None:
        query = query.where(move.c.at >= since)
    if until is not None:
        query = query.where(move.c.at < until)
    return query.order_by(move.c.customer_id, move.c.at, move.c.seq)


def _batches(connection: Connection, entries: Select[Any]) -> Iterator[dict[str, Course]]:
    """Enrolments of some hundred customers, by id; one that a reset wrote twice counts once."""
    rows = connection.execute(entries, execution_options={"stream_results": True, "yield_per": 5_000})
    found: dict[str, Course] = {}
    customers = 0
    for _, entered in groupby(rows, key=attrgetter("customer_id")):
        for row in entered:
            found.setdefault(row.enrolment_id, Course(row.customer_id, row.enrolment_id, row.version, row.at, row.arm))
        customers += 1
        if customers == CUSTOMERS_AT_A_TIME:
            yield found
            found, customers = {}, 0
    if found:
        yield found


def _followed(connection: Connection, journey: str, courses: dict[str, Course]) -> list[Course]:
    ids = sorted({one.customer_id for one in courses.values()})
    _moves(_of(connection, EnrolmentMoveRow, ids, journey), courses)
    for row in _of(connection, EnrolmentRow, ids, journey):
        if (course := courses.get(row.enrolment_id)) is not None:
            course.standing = row.step
    _decisions(_of(connection, DecisionRow, ids, journey), courses)
    by_id = {message_id: one for course in courses.values() for message_id, one in course.sendings.items()}
    _outcomes(_of(connection, DeliveryRow, ids, journey), by_id)
    _reactions(_of(connection, FeedbackRow, ids, None), by_id)
    for row in _of(connection, GoalRow, ids, journey):
        course = courses.get(row.enrolment_id)
        if course is not None and not course.goal:
            course.goal, course.value = True, row.value or 0.0
    return list(courses.values())


_READ: Mapping[type[SQLModel], tuple[tuple[str, ...], tuple[str, ...]]] = {
    EnrolmentMoveRow: (("enrolment_id", "kind", "step", "outcome", "arm"), ("at", "seq")),
    EnrolmentRow: (("enrolment_id", "step"), ()),
    DecisionRow: (("enrolment_id", "message_id", "step", "message", "verdict", "reason", "shadow"), ("at", "seq")),
    DeliveryRow: (("message_id", "attempt", "outcome"), ("attempt", "revision")),
    FeedbackRow: (("message_id", "reaction", "machine"), ()),
    GoalRow: (("enrolment_id", "value"), ("at", "seq")),
}
"""Table → the columns that are read, and the order."""


def _of(connection: Connection, model: type[SQLModel], customers: list[str], journey: str | None) -> _Rows:
    table, (columns, order) = table_of(model), _READ[model]
    query = select(*(table.c[name] for name in columns)).where(table.c.customer_id.in_(customers))
    if journey is not None:
        query = query.where(table.c.journey == journey)
    return connection.execute(query.order_by(*(table.c[name] for name in order))).all()


def _moves(rows: _Rows, courses: Mapping[str, Course]) -> None:
    for row in rows:
        course = courses.get(row.enrolment_id)
        if course is None or row.kind not in ("moved", "drawn", "ended"):
            continue
        if row.kind == "ended":
            course.outcome = row.outcome
        else:
            course.steps.add(row.step)
        if row.kind == "drawn":
            course.arms[row.step] = row.arm


def _decisions(rows: _Rows, courses: Mapping[str, Course]) -> None:
    """The newest about each message counts."""
    for row in rows:
        course = courses.get(row.enrolment_id)
        if course is None:
            continue
        if row.step is not None:
            course.steps.add(row.step)
        course.sendings[row.message_id] = Sending(row.step, row.message, row.verdict, row.reason, row.shadow)


def _outcomes(rows: _Rows, by_id: Mapping[str, Sending]) -> None:
    newest: dict[tuple[str, int], str] = {(row.message_id, row.attempt): row.outcome for row in rows}
    for (message_id, _), outcome in newest.items():
        if (sending := by_id.get(message_id)) is not None:
            sending.outcomes.add(outcome)


def _reactions(rows: _Rows, by_id: Mapping[str, Sending]) -> None:
    said: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        if not row.machine or row.reaction in ("bounced", "delivered"):
            said[row.message_id].add(row.reaction)
    for message_id, reactions in said.items():
        if (sending := by_id.get(message_id)) is not None:
            sending.said |= reactions
