"""A real dev server starts healthy, keeps what it was told over a restart, and says why it cannot start."""

import asyncio
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client

from runtime.dev_server import DevServer, find_binary
from runtime.local_ports import DevServerError, Ports, check_port
from runtime.temporal import TemporalUnreachable, connect
from tests.servers import free_port


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


async def test_workflows_and_search_attributes_survive_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports = Ports(free_port(), free_port())
    monkeypatch.setenv("TEMPORAL_ADDRESS", f"127.0.0.1:{ports.server}")
    async with DevServer(tmp_path / "state" / "temporal.db", ports):
        client = await connect(None)
        await client.start_workflow("Customer", id="customer-1", task_queue="nobody")
    with pytest.raises(TemporalUnreachable):
        await connect(None)
    async with DevServer(tmp_path / "state" / "temporal.db", ports) as server:
        client = await Client.connect(server.address)
        assert (await client.get_workflow_handle("customer-1").describe()).workflow_type == "Customer"
        kinds = await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace="default"))
        assert {"Stage", "Journeys"} <= set(kinds.custom_attributes)


async def test_it_is_gone_afterwards(tmp_path: Path) -> None:
    server = DevServer(tmp_path / "temporal.db", Ports(free_port(), free_port()), ui=False)
    await server.start()
    process = server._process
    assert process is not None
    await server.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


@pytest.mark.parametrize("stopped", [True, False])
async def test_who_ends_it_from_outside_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, stopped: bool
) -> None:
    ends_soon = tmp_path / "temporal"
    ends_soon.write_text("#!/bin/sh\nexec sleep 30\n")
    ends_soon.chmod(0o755)
    monkeypatch.setattr("runtime.dev_server.find_binary", lambda: ends_soon)
    monkeypatch.setattr(DevServer, "_answers", _yes)
    async with DevServer(tmp_path / "temporal.db", Ports(free_port(), free_port()), ui=False) as server:
        process = server._process
        assert process is not None
        if not stopped:
            process.kill()
            await process.wait()
            await asyncio.sleep(0)
    assert ("has ended (code -9" in caplog.text) is not stopped


async def _yes(self: DevServer) -> bool:
    return True


async def test_a_taken_port_is_told_with_its_setting_before_anything_starts(tmp_path: Path, taken: int) -> None:
    with pytest.raises(DevServerError, match=f"port {taken} is taken.*TEMPORAL_PORT.*STATE_DIR"):
        await DevServer(tmp_path / "temporal.db", Ports(taken, free_port())).start()
    with pytest.raises(DevServerError, match=f"port {taken} is taken.*TEMPORAL_UI_PORT"):
        await DevServer(tmp_path / "temporal.db", Ports(free_port(), taken)).start()
    assert files_in(tmp_path) == []


def test_the_check_serves_other_ports_too(taken: int) -> None:
    with pytest.raises(DevServerError, match="STANDIN_PORT"):
        check_port(taken, "STANDIN_PORT")
    check_port(free_port(), "STANDIN_PORT")


async def test_a_server_that_ends_at_once_shows_its_last_words(tmp_path: Path) -> None:
    server = DevServer(tmp_path / "temporal.db", Ports(free_port(), free_port()), "--no-such-option")
    with pytest.raises(DevServerError, match=r"ended at once[\s\S]*no-such-option"):
        async with server:
            pass


def test_a_missing_binary_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DevServerError, match=r"\.\[local\]"):
        find_binary()
