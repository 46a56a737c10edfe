"""The baselines: workflows as one writes them by hand for a single journey, without an engine."""

from collections import deque
from datetime import datetime, timedelta

from temporalio import workflow

from activities.deliver import Delivering
from activities.options import DELIVER, RECALL, RECORD, named
from activities.record import Recording
from engine.contracts.commands import Deliver, Recall, Record
from engine.contracts.facts import Facts
from engine.contracts.inputs import Track
from engine.contracts.journal import Absorbed, Decided, Entry, Journal
from engine.language.terms import Channel, Purpose
from engine.model import Frozen

_EXPIRES = timedelta(days=7)
_PAUSE = timedelta(days=3)
SEND = "send"


class ByHandStart(Frozen):
    """What continue-as-new carries too; `content` is the hash of the one message's part."""

    customer_id: str
    content: str
    seq: int = 0
    quiet_events: int = 100
    """continue as new when there is nothing to do with more events than this"""


class _ByHand:
    """What both have: an inbox, and the message and its journal made from a trigger."""

    def __init__(self, start: ByHandStart) -> None:
        self._start = start
        self._seq = start.seq
        self._inbox: deque[Track] = deque()

    async def _next(self) -> Track:
        """A `bought` is answered three days later."""
        full = workflow.info().get_current_history_length() > self._start.quiet_events
        if full and not self._inbox:
            workflow.continue_as_new(self._start.model_copy(update={"seq": self._seq}))
        await workflow.wait_condition(lambda: bool(self._inbox))
        track = self._inbox.popleft()
        if track.type == "bought":
            await workflow.sleep(_PAUSE)
        return track

    def _message(self, track: Track) -> Deliver:
        """The ledger gets the trigger and the decision, as from the customer's workflow."""
        now, start = workflow.now(), self._start
        return Deliver(
            customer_id=start.customer_id,
            message_id=f"{start.customer_id}-{track.id}",
            attempt=1,
            message="answer",
            content=start.content,
            title="Answer",
            purpose=Purpose.LIFECYCLE,
            department="care",
            origin="journey",
            channel=Channel.EMAIL,
            address=f"{start.customer_id}@example.com",
            facts=Facts(),
            due=now,
            decided_at=now,
            send_by=now + _EXPIRES,
            catalogue=1,
            journal=Journal(entries=self._entries(track, now), as_of=now),
        )

    def _entries(self, track: Track, now: datetime) -> tuple[Entry, ...]:
        first, self._seq = self._seq, self._seq + 2
        decided = Decided(
            seq=first + 1,
            at=now,
            message_id=f"{self._start.customer_id}-{track.id}",
            message="answer",
            purpose=Purpose.LIFECYCLE,
            department="care",
            origin="journey",
            due=now,
            verdict="send",
            channel=Channel.EMAIL,
            attempt=1,
            catalogue=1,
        )
        return Absorbed(seq=first, at=now, input=track, event_at=track.at), decided


@workflow.defn(name="Bare")
class BareWorkflow(_ByHand):
    """One activity per message: the same `deliver`, claim and ledger as the customer's workflow."""

    @workflow.init
    def __init__(self, start: ByHandStart) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: ByHandStart) -> None:
        while True:
            message = self._message(await self._next())
            await workflow.execute_activity_method(
                Delivering.deliver, message, **named(DELIVER, f"email: {message.title}")
            )

    @workflow.signal
    def track(self, track: Track) -> None:
        self._inbox.append(track)


@workflow.defn(name="Naive")
class NaiveWorkflow(_ByHand):
    """Three activities per message: ask what is known of the customer, send, write it down. No claim."""

    @workflow.init
    def __init__(self, start: ByHandStart) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: ByHandStart) -> None:
        while True:
            message = self._message(await self._next())
            who = Recall(customer_id=start.customer_id, run_id=workflow.info().run_id)
            await workflow.execute_activity_method(Recording.recall, who, **named(RECALL, "may she be written to?"))
            await workflow.execute_activity(SEND, message, **named(DELIVER, f"email: {message.title}"))
            audit = Record(id=message.message_id, customer_id=start.customer_id, catalogue=1, journal=message.journal)
            await workflow.execute_activity_method(Recording.record, audit, **named(RECORD, "write it down"))

    @workflow.signal
    def track(self, track: Track) -> None:
        self._inbox.append(track)
