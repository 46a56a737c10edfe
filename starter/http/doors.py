"""What every HTTP door is given: the settings, the journey client and the ledger's side."""

import asyncio
from dataclasses import dataclass, field

from sqlalchemy import Engine
from temporalio.client import Client

from audit.api_keys import SqlApiKeys
from runtime.settings import Settings
from runtime.telemetry import TelemetryHandle
from starter.client import JourneyClient
from starter.http.known_keys import KnownKeys
from starter.ledger_side import SqlLedgerSide, published_in
from starter.opening import journey_client
from starter.ports import Published


@dataclass(frozen=True)
class Doors:
    """One for each process that answers HTTP; what was opened is closed by who opened it."""

    settings: Settings
    database: Engine
    temporal: Client
    client: JourneyClient
    ledger: SqlLedgerSide
    published: Published
    keys: KnownKeys
    nudge: asyncio.Event = field(default_factory=asyncio.Event)
    """set when something waits in the inbox: wakes the drain of this process, where it has one"""


def doors_over(
    settings: Settings,
    temporal: Client,
    database: Engine,
    telemetry: TelemetryHandle,
    nudge: asyncio.Event | None = None,
) -> Doors:
    """Over connections that somebody else opened and closes; `nudge`: the drain's, in the process of a worker."""
    return Doors(
        settings=settings,
        database=database,
        temporal=temporal,
        client=journey_client(settings, temporal, database, telemetry),
        ledger=SqlLedgerSide(database),
        published=published_in(database),
        keys=KnownKeys(SqlApiKeys(database)),
        nudge=nudge or asyncio.Event(),
    )
