"""Keeps the ledger: writes the journal when nothing is sent, and asks what is known of a customer."""

from temporalio import activity

from activities import server_clock
from engine.contracts.answers import RecordAnswer
from engine.contracts.commands import Recall, Record
from engine.contracts.ports import Ledger, Telemetry
from engine.contracts.recollection import Recollection


class Recording:
    """The activities `record` and `recall`."""

    def __init__(self, ledger: Ledger, telemetry: Telemetry) -> None:
        self._ledger = ledger
        self._telemetry = telemetry

    @activity.defn
    async def record(self, command: Record) -> RecordAnswer:
        """Write the journal under the catalogue it was made under."""
        server_clock.start()
        answer = await self._ledger.record(command)
        if answer.answer == "recorded":
            self._telemetry.recorded(command.journal)
        return answer

    @activity.defn
    async def recall(self, command: Recall) -> Recollection:
        """What must survive an operator's terminate or reset."""
        server_clock.start()
        return await self._ledger.recall(command)
