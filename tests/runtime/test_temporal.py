"""Client, worker and replayer agree by the plug-in, and a server that is not there is a clear error."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from datetime import UTC, datetime
from pathlib import Path

import pytest
from temporalio.client import Client, GrpcCompression, WorkflowFailureError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, Worker

from engine.contracts.inputs import Track
from runtime.dev_server import DevServer, find_binary
from runtime.local_ports import Ports
from runtime.temporal import TemporalUnreachable, TwostepPlugin, connect
from tests.runtime.zoned_workflow import ClockReader, Heard, Listener
from tests.servers import PATIENCE, free_port

ROOT = Path(__file__).parents[2]
TRIGGER = Track(id="t1", type="purchase", at=datetime(2026, 7, 1, 12, tzinfo=UTC), properties={"price": 9.5})


@pytest.mark.parametrize("strict", [False, True], ids=["passed_through", "strict"])
async def test_models_and_local_time_pass_client_worker_and_replayer(strict: bool) -> None:
    plugin = TwostepPlugin(None, strict=strict)
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(find_binary()), dev_server_startup_timeout=PATIENCE, plugins=[plugin]
    ) as environment:
        async with Worker(environment.client, task_queue="t", workflows=[Listener]):
            handle = await environment.client.start_workflow(Listener.run, TRIGGER, id="w", task_queue="t")
            heard = await handle.result()
        history = await handle.fetch_history()
    assert heard == Heard(entry=TRIGGER, at_home="2026-07-01T08:00:00")
    replayed = await Replayer(workflows=[Listener], plugins=[plugin]).replay_workflow(history)
    assert replayed.replay_failure is None


async def test_what_is_encrypted_is_not_compressed_again() -> None:
    client = await Client.connect("127.0.0.1:1", lazy=True, plugins=[TwostepPlugin(None)])
    assert client.service_client.config.grpc_compression is GrpcCompression.NONE


async def test_the_sandbox_is_on() -> None:
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(find_binary()), dev_server_startup_timeout=PATIENCE, plugins=[TwostepPlugin(None)]
    ) as environment:
        worker = Worker(
            environment.client, task_queue="t", workflows=[ClockReader], workflow_failure_exception_types=[Exception]
        )
        async with worker:
            with pytest.raises(WorkflowFailureError) as failed:
                await environment.client.execute_workflow(ClockReader.run, id="w", task_queue="t")
    assert "Cannot access datetime.datetime.now" in str(failed.value.cause)


@pytest.mark.parametrize(
    ("address", "said"),
    [("127.0.0.1:1", "connection refused"), ("nowhere.invalid:7233", "no machine of this name")],
)
async def test_no_server_is_told_in_plain_words_with_address_and_advice(
    address: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", address)
    with pytest.raises(TemporalUnreachable, match=rf"{address}': {said}[\s\S]*make run[\s\S]*TEMPORAL_ADDRESS") as told:
        await connect(None)
    assert "tonic" not in str(told.value)


async def test_what_answers_and_is_no_temporal_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        monkeypatch.setenv("TEMPORAL_ADDRESS", f"127.0.0.1:{server.sockets[0].getsockname()[1]}")
        with pytest.raises(TemporalUnreachable, match="it closed the connection"):
            await connect(None)


@pytest.mark.parametrize(
    "variables",
    [
        {"TEMPORAL_PROFILE": "nobody"},
        {"TEMPORAL_TLS": "true", "TEMPORAL_TLS_SERVER_CA_CERT_PATH": "/nowhere/ca.pem"},
    ],
)
async def test_a_configuration_that_cannot_be_read_is_told(
    variables: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(TemporalUnreachable, match="cannot be read"):
        await connect(None)


CLIENT = """
import asyncio, sys
from datetime import timedelta
from runtime.exit import run_to_exit
from runtime.settings import Settings
from runtime.temporal import connect, sdk_runtime

async def call():
    client = await connect(None, sdk_runtime(Settings(database_url="sqlite://")))
    print("connected", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    try:
        await client.get_workflow_handle("nobody").describe(rpc_timeout=timedelta(seconds=3))
    except Exception as error:
        print("failed", type(error).__name__)

run_to_exit(lambda: asyncio.run(call()))
"""


async def test_what_the_sdk_logs_is_not_among_the_answers(tmp_path: Path) -> None:
    async with DevServer(tmp_path / "t.db", Ports(free_port(), 1), ui=False) as server:
        client = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", CLIENT),
            cwd=ROOT,
            env={"TEMPORAL_ADDRESS": server.address},
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
        )
        assert client.stdout is not None
        assert await asyncio.wait_for(client.stdout.readline(), 30) == b"connected\n"
    answers, told = await asyncio.wait_for(client.communicate(b"go on\n"), 60)
    assert answers == b"failed RPCError\n"
    assert b"retr" in told
    assert client.returncode == 0
