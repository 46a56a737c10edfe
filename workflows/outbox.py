"""Starts commands and never waits for them: their answers come back as inputs."""

from collections.abc import Callable
from typing import Any, assert_never

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities import options
from activities.deliver import Delivering
from activities.lookup import LookingUp
from activities.record import Recording
from activities.withdraw import Withdrawing
from engine.commands import delivery_id
from engine.contracts.answers import Answer, LookupAnswer, NotFound, NotNow, RecordAnswer, Withdrawal
from engine.contracts.commands import CancelDelivery, Command, Deliver, LookUp, Record, Withdraw
from engine.contracts.inputs import Delivered, Input, Journaled, LookedUp, Withdrawn
from engine.definitions import definitions
from engine.telling.phrases import plain
from engine.telling.summaries import of_journal

_Handle = workflow.ActivityHandle[Any]


class Outbox:
    """The commands in flight."""

    def __init__(self, answered: Callable[[Input], None]) -> None:
        self._answered = answered
        self._in_flight: dict[str, _Handle] = {}

    @property
    def busy(self) -> bool:
        return bool(self._in_flight)

    def start(self, commands: list[Command]) -> None:
        for command in commands:
            match command:
                case Deliver():
                    self._deliver(command)
                case Record():
                    self._record(command)
                case LookUp():
                    self._look_up(command)
                case CancelDelivery():
                    self._cancel(command)
                case Withdraw():
                    self._withdraw(command)
                case _:
                    assert_never(command)

    def cancel_all(self) -> None:
        """A request that was written runs to its end all the same."""
        for handle in self._in_flight.values():
            handle.cancel()

    def _deliver(self, command: Deliver) -> None:
        name = delivery_id(command.message_id, command.attempt)
        handle = workflow.start_activity_method(
            Delivering.deliver,
            command,
            **options.named(options.DELIVER, f"{command.channel.value}: {command.title}"),
        )

        def back(answer: Answer) -> Input:
            return Delivered(
                id=name, message_id=command.message_id, attempt=command.attempt, answer=answer, trace=command.trace
            )

        self._follow(name, handle, lambda done: back(_outcome(done)))

    def _record(self, command: Record) -> None:
        summary = of_journal(command.journal.entries, command.catalogue, definitions())
        handle = workflow.start_activity_method(Recording.record, command, **options.named(options.RECORD, summary))
        self._follow(command.id, handle, lambda done: Journaled(id=command.id, answer=_written(done)))

    def _look_up(self, command: LookUp) -> None:
        name = f"{command.enrolment_id}/{command.step}/{command.visit}"
        handle = workflow.start_activity_method(
            LookingUp.look_up,
            command,
            **options.named(options.lookup(command.timeout), f"look up {plain(command.name)}"),
        )

        def back(answer: LookupAnswer) -> Input:
            return LookedUp(
                id=name,
                enrolment_id=command.enrolment_id,
                step=command.step,
                visit=command.visit,
                answer=answer,
            )

        self._follow(name, handle, lambda done: back(_found(done)))

    def _withdraw(self, command: Withdraw) -> None:
        name = f"withdraw-{delivery_id(command.message_id, command.attempt)}"
        handle = workflow.start_activity_method(
            Withdrawing.withdraw,
            command,
            **options.named(options.WITHDRAW, f"take back {command.channel.value}: {command.title}"),
        )

        def back(answer: Withdrawal) -> Input:
            return Withdrawn(id=name, message_id=command.message_id, attempt=command.attempt, answer=answer)

        self._follow(name, handle, lambda done: back(_taken_back(done)))

    def _cancel(self, command: CancelDelivery) -> None:
        handle = self._in_flight.get(delivery_id(command.message_id, command.attempt))
        if handle is not None:
            handle.cancel()

    def _follow(self, name: str, handle: _Handle, back: Callable[[_Handle], Input]) -> None:
        self._in_flight[name] = handle

        def done(_: object) -> None:
            del self._in_flight[name]
            self._answered(back(handle))

        handle.add_done_callback(done)


def _outcome(handle: _Handle) -> Answer:
    if handle.cancelled():
        return NotNow(why="cancelled")
    error = handle.exception()
    if error is None:
        answer: Answer = handle.result()
        return answer
    return NotNow(why="cancelled") if is_cancelled_exception(error) else NotNow(why="fault", detail=_cause(error))


def _taken_back(handle: _Handle) -> Withdrawal:
    if handle.cancelled() or handle.exception() is not None:
        return Withdrawal(became="failed", detail="the channel did not answer")
    answer: Withdrawal = handle.result()
    return answer


def _written(handle: _Handle) -> RecordAnswer:
    if handle.cancelled() or handle.exception() is not None:
        return NotNow(why="fault")
    answer: RecordAnswer = handle.result()
    return answer


def _found(handle: _Handle) -> LookupAnswer:
    if handle.cancelled() or handle.exception() is not None:
        return NotFound(detail="the look-up failed")
    answer: LookupAnswer = handle.result()
    return answer


def _cause(error: BaseException) -> str:
    cause = error.cause if isinstance(error, ActivityError) else error
    return type(cause).__name__
