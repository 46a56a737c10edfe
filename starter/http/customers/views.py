"""What is told of a customer: from the ledger, which is the whole, and from her workflow, which is now."""

from datetime import UTC, datetime
from typing import Literal

from pydantic import Field
from sqlalchemy import Engine

from audit.erasure import is_known
from audit.queries.consents import consents_of
from audit.queries.directory import directory
from audit.queries.inputs import Known, known_input
from audit.queries.profile import attributes_of
from audit.queries.rule_looks import decided_messages, decisions_on, newest_decisions
from audit.queries.timeline import timeline_from
from audit.queries.timeline_places import Place
from engine.contracts.journal import Decided, DirectoryRow
from engine.contracts.recollection import RecalledConsent
from engine.contracts.views import TimelineItem, UpcomingItem
from engine.language.terms import Channel, Purpose
from engine.model import Attributes, Frozen, Instant
from engine.telling.decisions.paragraph import number
from starter.errors import CustomerErased, UnknownCustomer
from starter.http.paging import NO_CURSOR, cursor_of, read_cursor
from starter.http.problems import Problem
from starter.story.paragraphs import paragraphs
from starter.story.telling import Telling


class ConsentView(Frozen):
    """What she said last about a purpose, channel and topic; null stands for every one."""

    status: Literal["pending", "granted", "denied", "unknown"]
    purpose: Purpose | None
    channel: Channel | None
    topic: str | None
    since: Instant
    source: str
    confirmed: bool


class CustomerView(Frozen):
    """As far as the ledger has heard; needs no worker."""

    customer_id: str
    as_of: Instant | None
    """null: nothing was written yet"""
    attributes: Attributes
    consents: tuple[ConsentView, ...]
    """oldest first"""
    enrolments: tuple[DirectoryRow, ...]
    next_deadline: Instant | None


class TimelinePage(Frozen):
    """Oldest first."""

    items: tuple[TimelineItem, ...]
    next: str | None = None
    """cursor of the next page; null: this is the last"""


class Upcoming(Frozen):
    """What is known to come within 14 days, as things stand."""

    items: tuple[UpcomingItem, ...]


class Explained(Frozen):
    """One decision in words."""

    number: str
    decided: Decided
    told: str
    """in her zone"""


class Explanation(Frozen):
    """Oldest first."""

    zone: str
    decisions: tuple[Explained, ...] = Field(description="The newest, or those about the message that was named")


def customer_view(database: Engine, customer_id: str) -> CustomerView:
    """Raises UnknownCustomer."""
    check_known(database, customer_id)
    found = next(iter(directory(database, customer_id)), None)
    return CustomerView(
        customer_id=customer_id,
        as_of=found.as_of if found else None,
        attributes=attributes_of(database, customer_id),
        consents=tuple(_consent(one) for one in consents_of(database, customer_id)),
        enrolments=found.enrolments if found else (),
        next_deadline=found.next_deadline if found else None,
    )


def _consent(one: RecalledConsent) -> ConsentView:
    said = one.consent
    return ConsentView(
        status=said.status,
        purpose=said.purpose,
        channel=said.channel,
        topic=said.topic,
        since=one.at,
        source=said.source,
        confirmed=said.confirmed,
    )


def timeline_page(database: Engine, customer_id: str, limit: int, cursor: str | None) -> TimelinePage:
    """The ledger is append-only and ordered by time, so a page stays what it is while more is written.

    Raises UnknownCustomer, Problem 422.
    """
    check_known(database, customer_id)
    items, more = timeline_from(database, customer_id, limit, None if cursor is None else _place(cursor))
    return TimelinePage(items=tuple(items), next=None if more is None else cursor_of(*map(str, more)))


def explanation(database: Engine, customer_id: str, message: str | None, last: int) -> Explanation:
    """Raises UnknownCustomer, Problem 404 for a message of which nothing was decided."""
    check_known(database, customer_id)
    chosen = newest_decisions(database, customer_id, last, message)
    if message is not None and not chosen:
        keys = ", ".join(decided_messages(database, customer_id)) or "none yet"
        raise Problem(404, f"query.message: no decision about it; there are decisions about {keys}")
    telling = Telling(database, customer_id)
    everything = decisions_on(database, customer_id, {one.message_id for one in chosen})
    told = paragraphs(database, telling, everything, chosen)
    decisions = tuple(Explained(number=number(one), decided=one, told=told[number(one)]) for one in chosen)
    return Explanation(zone=telling.zone.key, decisions=decisions)


def check_known(database: Engine, customer_id: str) -> None:
    """Raises UnknownCustomer, CustomerErased."""
    if known_input(database, customer_id, "") is Known.ERASED:
        raise CustomerErased(customer_id)
    if not is_known(database, customer_id):
        raise UnknownCustomer(customer_id)


def _place(cursor: str) -> Place:
    at, seq, kind, revision, said, name, attempt, reaction = read_cursor(cursor, len(Place._fields))
    try:
        numbers = (_number(seq), _number(kind), _number(revision))
        return Place(_instant(at), *numbers, _instant(said), name, _number(attempt), reaction)
    except (ValueError, OverflowError):
        raise Problem(422, NO_CURSOR) from None


def _instant(written: str) -> datetime:
    """Raises ValueError, OverflowError."""
    return datetime.fromisoformat(written).astimezone(UTC)


def _number(written: str) -> int:
    """Raises ValueError for what no column holds."""
    number = int(written)
    if not 0 <= number < 2**63:
        raise ValueError(written)
    return number
