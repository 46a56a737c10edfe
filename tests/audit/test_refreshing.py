"""Jobs that go through many customers: begun with a publication, at their pace, shared, resumed, ended."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlmodel import col

from audit.database import write
from audit.inbox import Inbox
from audit.ledger import SqlLedger
from audit.publications import SqlPublications
from audit.queries.refreshes import RefreshLine, refreshes
from audit.refreshing import Job, JobLost, Refreshes
from audit.tables.refresh import RefreshRow
from engine.contracts.verbs import Refresh
from engine.language.catalogue import Catalogue
from tests.audit.samples import START, absorbed, journal, record
from tests.engine.books import Books, journey, wait

ENROL = {"enrol": True, "pace": "2 per 1s"}
ASLEEP = journey("x", wait("1d"))


def lapsed(condition: str = "since(purchase) >= 90d", **more: Any) -> Any:
    enter = {"condition": condition, "existing": ENROL}
    return journey("lapsed", wait("1d"), enter=enter, **more)


def publish(database: Engine, *journeys: Any) -> int:
    """One catalogue after another, as it is in force."""
    books = Books(*journeys)
    parts = Catalogue.model_validate_json(books.catalogue(1))
    names = (*parts.journeys.values(), *parts.messages.values(), parts.policy, parts.schema_hash)
    texts = {name: books.part(name) for name in names}
    return SqlPublications(database).publish(books.catalogue(1), texts, by="anna", commit=None, at=START)


def told(database: Engine) -> list[tuple[str, str, str, int, int]]:
    """Oldest first: kind, concerns, state, done, total."""
    lines: list[RefreshLine] = list(refreshes(database))[::-1]
    return [(one.kind, ",".join(one.concerns), one.state, one.done, one.total) for one in lines]


def hurry(database: Engine) -> None:
    """Let everything be due from now on, and every lease lapse."""
    clock = "strftime('%Y-%m-%d %H:%M:%f000', 'now')" if database.dialect.name == "sqlite" else "clock_timestamp()"
    statement = f"UPDATE refresh SET next_at = {clock}, lease_until = NULL"
    write(database, lambda connection: connection.execute(text(statement)))


def due(database: Engine) -> datetime:
    """When a job's next customers are told."""
    with database.connect() as connection:
        return connection.execute(select(col(RefreshRow.next_at))).scalar_one()


@pytest.fixture
async def customers(database: Engine, ledger: SqlLedger) -> list[str]:
    """Of two the ledger knows, of one the inbox."""
    publish(database, ASLEEP)
    for name in ("c-2", "c-1"):
        await ledger.record(record(journal(absorbed(0)), customer=name, catalogue=1))
    Inbox(database).store("c-3", absorbed(0).input, "not_of_interest")
    return ["c-1", "c-2", "c-3", "c-4"]


def counted(refreshing: Refreshes) -> tuple[Job, Job]:
    """Claim both jobs and list everybody; c-4 is known to nobody but Temporal."""
    look, enrol = refreshing.claim(), refreshing.claim()
    assert look is not None
    assert enrol is not None
    for job in (look, enrol):
        assert (job.counted, job.customers) == (False, ())
        refreshing.list_customers(job, ["c-1", "c-4"])
        refreshing.list_known(job)
        refreshing.counted(job)
    return look, enrol


def test_a_publication_begins_what_it_needs_and_the_same_one_again_nothing(
    database: Engine, customers: list[str]
) -> None:
    assert told(database) == []
    for _ in range(2):
        assert publish(database, lapsed()) == 2
    assert told(database) == [("look", "lapsed", "counting", 0, 0), ("enrol", "lapsed", "counting", 0, 0)]
    assert Refreshes(database, "one").claim() is None, "nobody is counted before the doors know"


def test_everybody_is_told_in_order_at_the_pace_and_then_it_is_done(database: Engine, customers: list[str]) -> None:
    publish(database, lapsed())
    hurry(database)
    one = Refreshes(database, "one")
    look, enrol = counted(one)
    assert look.order == Refresh()
    assert (enrol.order, enrol.catalogue) == (Refresh(journey="lapsed"), 2)
    write(database, lambda connection: connection.execute(text("DELETE FROM refresh WHERE kind = 'look'")))
    hurry(database)
    seen: list[str] = []
    while (job := one.claim()) is not None:
        assert len(job.customers) <= 2
        seen += job.customers
        before = due(database)
        one.told(job, job.customers)
        if seen != customers:
            assert due(database) - before >= timedelta(seconds=len(job.customers) / 2), "two in a second"
        hurry(database)
    assert seen == customers
    assert told(database) == [("enrol", "lapsed", "done", 4, 4)]
    assert (
        write(
            database, lambda c: c.execute(text("SELECT count(*) FROM refresh_customer WHERE refresh_id = 2"))
        ).scalar()
        == 0
    )


def test_a_lease_that_lapses_goes_to_another_who_begins_where_it_was(database: Engine, customers: list[str]) -> None:
    publish(database, lapsed())
    hurry(database)
    one, two = Refreshes(database, "one"), Refreshes(database, "two")
    counted(one)
    job = one.claim()
    assert job is not None
    assert two.claim() is not None, "the other job"
    assert two.claim() is None
    hurry(database)
    again = {claimed.id: claimed for claimed in (two.claim(), two.claim()) if claimed is not None}
    assert again[job.id].customers == job.customers
    with pytest.raises(JobLost):
        one.told(job, job.customers)
    with pytest.raises(JobLost):
        one.list_customers(job, ["c-9"])


def test_a_later_publication_ends_what_is_wanted_no_more(database: Engine, customers: list[str]) -> None:
    publish(database, lapsed())
    hurry(database)
    one = Refreshes(database, "one")
    counted(one)
    publish(database, lapsed(title="Other words"))
    assert [state for *_, state, _, _ in told(database)] == ["running", "running"]
    publish(database, lapsed("since(purchase) >= 80d"))
    states = [state for _, _, state, _, _ in told(database)]
    assert states == ["superseded", "withdrawn", "counting", "counting"]
    publish(database, ASLEEP)
    assert [state for _, _, state, _, _ in told(database)][2:] == ["counting", "withdrawn"]


async def test_who_was_erased_is_not_told(database: Engine, ledger: SqlLedger, customers: list[str]) -> None:
    publish(database, lapsed())
    hurry(database)
    one = Refreshes(database, "one")
    counted(one)
    statement = text("INSERT INTO tombstone (customer_id, written_at) VALUES ('c-2', '2026-01-01 00:00:00.000000')")
    write(database, lambda connection: connection.execute(statement))
    hurry(database)
    look, enrol = one.claim(), one.claim()
    assert look is not None
    assert enrol is not None
    assert sorted([look.customers, enrol.customers]) == [("c-1", "c-3"), ("c-1", "c-3", "c-4")]
