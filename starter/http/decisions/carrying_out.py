"""Carries out what a department says, by itself or in a batch."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import assert_never

from engine.contracts.answers import AskAnswer
from starter.http.access import Caller
from starter.http.decisions.bodies import (
    AskBody,
    ConfirmBody,
    ReleaseBody,
    ReportBody,
    Result,
    TakenIn,
    Word,
)
from starter.http.doors import Doors
from starter.http.problems import Fault, Problem
from starter.http.telling_problems import KNOWN, problem_of


async def answered(doors: Doors, caller: Caller, body: AskBody) -> AskAnswer:
    """Raises Problem 403, DoorError, RPCError."""
    caller.speaks_for(body.department)
    return await doors.client.ask(body.customer, body.spoken(), timedelta(seconds=body.wait))


async def taken_in(doors: Doors, caller: Caller, body: ConfirmBody | ReleaseBody | ReportBody) -> TakenIn:
    """Raises Problem 403 and 422, DoorError, RPCError."""
    match body:
        case ConfirmBody():
            taken = await doors.client.confirm(body.customer, body.spoken(_whose(caller, body)))
        case ReleaseBody():
            taken = await doors.client.release(body.customer, body.spoken(_whose(caller, body)))
        case ReportBody():
            caller.speaks_for(body.department)
            taken = await doors.client.report(body.customer, body.spoken())
        case _:
            assert_never(body)
    return TakenIn(id=body.id, taken=taken)


async def results_of(doors: Doors, caller: Caller, words: Sequence[Word]) -> tuple[Result, ...]:
    """Customers side by side, the words of each in their order; a failure is that word's alone."""
    found: dict[int, Result] = {}

    async def one_customer(numbers: Sequence[int]) -> None:
        for number in numbers:
            found[number] = await _result(doors, caller, words[number])

    numbers: dict[str, list[int]] = {}
    for number, word in enumerate(words):
        numbers.setdefault(word.customer, []).append(number)
    await asyncio.gather(*(one_customer(of_one) for of_one in numbers.values()))
    return tuple(found[number] for number in range(len(words)))


async def _result(doors: Doors, caller: Caller, word: Word) -> Result:
    try:
        if isinstance(word, AskBody):
            return Result(id=word.id, status=200, answer=await answered(doors, caller, word))
        return Result(id=word.id, status=200, taken=(await taken_in(doors, caller, word)).taken)
    except KNOWN as error:
        problem = problem_of(error)
        return Result(id=word.id, status=problem.status, problem=problem.details())


def _whose(caller: Caller, body: ConfirmBody | ReleaseBody) -> str:
    """The department whose ask it is. Raises Problem: 403, 422."""
    department = body.department or caller.department
    if department is None:
        fix = "is needed with an API key that speaks for all departments: name the one whose ask it is"
        raise Problem(422, f"body.department: {fix}", errors=(Fault(place="body.department", fix=fix),))
    caller.speaks_for(department)
    return department
