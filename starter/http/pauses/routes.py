"""The routes of what is paused for every customer: a journey, a message, a channel, a department, everything."""

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import Field

from audit.queries.pauses import Obstacles, obstacles
from engine.contracts.shared_pause import SharedPause
from engine.model import Frozen
from starter.http.access import Caller, needs
from starter.http.bodies import Body, Text
from starter.http.doors import Doors
from starter.http.once import documented, once_router
from starter.http.problems import Problem
from starter.operating.pausing import pause_everybody, resume_everybody


class PauseBody(Body):
    """What is to be held, or to go again, and why."""

    kind: Literal["everything", "message", "journey", "channel", "department"] = Field(examples=["message"])
    name: str = Field(
        "",
        max_length=64,
        pattern=r"^[a-z0-9_-]*$",
        description="Of what is published; left out for everything alone",
        examples=["spring-sale"],
    )
    reason: Text = ""

    @property
    def pause(self) -> SharedPause:
        return SharedPause(kind=self.kind, name=self.name)


class PausedForAll(Frozen):
    """How it stands now."""

    kind: str
    name: str
    paused: bool


def router(doors: Doors) -> APIRouter:
    """All of them over these doors."""
    routes = once_router(doors, "operate", "/v1/pauses")
    once = [Depends(documented)]
    operator = needs(doors, "operate")
    Who = Annotated[Caller, Depends(operator)]

    @routes.get("", summary="What is paused, held or full, by whom, and how many wait.")
    async def pauses(_who: Who) -> Obstacles:
        return await asyncio.to_thread(obstacles, doors.database)

    @routes.post("", summary="Hold messages for everybody.", dependencies=once)
    async def pause(body: PauseBody, who: Who) -> PausedForAll:
        await _check(doors, who, body)
        await asyncio.to_thread(pause_everybody, doors.database, body.pause, body.reason, who.operator)
        return PausedForAll(kind=body.kind, name=body.name, paused=True)

    @routes.post("/end", summary="Let them go again.", dependencies=once)
    async def end(body: PauseBody, who: Who) -> PausedForAll:
        await _check(doors, who, body)
        await asyncio.to_thread(resume_everybody, doors.database, body.pause, body.reason, who.operator)
        return PausedForAll(kind=body.kind, name=body.name, paused=False)

    return routes


async def _check(doors: Doors, who: Caller, body: PauseBody) -> None:
    """Raises Problem: 403 for a department's key that reaches beyond it, 422 for a name that does not fit."""
    who.may_pause(body.name if body.kind == "department" else None)
    if (body.kind == "everything") == bool(body.name):
        raise Problem(422, "name: name what is to be paused, and nothing for everything")
    if body.kind == "channel":
        known = (await doors.published.in_force()).channels
        if body.name not in known:
            raise Problem(422, f"name: no channel {body.name!r} is in use: there is {', '.join(sorted(known))}")
