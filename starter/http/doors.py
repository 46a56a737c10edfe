"""What every HTTP door is given: the settings, the journey client and the ledger's side."""

from dataclasses import dataclass

from sqlalchemy import Engine
from temporalio.client import Client

from audit.api_keys import SqlApiKeys
from channels.unsubscribe import UnsubscribeLinks, UnsubscribeSettings
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


def links_of(doors: Doors) -> UnsubscribeLinks:
    """What makes and reads the links of messages."""
    outgoing = doors.settings.outgoing
    settings = {"base_url": outgoing.public_url, "key": outgoing.link_key}
    return UnsubscribeLinks(UnsubscribeSettings.model_validate(settings))


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
