"""Carries out what a department says, by itself or in a batch."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import assert_never

from audit.queries.asked import department_of
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
from starter.http.problems import Problem
from starter.http.telling_problems import KNOWN, problem_of

_LOOKS = 4
_PAUSE = 0.25
"""seconds between two looks for an ask that was answered a moment ago"""


async def answered(doors: Doors, caller: Caller, body: AskBody) -> AskAnswer:
    """Raises Problem 403, DoorError, RPCError."""
    caller.speaks_for(body.department)
    return await doors.client.ask(body.customer, body.spoken(), timedelta(seconds=body.wait))


async def taken_in(doors: Doors, caller: Caller, body: ConfirmBody | ReleaseBody | ReportBody) -> TakenIn:
    """Raises Problem 403 and 409, DoorError, RPCError."""
    match body:
        case ConfirmBody():
            await _check_whose(doors, caller, body)
            taken = await doors.client.confirm(body.customer, body.spoken())
        case ReleaseBody():
            await _check_whose(doors, caller, body)
            taken = await doors.client.release(body.customer, body.spoken())
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


async def _check_whose(doors: Doors, caller: Caller, body: ConfirmBody | ReleaseBody) -> None:
    """A key of one department has no say about what another asked for; who asked is in the ledger in a moment."""
    if caller.department is None:
        return
    customer = doors.client.customer_id(body.customer)
    for look in range(_LOOKS):
        await asyncio.sleep(_PAUSE if look else 0)
        department = await asyncio.to_thread(department_of, doors.database, customer, body.ask)
        if department is not None:
            caller.speaks_for(department)
            return
    raise Problem(
        409,
        "ask: nothing of this id is on record yet, so it cannot be told whose it is: send the same again in a moment",
        {"Retry-After": "1"},
    )
