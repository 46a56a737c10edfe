"""One trace from the call to the delivery and numbers that agree, at a real OTLP receiver, without names."""

import asyncio
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.contracts.answers import Accepted, Answer, NotNow, Refused
from engine.contracts.commands import Deliver
from engine.contracts.facts import Facts
from engine.contracts.journal import Decided, Journal
from engine.language.terms import Channel, Purpose, Reason
from runtime.dev_server import DevServer
from runtime.local_ports import Ports
from runtime.settings import Settings
from runtime.telemetry import Silent, TelemetryHandle, start_telemetry
from runtime.temporal import sdk_runtime
from tests.runtime.otlp_receiver import Receiver, attributes, receiving
from tests.servers import free_port

ROOT = Path(__file__).parents[2]
PERSONAL = (b"ann@example.org", b"customer-77", b"Ann", b"0f0f0f0f0f0f0f0f")


def settings(endpoint: str | None) -> Settings:
    return Settings.model_validate({"database_url": "sqlite://", "otel_exporter_otlp_endpoint": endpoint})


def decided(now: datetime, **changes: object) -> Decided:
    values = {
        "seq": 1,
        "at": now,
        "message_id": "0f0f0f0f0f0f0f0f",
        "message": "thank-you",
        "purpose": Purpose.LIFECYCLE,
        "department": "store",
        "origin": "journey",
        "journey": "thank-you",
        "due": now - timedelta(seconds=2),
        "verdict": "send",
        "channel": Channel.EMAIL,
        "catalogue": 1,
    }
    return Decided.model_validate(values | changes)


def command(trace: str | None, decided_at: datetime, *entries: Decided) -> Deliver:
    return Deliver(
        customer_id="customer-77",
        message_id="0f0f0f0f0f0f0f0f",
        attempt=1,
        message="thank-you",
        content="a" * 64,
        title="Thank you, Ann",
        purpose=Purpose.LIFECYCLE,
        department="store",
        origin="journey",
        journey="thank-you",
        channel=Channel.EMAIL,
        address="ann@example.org",
        facts=Facts(customer={"first_name": "Ann"}),
        due=decided_at - timedelta(seconds=2),
        decided_at=decided_at,
        send_by=decided_at + timedelta(days=1),
        catalogue=1,
        journal=Journal(entries=entries, as_of=decided_at),
        trace=trace,
    )


async def stop(telemetry: TelemetryHandle) -> None:
    await asyncio.to_thread(telemetry.stop)


async def test_the_trace_goes_from_the_call_through_the_decision_to_the_delivery() -> None:
    async with receiving() as receiver:
        telemetry = start_telemetry(settings(receiver.url), "twostep-worker")
        with telemetry.client_span("track", type="purchase") as traceparent:
            pass
        now = datetime.now(UTC) - timedelta(seconds=3)
        telemetry.delivered(command(traceparent, now, decided(now)), Accepted(provider_id="x"), 0.25)
        await stop(telemetry)
    call, decision, delivery = (receiver.span(name) for name in ("track", "decision", "deliver"))
    assert traceparent is not None
    assert traceparent.split("-")[1:3] == [call.trace_id.hex(), call.span_id.hex()]
    assert call.trace_id == decision.trace_id == delivery.trace_id
    assert (decision.parent_span_id, delivery.parent_span_id) == (call.span_id, decision.span_id)
    assert decision.start_time_unix_nano == round(now.timestamp() * 1_000_000) * 1_000
    assert delivery.end_time_unix_nano - delivery.start_time_unix_nano == 250_000_000
    assert attributes(list(delivery.attributes)) == {
        "twostep.message": "thank-you",
        "twostep.purpose": "lifecycle",
        "twostep.department": "store",
        "twostep.origin": "journey",
        "twostep.journey": "thank-you",
        "twostep.channel": "email",
        "twostep.outcome": "accepted",
    }
    assert receiver.services == {"twostep-worker"}


async def test_a_non_send_is_a_span_of_the_callers_trace() -> None:
    async with receiving() as receiver:
        telemetry = start_telemetry(settings(receiver.url), "twostep-worker")
        with telemetry.client_span("propose") as trace:
            pass
        now = datetime.now(UTC)
        dropped = decided(now, verdict="drop", reason=Reason.CONSENT_MISSING, channel=None, trace=trace)
        telemetry.recorded(Journal(entries=(dropped,), as_of=now))
        await stop(telemetry)
    span = receiver.span("decision")
    assert span.parent_span_id == receiver.span("propose").span_id
    assert attributes(list(span.attributes))["twostep.reason"] == "consent_missing"


async def test_decisions_and_deliveries_are_counted_once() -> None:
    now = datetime.now(UTC)
    sent, held = decided(now), decided(now, seq=2, verdict="hold", reason=Reason.CAP)
    async with receiving() as receiver:
        telemetry = start_telemetry(settings(receiver.url), "twostep-worker")
        telemetry.delivered(command(None, now, sent, held), NotNow(why="catalogue", number=2), 0.01)
        telemetry.delivered(command(None, now, sent, held), Accepted(), 0.02)
        throttled = NotNow(why="throttled", journaled=True)
        telemetry.delivered(command(None, now, decided(now, verdict="hold", reason=Reason.CAP)), throttled, 0.0)
        telemetry.recorded(Journal(entries=(decided(now, verdict="hold", reason=Reason.CAP),), as_of=now))
        await stop(telemetry)
    assert receiver.sums("twostep.deliveries") == {
        (("channel", "email"), ("outcome", "accepted")): 1,
        (("channel", "email"), ("outcome", "not_now_catalogue")): 1,
        (("channel", "email"), ("outcome", "not_now_throttled")): 1,
    }
    assert receiver.sums("twostep.decisions") == {
        (("purpose", "lifecycle"), ("reason", "none"), ("verdict", "send")): 1,
        (("purpose", "lifecycle"), ("reason", "cap"), ("verdict", "hold")): 3,
    }
    assert receiver.sums("twostep.journal.entries") == {(("kind", "decided"),): 4}
    assert histogram(receiver, "twostep.decision.delay") == (4, 8.0)
    assert histogram(receiver, "twostep.delivery.duration") == (3, 0.03)
    assert histogram(receiver, "twostep.delivery.delay")[0] == 3


def histogram(receiver: Receiver, name: str) -> tuple[int, float]:
    points = receiver.metric(name).histogram.data_points
    return sum(point.count for point in points), round(sum(point.sum for point in points), 3)


@pytest.mark.parametrize(
    "answer",
    [
        Accepted(provider_id="ann@example.org"),
        Refused(fault="recipient", detail="ann@example.org does not exist"),
        NotNow(why="fault", detail="customer-77"),
    ],
    ids=["accepted", "refused", "not_now"],
)
async def test_nothing_personal_leaves(answer: Answer) -> None:
    now = datetime.now(UTC)
    async with receiving() as receiver:
        telemetry = start_telemetry(settings(receiver.url), "twostep-worker")
        with telemetry.client_span("track") as trace:
            pass
        telemetry.delivered(command(trace, now, decided(now, trace=trace)), answer, 0.01)
        await stop(telemetry)
    assert b"thank-you" in receiver.raw
    assert not [secret for secret in PERSONAL if secret in receiver.raw]


async def test_a_clock_ahead_under_skipped_time_makes_no_impossible_span() -> None:
    async with receiving() as receiver:
        telemetry = start_telemetry(settings(receiver.url), "twostep-worker")
        telemetry.delivered(command(None, datetime.now(UTC) + timedelta(days=400)), Accepted(), 0.1)
        await stop(telemetry)
    decision = receiver.span("decision")
    assert decision.start_time_unix_nano <= decision.end_time_unix_nano


async def test_a_receiver_that_is_gone_does_not_hold_up_the_end() -> None:
    telemetry = start_telemetry(settings(f"http://127.0.0.1:{free_port()}"), "twostep-worker")
    telemetry.delivered(command(None, datetime.now(UTC)), Accepted(), 0.1)
    began = time.monotonic()
    await stop(telemetry)
    assert time.monotonic() - began < 30


def test_without_an_endpoint_there_is_no_thread_and_no_sdk() -> None:
    before = threading.active_count()
    telemetry = start_telemetry(settings(None), "twostep-worker")
    with telemetry.client_span("track") as traceparent:
        assert traceparent is None
    assert isinstance(telemetry, Silent)
    assert threading.active_count() == before
    code = (
        "import sys; from runtime.telemetry import start_telemetry; from runtime.settings import Settings\n"
        "start_telemetry(Settings(database_url='sqlite://'), 'x')\n"
        "sys.exit('opentelemetry.sdk' in sys.modules or 'requests' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60, check=False)
    assert done.returncode == 0


CLIENT = """
import asyncio, os, sys
from datetime import timedelta
from runtime.settings import Settings
from runtime.temporal import connect, sdk_runtime

async def call():
    runtime = sdk_runtime(Settings(database_url="sqlite://"), every=timedelta(milliseconds=100))
    client = await connect(None, runtime)
    await client.start_workflow("Customer", id="customer-77", task_queue="nobody")
    await asyncio.to_thread(sys.stdin.read)
    os._exit(0)

asyncio.run(call())
"""


async def test_the_sdks_own_metrics_arrive_too(tmp_path: Path) -> None:
    async with (
        receiving() as receiver,
        DevServer(tmp_path / "t.db", Ports(free_port(), 1), ui=False) as server,
    ):
        client = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", CLIENT),
            cwd=ROOT,
            env={"TEMPORAL_ADDRESS": server.address, "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url},
            stdin=asyncio.subprocess.PIPE,
        )
        await asyncio.wait_for(receiver.measured.wait(), 30)
        await client.communicate(b"")
    assert "temporal_request" in {metric.name for metric in receiver.metrics}
    assert b"customer-77" not in receiver.raw


def test_without_an_endpoint_the_sdk_keeps_its_default_runtime() -> None:
    assert sdk_runtime(settings(None)) is None
