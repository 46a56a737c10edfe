"""The routes of journeys: what is published, entering one by a call, and pausing one for everybody."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import Field

from engine.contracts.inputs import Enrol
from engine.contracts.shared_pause import SharedPause
from engine.model import Attributes, Frozen
from starter.http.access import Caller, needs
from starter.http.bodies import At, Body, CustomerId, InputId, Text
from starter.http.decisions.bodies import TakenIn
from starter.http.doors import Doors
from starter.http.journeys.listing import Journeys, journeys_page
from starter.http.once import documented, once_router
from starter.http.paging import Cursor, Limit
from starter.http.problems import Problem
from starter.operating.pausing import pause_everybody, resume_everybody

Key = Annotated[str, Path(description="The journey's key", min_length=1, max_length=64, examples=["win-back"])]


class EnrolBody(At):
    """Let a customer enter a journey."""

    customer: CustomerId
    id: InputId
    facts: Attributes = Field(
        default_factory=dict, description="What the journey reads as `event.*`", examples=[{"order_id": "o-1"}]
    )


class ReasonBody(Body):
    """Why, for whoever asks later."""

    reason: Text = ""


class Paused(Frozen):
    """For everybody."""

    journey: str
    paused: bool


def router(doors: Doors) -> APIRouter:
    """All of them over these doors."""
    routes = once_router(doors, "journeys", "/v1/journeys")
    once = [Depends(documented)]
    caller, operator = needs(doors, "journeys"), needs(doors, "operate")

    @routes.get("", summary="The journeys in force.", dependencies=[Depends(caller)])
    async def journeys(limit: Limit = 50, cursor: Cursor = None) -> Journeys:
        return await asyncio.to_thread(journeys_page, doors.database, limit, cursor)

    @routes.post("/{key}/enrol", summary="Let a customer enter it.", dependencies=[*once, Depends(caller)])
    async def enrol(key: Key, body: EnrolBody) -> TakenIn:
        """Needs a worker, since her workflow answers: 422 tells why she may not enter, 504: send the same again."""
        await _check_journey(doors, key)
        entry = Enrol(id=body.id, at=body.instant, journey=key, facts=body.facts)
        return TakenIn(id=body.id, taken=await doors.client.enrol(body.customer, entry))

    @routes.post("/{key}/pause", summary="Hold its messages for everybody.", dependencies=once)
    async def pause(key: Key, who: Annotated[Caller, Depends(operator)], body: ReasonBody) -> Paused:
        who.may_pause(None)
        await asyncio.to_thread(pause_everybody, doors.database, _journey(key), body.reason, who.operator)
        return Paused(journey=key, paused=True)

    @routes.post("/{key}/resume", summary="Let its messages go again.", dependencies=once)
    async def resume(key: Key, who: Annotated[Caller, Depends(operator)], body: ReasonBody) -> Paused:
        who.may_pause(None)
        await asyncio.to_thread(resume_everybody, doors.database, _journey(key), body.reason, who.operator)
        return Paused(journey=key, paused=False)

    return routes


def _journey(key: str) -> SharedPause:
    return SharedPause(kind="journey", name=key)


async def _check_journey(doors: Doors, key: str) -> None:
    """Raises Problem 404: it stands in the address."""
    known = (await doors.published.in_force()).journeys
    if key not in known:
        raise Problem(404, f"no journey {key!r} is published: there is {', '.join(sorted(known)) or 'none'}")
