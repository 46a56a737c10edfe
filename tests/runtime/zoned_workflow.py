"""A workflow that needs what the plug-in gives: models as payloads, and local time inside the sandbox."""

from datetime import datetime

from temporalio import workflow

from engine.contracts.inputs import Input, Track
from engine.localtime.instants import local_time
from engine.localtime.zones import zone_named
from engine.model import Frozen


class Heard(Frozen):
    """What the workflow was given, and when that was at home."""

    entry: Input
    at_home: str


@workflow.defn
class Listener:
    """Answers with what it was given."""

    @workflow.run
    async def run(self, entry: Input) -> Heard:
        zone = zone_named("America/New_York")
        assert isinstance(entry, Track)
        assert zone is not None
        return Heard(entry=entry, at_home=local_time(entry.at, zone).isoformat())


@workflow.defn
class ClockReader:
    """Reads the machine's clock, which a workflow must not."""

    @workflow.run
    async def run(self) -> str:
        return datetime.now().isoformat()  # noqa: DTZ005
