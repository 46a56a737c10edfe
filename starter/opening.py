"""Opens what a door needs, out of the settings, and closes it afterwards."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from pydantic import SecretStr
from sqlalchemy import Engine
from temporalio.client import Client

from audit.database import open_database
from audit.keys import SqlKeyStore
from runtime.encryption.codec import EncryptionCodec
from runtime.encryption.keyring import Keyring
from runtime.settings import Settings
from runtime.telemetry import TelemetryHandle, start_telemetry
from runtime.temporal import connect, sdk_runtime
from starter.checks import usable_id
from starter.client import JourneyClient
from starter.ledger_side import SqlLedgerSide, published_in


@contextmanager
def opened_database(settings: Settings) -> Iterator[Engine]:
    """The ledger's database for as long as the context lasts."""
    database = open_database(settings.database_url.get_secret_value())
    try:
        yield database
    finally:
        database.dispose()


@contextmanager
def opened_codec(settings: Settings) -> Iterator[EncryptionCodec]:
    """What encrypts the payloads of whoever speaks to Temporal, with the keys of the ledger.

    Raises ConfigurationError without a master key.
    """
    masters = settings.master_keys
    with opened_database(settings) as database:
        yield EncryptionCodec(Keyring(SqlKeyStore(database), masters))


@contextmanager
def opened_telemetry(settings: Settings, service: str) -> Iterator[TelemetryHandle]:
    telemetry = start_telemetry(settings, service)
    try:
        yield telemetry
    finally:
        telemetry.stop()


@asynccontextmanager
async def opened_client(settings: Settings) -> AsyncIterator[JourneyClient]:
    """A journey client on Temporal as the environment says. Raises TemporalUnreachable, DatabaseUrlError."""
    with (
        opened_codec(settings) as codec,
        opened_database(settings) as database,
        opened_telemetry(settings, "twostep-client") as telemetry,
    ):
        yield journey_client(settings, await connect(codec, sdk_runtime(settings)), database, telemetry)


def journey_client(settings: Settings, client: Client, database: Engine, telemetry: TelemetryHandle) -> JourneyClient:
    """The client over connections that somebody else opened and closes."""
    ledger = SqlLedgerSide(database)
    return JourneyClient(
        client,
        task_queue=settings.task_queue,
        ledger=ledger,
        inbox=ledger,
        published=published_in(database),
        telemetry=telemetry,
        tracking_plan=settings.tracking_plan,
        id_hash_key=_bytes(settings.id_hash_key),
    )


def known_id(settings: Settings, written: str) -> str:
    """The id under which the ledger knows a customer. Raises InputRefused."""
    return usable_id(written, _bytes(settings.id_hash_key))


def _bytes(secret: SecretStr | None) -> bytes | None:
    return None if secret is None else secret.get_secret_value().encode()
