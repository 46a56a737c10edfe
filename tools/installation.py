"""A Twostep of its own for pictures: `twostep run` in a temporary folder, on free ports, with the phone company."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

LOOKUPS = "nearest_store=lookups.nearest_store:NearestStore,city_guide=lookups.city_guide:CityGuide"

_READY = "Ctrl-C stops all of it"
_TWOSTEP = (sys.executable, "-m", "starter.main")
_PORTS = ("TEMPORAL_PORT", "TEMPORAL_UI_PORT", "STANDIN_PORT", "CODEC_PORT", "API_PORT")
_SECONDS = 120

_HOME = {"street": "Torstrasse 1", "city": "Berlin", "postcode": "10119", "country": "DE", "zone": "Europe/Berlin"}
_MOVED = {"street": "Marienplatz 1", "city": "Munich", "postcode": "80331", "country": "DE", "zone": "Europe/Berlin"}


@dataclass(frozen=True)
class Installation:
    """What runs, and the commands against it."""

    folder: Path
    ports: dict[str, int]

    @property
    def temporal_ui(self) -> str:
        return f"http://127.0.0.1:{self.ports['TEMPORAL_UI_PORT']}"

    @property
    def inbox(self) -> str:
        return f"http://127.0.0.1:{self.ports['STANDIN_PORT']}"

    @property
    def environment(self) -> dict[str, str]:
        named = {name: str(port) for name, port in self.ports.items()}
        return {**os.environ, **named, "STATE_DIR": str(self.folder), "JOURNEYS_DIR": "journeys", "LOOKUPS": LOOKUPS}

    async def twostep(self, *words: str) -> str:
        """A command's output. Raises RuntimeError with what it said when it failed."""
        pipe = asyncio.subprocess.PIPE
        done = await asyncio.create_subprocess_exec(*_TWOSTEP, *words, env=self.environment, stdout=pipe, stderr=pipe)
        said, complained = await done.communicate()
        if done.returncode:
            raise RuntimeError(f"twostep {' '.join(words)}: {complained.decode()}")
        return said.decode()

    async def walk(self, customer: str) -> None:
        """A phone, an accessory for it, a webinar, and a move to another city."""
        person = (f"email={customer}@example.com", f"first_name={customer.title()}", "plan=contract")
        starts = (datetime.now(UTC) + timedelta(days=2)).replace(hour=18, minute=0, second=0, microsecond=0)
        webinar = ("webinar=night", "title=Photographs at night", f"starts={starts.isoformat()}")
        await self.twostep("identify", customer, *person, f"address={json.dumps(_HOME)}", "--consent", "granted")
        for words in (
            ("track", customer, "purchase", "product=Pixel 9", "category=phone", "order_id=o-1", "amount=699"),
            ("track", customer, "purchase", "product=Case", "category=accessory", "kind=case", "order_id=o-2"),
            ("track", customer, "webinar_booked", *webinar, "link=https://example.com/night"),
            ("identify", customer, f"address={json.dumps(_MOVED)}"),
        ):
            await asyncio.sleep(3)
            await self.twostep(*words)
        await asyncio.sleep(5)


@asynccontextmanager
async def installed_here() -> AsyncIterator[Installation]:
    """For as long as the context lasts. Raises RuntimeError with the log when it does not start."""
    with TemporaryDirectory() as folder:
        here = Installation(Path(folder), dict(zip(_PORTS, _free_ports(len(_PORTS)), strict=True)))
        log = Path(folder) / "run.log"
        with log.open("wb") as file:
            running = await asyncio.create_subprocess_exec(
                *_TWOSTEP, "run", env=here.environment, stdout=file, stderr=file, start_new_session=True
            )
        try:
            await _ready(log, running)
            yield here
        finally:
            if running.returncode is None:
                running.send_signal(signal.SIGINT)
            await running.wait()


async def _ready(log: Path, running: asyncio.subprocess.Process) -> None:
    for _ in range(_SECONDS * 4):
        if _READY in _text(log):
            return
        if running.returncode is not None:
            break
        await asyncio.sleep(0.25)
    raise RuntimeError(f"`twostep run` did not start:\n{_text(log)}")


def _text(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")


def _free_ports(count: int) -> list[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports
