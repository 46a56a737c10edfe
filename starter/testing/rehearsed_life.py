"""One customer's life in a test on the pure engine: providers take everything whose content can be rendered."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from engine.commands import delivery_id
from engine.contracts.answers import Accepted, Refused
from engine.contracts.commands import Command, Deliver, LookUp
from engine.contracts.inputs import Delivered, Feedback, Input, LookedUp
from engine.contracts.journal import Decided, Entry
from engine.contracts.ports import ContentFault, LookupSource, Renderer
from engine.customer.state import CustomerState
from engine.definitions import Definitions
from engine.rehearsal import Rehearsal, all_goes_well
from starter.testing.lookups import at_once
from starter.testing.reactions import feedback
from starter.testing.views import Decision, Message

__tracebackhide__ = True  # a failing test is shown where it stands, not where it was noticed


class RehearsedLife:
    """The engine's state of one customer, what was sent and what was decided."""

    def __init__(
        self,
        customer_id: str,
        catalogue: int,
        definitions: Definitions,
        renderer: Renderer,
        sources: Mapping[str, LookupSource],
    ) -> None:
        state = CustomerState(customer_id=customer_id, catalogue=catalogue)
        self.sent: list[Message] = []
        self._renderer = renderer
        self._sources = sources
        self._rehearsal = Rehearsal(state, definitions, self._answer)

    @property
    def state(self) -> CustomerState:
        return self._rehearsal.state

    def feed(self, entry: Input, at: datetime) -> None:
        self._rehearsal.feed(entry, at)

    def advance(self, until: datetime) -> None:
        self._rehearsal.advance(until)

    def feedback(self, id: str, at: datetime, reaction: str, message: str) -> Feedback:
        return feedback(id, at, reaction, message, self.sent)

    def decisions(self) -> Sequence[Decision]:
        return [
            Decision(
                at=one.at,
                message=one.message,
                verdict=one.verdict,
                reason=one.reason,
                until=one.until,
                journey=one.journey,
                step=one.step,
            )
            for one in self.entries()
            if isinstance(one, Decided)
        ]

    def entries(self) -> Sequence[Entry]:
        """What the ledger would hold and what waits in the journal, each once, in order."""
        return self._rehearsal.history

    def _answer(self, command: Command) -> Input | None:
        match command:
            case Deliver():
                return self._delivered(command)
            case LookUp():
                return LookedUp(
                    id=f"{command.enrolment_id}/{command.step}/{command.visit}",
                    enrolment_id=command.enrolment_id,
                    step=command.step,
                    visit=command.visit,
                    answer=at_once(self._sources[command.name], command),
                )
            case _:
                return all_goes_well(command)

    def _delivered(self, command: Deliver) -> Delivered:
        try:
            rendered = self._renderer.render(command.content, command.channel, command.facts)
        except ContentFault as fault:
            return _outcome(command, Refused(fault="content", detail=str(fault)))
        self.sent.append(
            Message(
                at=command.decided_at,
                message=command.message,
                channel=command.channel,
                purpose=command.purpose,
                journey=command.journey,
                step=_step(command),
                subject=rendered.subject,
                html=rendered.html,
                text=rendered.text,
                message_id=command.message_id,
            )
        )
        return _outcome(command, Accepted())


def _outcome(command: Deliver, answer: Accepted | Refused) -> Delivered:
    return Delivered(
        id=delivery_id(command.message_id, command.attempt),
        message_id=command.message_id,
        attempt=command.attempt,
        answer=answer,
    )


def _step(command: Deliver) -> str | None:
    """Told by the decision that travels with the command."""
    decided = (one for one in command.journal.entries if isinstance(one, Decided))
    return next((one.step for one in decided if one.message_id == command.message_id), None)
