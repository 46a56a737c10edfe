"""What is stuck: what the ledger knows, and who waits in Temporal for a build that no worker runs."""

import asyncio
from datetime import timedelta

from temporalio.service import RPCError

from audit.queries.stuck import StuckLine
from audit.queries.stuck import stuck as known_to_the_ledger
from engine.model import Frozen
from runtime.settings import Settings
from runtime.temporal import TemporalUnreachable, connect
from starter.moving.unattended import Unattended, unattended
from starter.opening import opened_database

PATIENCE = 10.0
"""seconds for Temporal's part"""


class Stuck(Frozen):
    """Both parts; Temporal may be away when this is asked for, and the ledger still tells."""

    lines: tuple[StuckLine, ...]
    builds: tuple[Unattended, ...]
    not_looked_at: str
    """why Temporal could not be asked for the builds; empty: it was"""


async def stuck(settings: Settings, since: timedelta) -> Stuck:
    """Also while Temporal is away."""
    with opened_database(settings) as database:
        lines = await asyncio.to_thread(known_to_the_ledger, database, since)
    builds, why = await _builds(settings.task_queue)
    return Stuck(lines=tuple(lines), builds=builds, not_looked_at=why)


async def _builds(task_queue: str) -> tuple[tuple[Unattended, ...], str]:
    """The builds, or why Temporal could not be asked."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await unattended(await connect(None), task_queue), ""
    except TemporalUnreachable as error:
        return (), str(error)
    except RPCError as error:
        return (), f"Temporal does not do it: {error.message}"
    except TimeoutError:
        return (), f"Temporal did not answer within {PATIENCE:.0f} s"
