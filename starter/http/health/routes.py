"""Whether this process answers, and what it can reach."""

import asyncio
import logging
from datetime import timedelta
from typing import Literal

from fastapi import APIRouter
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from temporalio.service import RPCError

from audit.database import read
from engine.model import Frozen
from starter.http.doors import Doors
from starter.http.problems import AGAIN, Problem
from starter.http.routing import door_router

PATIENCE = timedelta(seconds=2)

_ONE = text("SELECT 1")
_log = logging.getLogger(__name__)


class Alive(Frozen):
    """This process answers."""

    alive: Literal[True] = True


class Ready(Frozen):
    """What is accepted is kept, so the database is enough; without Temporal it waits in the inbox."""

    database: Literal["reached"] = "reached"
    temporal: Literal["reached", "away"]


def router(doors: Doors) -> APIRouter:
    """Without a key: they tell nothing of anybody."""
    routes = door_router("health")

    @routes.get("/healthz", summary="Does the process answer?")
    async def alive() -> Alive:
        return Alive()

    @routes.get("/readyz", summary="Can it take something in? Is Temporal there?")
    async def ready() -> Ready:
        if not await _database(doors):
            raise Problem(503, "the database cannot be reached: nothing can be taken in", AGAIN)
        return Ready(temporal="reached" if await _temporal(doors) else "away")

    return routes


async def _database(doors: Doors) -> bool:
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            await asyncio.to_thread(read, doors.database, lambda connection: connection.execute(_ONE).scalar())
    except (SQLAlchemyError, TimeoutError) as error:
        _log.warning("the database cannot be reached: %s", type(error).__name__)
        return False
    return True


async def _temporal(doors: Doors) -> bool:
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            return await doors.temporal.service_client.check_health(timeout=PATIENCE)
    except (RPCError, RuntimeError, TimeoutError):  # a lazy connection tells of its failure by a RuntimeError
        return False
