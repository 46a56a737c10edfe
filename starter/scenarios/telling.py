"""Tells a customer's workflow what happens in a scenario, through the doors of production."""

from datetime import datetime

from sqlalchemy import Engine, select
from sqlmodel import col
from temporalio.client import Client

from audit.database import read
from audit.queries.deliveries import deliveries
from audit.queries.rule_looks import decisions_of
from audit.shared_rows import pause, resume
from audit.tables.waiting import WaitingRow
from catalogue.scenarios.given import Paused
from catalogue.scenarios.happens import (
    AskLine,
    ConfirmLine,
    IdentifyLine,
    PauseLine,
    ReleaseLine,
    ReportLine,
    ResumeLine,
    TriggerLine,
    VisitLine,
)
from engine.contracts.inputs import (
    Ask,
    Confirm,
    Control,
    Enrol,
    Feedback,
    Identify,
    Propose,
    Release,
    Report,
    Track,
    Visit,
)
from engine.contracts.verbs import LookAgain
from starter.client import JourneyClient
from starter.scenarios.moved import Moved
from starter.signaller import Signaller
from trials.scenarios.folder import Edition
from trials.scenarios.inputs import Said, input_of, newest_offer
from trials.scenarios.script import Cue
from trials.scenarios.world import shared_pause

_OPERATOR = "scenario"


class Door:
    """The client, and what an operator does to all customers."""

    def __init__(self, client: JourneyClient, database: Engine, temporal: Client, task_queue: str) -> None:
        self._client = client
        self._database = database
        self._signaller = Signaller(temporal, task_queue)

    def kept_until_then(self, line: object) -> bool:
        """Whether it may be said a little before its instant: no department's word, none for everybody, no late one."""
        match line:
            case AskLine() | ConfirmLine() | ReleaseLine() | ReportLine() | VisitLine():
                return False
            case PauseLine() | ResumeLine():
                return line.customer is not None
            case TriggerLine() | IdentifyLine():
                return line.happened is None
            case _:
                return True

    async def happens(self, cue: Cue, moved: Moved) -> None:
        """Raises NothingSent."""
        line = cue.line
        assert not isinstance(line, Edition)  # that is no word to anybody
        said = input_of(line, f"when-{cue.number + 1}", moved.script.zone, lambda key: self._newest(cue.customer, key))
        if said is not None:
            await self.say(cue.customer, moved.word(said))
        elif isinstance(line, PauseLine):
            self.pause(line.pause)
        elif isinstance(line, ResumeLine):
            await self._resume(line, moved.ahead(cue.at))

    def pause(self, what: Paused) -> None:
        """For everybody."""
        pause(self._database, shared_pause(what), _OPERATOR)

    async def say(self, customer: str, said: Said) -> None:
        match said:
            case Track():
                await self._client.track(customer, said)
            case Identify():
                await self._client.identify(customer, said)
            case Feedback():
                await self._client.feedback(customer, said)
            case Propose():
                await self._client.propose(customer, said)
            case Ask():
                await self._client.ask(customer, said)
            case Confirm():
                await self._client.confirm(customer, said)
            case Release():
                await self._client.release(customer, said)
            case Report():
                await self._client.report(customer, said)
            case Visit():
                await self._client.visit(customer, said)
            case Enrol():
                await self._client.enrol(customer, said)
            case Control():
                await self._client.control(customer, said)

    async def _resume(self, line: ResumeLine, at: datetime) -> None:
        """What waits is looked at again in its turn; the waker of production lives by the database's clock."""
        resume(self._database, shared_pause(line.resume), _OPERATOR)
        order = (col(WaitingRow.turn), col(WaitingRow.since), col(WaitingRow.message_id))
        query = select(col(WaitingRow.customer_id), col(WaitingRow.message_id)).order_by(*order)
        for n, row in enumerate(read(self._database, lambda connection: connection.execute(query).all())):
            word = Control(id=f"look-again-{at.isoformat()}-{n}", at=at, order=LookAgain(message_id=row.message_id))
            await self._signaller.signal(row.customer_id, word)

    def _newest(self, customer: str, message: str) -> str | None:
        """What a provider took, or may have taken, or was offered to her at a place."""
        lines = [one for one in deliveries(self._database) if one.customer_id == customer and one.message == message]
        found = [one for one in lines if one.outcome in ("accepted", "unknown")]
        return found[-1].message_id if found else newest_offer(decisions_of(self._database, customer), message)
