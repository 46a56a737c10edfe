"""Journals of two runs of one customer: after a terminate or a reset both may number alike."""

from sqlalchemy import Engine

from audit.ledger import SqlLedger
from audit.queries.directory import directory
from audit.queries.export import export
from audit.queries.timeline import timeline
from engine.absorb import absorb
from engine.contracts.commands import Record
from engine.contracts.inputs import Enrol, Track
from engine.contracts.recollection import Recollection
from engine.customer.state import CustomerState
from engine.deadline import deadline
from engine.decide import decide
from engine.definitions import Definitions
from engine.inputs.recollect import recollect
from engine.moment import Moment
from tests.audit.samples import START, absorbed, at, journal, recall_of, record
from tests.engine.books import Books, journey, send, wait

DEFINITIONS = Definitions(Books(journey("welcome", wait("36h"), send("thanks"))))


def numbers(database: Engine) -> list[tuple[object, ...]]:
    """Number, life and id of every input in the ledger, in order."""
    [inputs] = [table for table in export(database) if table.table == "input"]
    columns = [inputs.columns.index(name) for name in ("seq", "life", "input_id")]
    return sorted(tuple(row[column] for column in columns) for row in inputs.rows)


def begin(state: CustomerState, known: Recollection) -> CustomerState:
    recollect(Moment(state, DEFINITIONS, START, START), known)
    return state


def take(state: CustomerState, input_id: str) -> None:
    absorb(state, Track(id=input_id, type="viewed", at=START), START, DEFINITIONS)


async def write_all(ledger: SqlLedger, state: CustomerState) -> None:
    """Write what the journal holds."""
    for command in decide(state, START, DEFINITIONS, flush=True):
        assert isinstance(command, Record)
        await ledger.record(command)


async def test_a_run_that_was_terminated_may_write_after_the_next_one_recalled(
    ledger: SqlLedger, database: Engine
) -> None:
    await ledger.record(record(journal(absorbed(0, "a"), life="run-1")))
    known = await ledger.recall(recall_of(run="run-2"))
    assert (known.next_seq, known.life) == (1, "run-2")
    late, early = journal(absorbed(1, "b", at(1)), life="run-1"), journal(absorbed(1, "c", at(2)), life="run-2")
    await ledger.record(record(early))
    await ledger.record(record(late))
    await ledger.record(record(early))  # the activities may try again
    await ledger.record(record(late))
    assert numbers(database) == [(0, "run-1", "a"), (1, "run-1", "b"), (1, "run-2", "c")]
    assert [item.at for item in timeline(database, "c-1")] == [START, at(1), at(2)]
    known = await ledger.recall(recall_of(run="run-3"))
    assert known.next_seq == 2
    assert known.inputs == ("c", "b", "a")
    assert [trigger.id for trigger in known.triggers] == ["a", "b", "c"]


async def test_the_numbers_go_on_after_the_highest_of_any_life(ledger: SqlLedger) -> None:
    await ledger.record(record(journal(absorbed(7), life="run-1")))
    await ledger.record(record(journal(absorbed(3), life="run-2")))
    assert (await ledger.recall(recall_of(run="run-3"))).next_seq == 8


async def test_what_a_reset_takes_back_to_memory_is_not_written_twice(ledger: SqlLedger, database: Engine) -> None:
    state = begin(CustomerState(customer_id="c-1", catalogue=1), await ledger.recall(recall_of(run="run-1")))
    take(state, "a")
    reset_to = state.model_copy(deep=True)
    take(state, "b")
    await write_all(ledger, state)
    again = begin(reset_to, await ledger.recall(recall_of(run="run-2")))
    take(again, "c")
    await write_all(ledger, again)
    assert numbers(database) == [(0, "run-1", "a"), (1, "run-1", "b"), (2, "run-2", "c")]


async def test_the_directory_shows_when_a_customer_is_looked_at_next(ledger: SqlLedger, database: Engine) -> None:
    state = begin(CustomerState(customer_id="c-1", catalogue=1), await ledger.recall(recall_of()))
    absorb(state, Enrol(id="e", at=START, journey="welcome"), START, DEFINITIONS)
    await write_all(ledger, state)
    [customer] = directory(database)
    assert customer.next_deadline == deadline(state) == at(days=1.5)
    assert [place.deadline for place in customer.enrolments] == [at(days=1.5)]
