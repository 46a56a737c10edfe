"""One customer on the whole house: what a shape does to her, and her runs when everything is at rest."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from temporalio.client import WorkflowHistory

from audit.publications import SqlPublications
from catalogue.publish import publish
from channels.sendgrid.payload import MESSAGE_ID
from engine.contracts.answers import VisitAnswer
from engine.contracts.inputs import (
    Ask,
    Confirm,
    ConsentChange,
    Control,
    Elsewhere,
    Enrol,
    Feedback,
    Identify,
    Propose,
    Release,
    Report,
    Track,
    Visit,
)
from engine.contracts.verbs import Verb
from engine.language.reactions import Reaction
from engine.language.terms import Channel, Purpose
from engine.model import Attributes
from standins.sendgrid.mailbox import Mail
from starter.testing.rest import rest
from tests.house import Handle, House
from trials.replaying import histories
from workflows.contract import CustomerStart, Limits
from workflows.customer import CustomerWorkflow
from workflows.names import workflow_id

JOURNEYS = Path(__file__).parent / "journeys"


@dataclass
class Stage:
    """Inputs carry the customer's name in their ids, so that they are the same in every recording."""

    house: House
    name: str
    folder: Path
    limits: Limits = field(default_factory=Limits)
    _inputs: int = 0

    def publish(self, *, title: str | None = None, journeys: str | None = None) -> int:
        """Put this shape's journeys in force; another `title` or other `journeys` make a newer catalogue of them."""
        target = self.folder / f"{self.name}-{title or journeys or 'first'}"
        shutil.copytree(JOURNEYS / "common", target)
        shutil.copytree(JOURNEYS / (journeys or self.name), target / "journeys")
        own = target / "journeys" / "policy.yaml"
        if own.exists():
            own.replace(target / "policy.yaml")
        if (target / "journeys" / "content").exists():
            for message in (target / "journeys" / "content").iterdir():
                message.replace(target / "content" / message.name)
        if title is not None:
            message = target / "content" / "offer" / "message.yaml"
            message.write_text(message.read_text().replace("title: About offer", f"title: {title}"))
        publications = SqlPublications(self.house.database)
        return publish(target, publications, by="test", commit=None, at=datetime.now(UTC)).number

    @property
    def customer(self) -> Handle:
        return self.house.client.get_workflow_handle_for(CustomerWorkflow.run, workflow_id(self.name))

    async def begin(self) -> None:
        """She comes, with an address and consent."""
        identify = Identify(
            id=self._id(),
            at=await self.house.now(),
            attributes={"email": f"{self.name}@example.com"},
            consents=(ConsentChange(status="granted", source="test"),),
        )
        await self.house.client.start_workflow(
            CustomerWorkflow.run,
            CustomerStart(customer_id=self.name, limits=self.limits),
            id=workflow_id(self.name),
            task_queue=self.house.settings.task_queue,
            start_signal="identify",
            start_signal_args=[identify],
        )
        await self.rest()

    async def track(self, type: str, properties: Attributes | None = None, *, rest: bool = True) -> None:
        track = Track(id=self._id(), type=type, at=await self.house.now(), properties=properties or {})
        await self.customer.signal(CustomerWorkflow.track, track)
        if rest:
            await self.rest()

    async def identify(self, **attributes: str | int) -> None:
        changed = Identify(id=self._id(), at=await self.house.now(), attributes=dict(attributes))
        await self.customer.signal(CustomerWorkflow.identify, changed)
        await self.rest()

    async def visit(self, most: int = 1) -> VisitAnswer:
        """She is at the till."""
        visit = Visit(id=self._id(), at=await self.house.now(), place=Channel.TILL, most=most)
        answer = await self.customer.execute_update(CustomerWorkflow.visit, visit, id=visit.id)
        await self.rest()
        return answer

    async def handed_over(self) -> str:
        """The id of the message that is in flight no more and was sent last."""
        query = "SELECT message_id FROM delivery WHERE customer_id = :customer ORDER BY written_at DESC LIMIT 1"
        with self.house.database.connect() as connection:
            return str(connection.execute(text(query), {"customer": self.name}).scalar_one())

    def message_id(self, number: int) -> str:
        """The id under which her mail of that place (0 is the first) went out."""
        return self.mails()[number].custom_args[MESSAGE_ID]

    async def react(self, reaction: Reaction, message_id: str, detail: Attributes | None = None) -> None:
        """The provider, or whoever was there, tells of a reaction to a message."""
        now = await self.house.now()
        feedback = Feedback(id=self._id(), at=now, message_id=message_id, reaction=reaction, detail=detail or {})
        await self.customer.signal(CustomerWorkflow.feedback, feedback)
        await self.rest()

    async def order(self, order: Verb) -> None:
        control = Control(id=self._id(), at=await self.house.now(), order=order, operator="test")
        await self.customer.signal(CustomerWorkflow.control, control)
        await self.rest()

    async def propose(self, message: str) -> None:
        proposal = Propose(id=self._id(), at=await self.house.now(), message=message)
        await self.customer.signal(CustomerWorkflow.propose, proposal)
        await self.rest()

    async def ask(self, message: str, *, ttl: float = 600) -> str:
        """Of the store; returns the ask's id."""
        ask = Ask(id=self._id(), at=await self.house.now(), what=_of_store(message), channels=(Channel.EMAIL,), ttl=ttl)
        await self.customer.execute_update(CustomerWorkflow.ask, ask, id=ask.id)
        await self.rest()
        return ask.id

    async def confirm(self, ask: str) -> None:
        word = Confirm(id=self._id(), at=await self.house.now(), ask=ask)
        await self.customer.signal(CustomerWorkflow.confirm, word)
        await self.rest()

    async def release(self, ask: str) -> None:
        word = Release(id=self._id(), at=await self.house.now(), ask=ask)
        await self.customer.signal(CustomerWorkflow.release, word)
        await self.rest()

    async def report(self, message: str, after: timedelta) -> None:
        """Sent by the store, or to be sent after a time."""
        now = await self.house.now()
        word = Report(id=self._id(), at=now, what=_of_store(message), channel=Channel.EMAIL, sent_at=now + after)
        await self.customer.signal(CustomerWorkflow.report, word)
        await self.rest()

    async def enrol(self, journey: str, facts: Attributes) -> None:
        enrol = Enrol(id=self._id(), at=await self.house.now(), journey=journey, facts=facts)
        await self.customer.execute_update(CustomerWorkflow.enrol, enrol, id=enrol.id)
        await self.rest()

    async def pass_time(self, span: timedelta) -> None:
        """In steps, so that every wake-up comes to rest before the clock runs on."""
        await self.house.sleep(span)
        await self.rest()

    async def rest(self) -> None:
        """Until no task and no activity is on its way."""
        await rest(self.house.client, workflow_id(self.name))

    def mails(self) -> Sequence[Mail]:
        """Those to her, oldest first."""
        address = f"{self.name}@example.com"
        return [mail for mail in self.house.mails() if address in mail.recipients()]

    async def runs(self) -> list[WorkflowHistory]:
        """All her runs, oldest first; those before a terminate are not of the chain."""
        await self.rest()
        return await histories.chain(self.house.client, self.name)

    def _id(self) -> str:
        self._inputs += 1
        return f"{self.name}-{self._inputs}"


def _of_store(message: str) -> Elsewhere:
    return Elsewhere(message=message, department="store", purpose=Purpose.PROMOTIONAL)
