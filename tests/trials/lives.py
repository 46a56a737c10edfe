"""A committed history as what came in, and when the workflow took it in: to be lived again by the pure engine."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar

from pydantic import TypeAdapter
from temporalio.api.common.v1 import Payload
from temporalio.api.history.v1 import HistoryEvent
from temporalio.contrib.pydantic import pydantic_data_converter

from engine.contracts.answers import Answer, LookupAnswer, Withdrawal
from engine.contracts.commands import Command, Deliver, LookUp, Recall, Record, Withdraw
from engine.contracts.inputs import Delivered, Input, LookedUp, Withdrawn
from engine.contracts.journal import Entry
from engine.contracts.recollection import Recollection
from engine.customer.state import CustomerState
from engine.definitions import Definitions
from engine.inputs.recollect import recollect
from engine.moment import Moment
from engine.rehearsal import Rehearsal, all_goes_well
from tests.replay.committed import Committed
from trials.replaying.acts import MODELS

_INPUT: TypeAdapter[Input] = TypeAdapter(Input)

Read = TypeVar("Read")
Arriving = Input | Recollection


def lived(run: Committed, definitions: Definitions) -> list[Entry]:
    """What the pure engine writes over the inputs and answers of a first run."""
    rehearsal = Rehearsal(CustomerState(customer_id=run.shape), definitions, _only_the_ledger)
    waiting: list[Input] = []
    for at, arriving in _tasks(run.history().events):
        waiting += [one for one in arriving if not isinstance(one, Recollection)]
        for one in arriving:
            if isinstance(one, Recollection):
                recollect(Moment(rehearsal.state, definitions, at, at), one)
        if rehearsal.state.catalogue:  # before the recollection nothing is taken in
            for entry in waiting:
                rehearsal.feed(entry, at)
            waiting = []
            rehearsal.advance(at)
    entries = {entry.seq: entry for entry in [*rehearsal.entries, *rehearsal.state.journal]}
    return [entries[seq] for seq in sorted(entries)]


def recorded(run: Committed) -> list[Entry]:
    """What the real workflow wrote into its journals, and what it had not written yet."""
    entries: dict[int, Entry] = {}
    for event in run.history().events:
        if event.HasField("activity_task_scheduled_event_attributes"):
            scheduled = event.activity_task_scheduled_event_attributes
            command = _read(scheduled.input.payloads, MODELS[scheduled.activity_type.name])
            if isinstance(command, Deliver | Record):
                entries |= {entry.seq: entry for entry in command.journal.entries}
    entries |= {entry.seq: entry for entry in run.state().journal}
    return [entries[seq] for seq in sorted(entries)]


def _tasks(events: Sequence[HistoryEvent]) -> list[tuple[datetime, list[Arriving]]]:
    """The instants of the workflow tasks, and what had come in by then."""
    calls: dict[int, HistoryEvent] = {}
    waiting: list[Arriving] = []
    begun: tuple[datetime, list[Arriving]] | None = None
    done: list[tuple[datetime, list[Arriving]]] = []
    for event in events:
        if event.HasField("workflow_task_started_event_attributes"):
            begun, waiting = (event.event_time.ToDatetime(UTC), waiting), []
        elif event.HasField("workflow_task_completed_event_attributes"):
            assert begun is not None
            done.append(begun)
        elif event.HasField("activity_task_scheduled_event_attributes"):
            calls[event.event_id] = event
        elif event.HasField("workflow_execution_update_accepted_event_attributes"):
            done[-1][1].append(_update(event))  # written after the task that took it in
        elif (arriving := _arriving(event, calls)) is not None:
            waiting.append(arriving)
    return done


def _update(event: HistoryEvent) -> Input:
    update = event.workflow_execution_update_accepted_event_attributes.accepted_request.input
    return _INPUT.validate_python(_read(update.args.payloads, dict))


def _arriving(event: HistoryEvent, calls: dict[int, HistoryEvent]) -> Arriving | None:
    if event.HasField("workflow_execution_signaled_event_attributes"):
        signal = event.workflow_execution_signaled_event_attributes
        return _INPUT.validate_python(_read(signal.input.payloads, dict))
    if event.HasField("activity_task_completed_event_attributes"):
        done = event.activity_task_completed_event_attributes
        return _answer(calls[done.scheduled_event_id], done.result.payloads)
    return None


def _answer(call: HistoryEvent, result: Sequence[Payload]) -> Arriving | None:
    scheduled = call.activity_task_scheduled_event_attributes
    match _read(scheduled.input.payloads, MODELS[scheduled.activity_type.name]):
        case Deliver(message_id=message, attempt=attempt):
            answer = TypeAdapter(Answer).validate_python(_read(result, dict))
            return Delivered(id=f"{message}/{attempt}", message_id=message, attempt=attempt, answer=answer)
        case LookUp(enrolment_id=enrolment, step=step, visit=visit):
            found = TypeAdapter(LookupAnswer).validate_python(_read(result, dict))
            source = f"{enrolment}/{step}/{visit}"
            return LookedUp(id=source, enrolment_id=enrolment, step=step, visit=visit, answer=found)
        case Withdraw(message_id=message, attempt=attempt):
            became = _read(result, Withdrawal)
            return Withdrawn(id=f"{message}/{attempt}/back", message_id=message, attempt=attempt, answer=became)
        case Recall():
            return _read(result, Recollection)
        case _:
            return None  # the ledger's answers are given at once


def _only_the_ledger(command: Command) -> Input | None:
    """Providers and look-ups answer when they did in the history."""
    return all_goes_well(command) if isinstance(command, Record) else None


def _read(payloads: Sequence[Payload], kind: type[Read]) -> Read:
    [value] = pydantic_data_converter.payload_converter.from_payloads(payloads, [kind])
    assert isinstance(value, kind)
    return value
