"""One trace from a service's call over the customer's decision to the delivery, also days later."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from opentelemetry.proto.trace.v1.trace_pb2 import Span

from engine.contracts.inputs import Track
from runtime.telemetry import TelemetryHandle, start_telemetry
from starter.opening import journey_client
from starter.ports import Taken
from tests.house import House, open_house
from tests.runtime.otlp_receiver import Receiver, receiving
from tests.workflows import journeys


async def test_a_track_its_decisions_and_its_deliveries_are_one_trace(tmp_path: Path) -> None:
    async with receiving() as receiver, open_house(tmp_path, journeys.write(tmp_path, "series")) as house:
        await _two_mails(house, receiver)
    [call] = _spans(receiver, "track")
    decisions, deliveries = (_spans(receiver, name) for name in ("decision", "deliver"))
    assert (len(decisions), len(deliveries)) == (2, 2)
    assert {span.trace_id for span in (*decisions, *deliveries)} == {call.trace_id}
    assert [span.parent_span_id for span in decisions] == [call.span_id] * 2
    assert {span.parent_span_id for span in deliveries} == {span.span_id for span in decisions}
    assert receiver.services == {"twostep-client", "twostep-worker"}


async def _two_mails(house: House, receiver: Receiver) -> None:
    async with _told(house, receiver, "twostep-worker") as worker_side, house.working(worker_side):
        await house.customer("c-1")
        async with _told(house, receiver, "twostep-client") as client_side:
            client = journey_client(house.settings, house.client, house.database, client_side)
            bought = Track(id="bought", type="purchase", at=await house.now())
            assert await client.track("c-1", bought) is Taken.SIGNALLED
        await house.mailed(1)
        await house.sleep(timedelta(days=3))
        assert len(house.mails()) == 2


@asynccontextmanager
async def _told(house: House, receiver: Receiver, service: str) -> AsyncIterator[TelemetryHandle]:
    """A process's telemetry; what it has is sent at the end."""
    settings = house.settings.model_copy(update={"otel_exporter_otlp_endpoint": receiver.url})
    telemetry = start_telemetry(settings, service)
    try:
        yield telemetry
    finally:
        await asyncio.to_thread(telemetry.stop)


def _spans(receiver: Receiver, name: str) -> list[Span]:
    return [span for span in receiver.spans if span.name == name]
