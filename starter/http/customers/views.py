"""What is told of a customer: from the ledger, which is the whole, and from her workflow, which is now."""

from collections.abc import Sequence

from pydantic import Field
from sqlalchemy import Engine

from audit.erasure import is_known
from audit.queries.directory import directory
from audit.queries.inputs import Known, known_input
from audit.queries.profile import attributes_of
from audit.queries.rule_looks import decisions_of
from audit.queries.timeline import timeline
from engine.contracts.journal import Decided, DirectoryRow
from engine.contracts.views import TimelineItem, UpcomingItem
from engine.model import Attributes, Frozen, Instant
from engine.telling.decisions.paragraph import is_about, number
from starter.cli.paragraphs import paragraphs
from starter.cli.story import Telling
from starter.errors import CustomerErased, UnknownCustomer
from starter.http.paging import cursor_of, read_cursor
from starter.http.problems import Problem


class CustomerView(Frozen):
    """As far as the ledger has heard; needs no worker."""

    customer_id: str
    as_of: Instant | None
    """null: nothing was written yet"""
    attributes: Attributes
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
        enrolments=found.enrolments if found else (),
        next_deadline=found.next_deadline if found else None,
    )


def timeline_page(database: Engine, customer_id: str, limit: int, cursor: str | None) -> TimelinePage:
    """The ledger is append-only and ordered by time, so a page stays what it is while more is written.

    Raises UnknownCustomer, Problem 422.
    """
    check_known(database, customer_id)
    found = timeline(database, customer_id)
    begin = _begin(cursor)
    items = found[begin : begin + limit]
    more = cursor_of(str(begin + limit)) if len(found) > begin + limit else None
    return TimelinePage(items=tuple(items), next=more)


def explanation(database: Engine, customer_id: str, message: str | None, last: int) -> Explanation:
    """Raises UnknownCustomer, Problem 404 for a message of which nothing was decided."""
    check_known(database, customer_id)
    everything = decisions_of(database, customer_id)
    chosen = _chosen(everything, message, last)
    telling = Telling(database, customer_id)
    told = paragraphs(database, telling, everything, chosen)
    decisions = tuple(Explained(number=number(one), decided=one, told=told[number(one)]) for one in chosen)
    return Explanation(zone=telling.zone.key, decisions=decisions)


def check_known(database: Engine, customer_id: str) -> None:
    """Raises UnknownCustomer, CustomerErased."""
    if known_input(database, customer_id, "") is Known.ERASED:
        raise CustomerErased(customer_id)
    if not is_known(database, customer_id):
        raise UnknownCustomer(customer_id)


def _chosen(everything: Sequence[Decided], message: str | None, last: int) -> Sequence[Decided]:
    if message is None:
        return everything[-last:]
    found = [one for one in everything if is_about(one, message)]
    if not found:
        keys = ", ".join(sorted({one.message for one in everything})) or "none yet"
        raise Problem(404, f"query.message: no decision about it; there are decisions about {keys}")
    return found[-last:]


def _begin(cursor: str | None) -> int:
    if cursor is None:
        return 0
    [written] = read_cursor(cursor, 1)
    if not (written.isdecimal() and len(written) < 10):
        raise Problem(422, "query.cursor: write the `next` of the page before, or leave it out")
    return int(written)
