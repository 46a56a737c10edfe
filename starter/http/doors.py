"""What every HTTP door is given: the settings, the journey client and the ledger's side."""

from dataclasses import dataclass

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


def doors_over(settings: Settings, temporal: Client, database: Engine, telemetry: TelemetryHandle) -> Doors:
    """Over connections that somebody else opened and closes."""
    return Doors(
        settings=settings,
        database=database,
        temporal=temporal,
        client=journey_client(settings, temporal, database, telemetry),
        ledger=SqlLedgerSide(database),
        published=published_in(database),
        keys=KnownKeys(SqlApiKeys(database)),
    )
