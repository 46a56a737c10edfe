"""One customer: absorbs what comes, decides, starts the commands and sleeps until the next deadline or input."""

from collections import deque
from datetime import datetime, timedelta

from temporalio import workflow

from activities.options import RECALL, named
from activities.record import Recording
from engine.absorb import absorb
from engine.commands import MOST_ENTRIES, withdrawals
from engine.contracts.answers import AskAnswer, VisitAnswer
from engine.contracts.commands import Command, Recall
from engine.contracts.inputs import (
    Ask,
    Confirm,
    Control,
    Enrol,
    Feedback,
    Identify,
    Input,
    Propose,
    Release,
    Report,
    Track,
    Visit,
)
from engine.contracts.views import Status, TimelineItem, UpcomingItem
from engine.customer.forgetting import forget
from engine.customer.state import CustomerState
from engine.deadline import deadline
from engine.decide import decide
from engine.definitions import definitions
from engine.inputs import visit as visits
from engine.inputs.asks import standing
from engine.inputs.recollect import recollect
from engine.moment import Moment
from engine.telling.details import details
from engine.telling.summaries import of_timer
from engine.upcoming import upcoming
from engine.views import status
from workflows.alarm import Alarm
from workflows.contract import CustomerStart
from workflows.outbox import Outbox
from workflows.refusals import refusal
from workflows.search import SearchAttributes

_A_MOMENT = timedelta(milliseconds=1)
_LONG = timedelta(minutes=1)


@workflow.defn(name="Customer")
class CustomerWorkflow:
    """The single place where it is decided whether a message goes out to this customer."""

    @workflow.init
    def __init__(self, start: CustomerStart) -> None:
        self._limits = start.limits
        self._state = start.state or CustomerState(customer_id=start.customer_id)
        self._recalled = start.state is not None
        self._inbox: deque[Input] = deque()
        self._outbox = Outbox(self._inbox.append)
        self._alarm = Alarm()
        self._search_attributes = SearchAttributes(workflow.info().typed_search_attributes)
        workflow.register_random_seed_callback(self._was_reset)

    @workflow.run
    async def run(self, start: CustomerStart) -> None:
        if start.erased:
            return
        while True:
            if not self._recalled:
                await self._recall()
            self._absorb()
            if self._state.erased:
                await self._end()
                return
            if self._may_start():
                self._outbox.start(self._decide())
            if not self._outbox.busy:  # what begins and ends with one delivery is not worth two changes
                self._search_attributes.show(self._state, definitions())
            if self._is_time_to_continue():
                await self._continue(start)
            await self._sleep()

    @property
    def state(self) -> CustomerState:
        """All that is kept of her; a strict replay compares it."""
        return self._state

    def details(self) -> str:
        """Where she is, for Temporal's UI."""
        return details(self._state, definitions())

    @workflow.signal
    def track(self, track: Track) -> None:
        """A trigger."""
        self._inbox.append(track)

    @workflow.signal
    def identify(self, identify: Identify) -> None:
        """A change of the profile."""
        self._inbox.append(identify)

    @workflow.signal
    def feedback(self, feedback: Feedback) -> None:
        """What the provider or the customer said about a message."""
        self._inbox.append(feedback)

    @workflow.signal
    def propose(self, propose: Propose) -> None:
        """A message from outside a journey."""
        self._inbox.append(propose)

    @workflow.signal
    def confirm(self, confirm: Confirm) -> None:
        """A department sent what it asked for."""
        self._inbox.append(confirm)

    @workflow.signal
    def release(self, release: Release) -> None:
        """A department will not send what it asked for, or planned."""
        self._inbox.append(release)

    @workflow.signal
    def report(self, report: Report) -> None:
        """A department sent something without asking, or plans to."""
        self._inbox.append(report)

    @workflow.update
    async def ask(self, ask: Ask) -> AskAnswer:
        """Whether a department may send its message; answered in the activation that takes it in."""
        if standing(self._state, ask.id) != "answered":
            self._inbox.append(ask)
            await workflow.wait_condition(lambda: self._is_through(ask.id))
        if self._state.erased:
            raise refusal("erased")
        if ask.id not in self._state.answers:
            raise refusal("forgotten")
        return self._state.answers[ask.id].answer

    @ask.validator
    def _check_ask(self, ask: Ask) -> None:
        """What is refused here leaves no trace in the history."""
        if self._state.erased:
            raise refusal("erased")
        if not (self._state.catalogue or ask.catalogue):
            raise refusal("unpublished")
        if standing(self._state, ask.id) == "forgotten":
            raise refusal("forgotten")
        if standing(self._state, ask.id) == "new" and self._is_long():
            raise refusal("busy")

    @workflow.update
    async def visit(self, visit: Visit) -> VisitAnswer:
        """What she gets to see where she is; answered in the activation that takes it in."""
        if visits.standing(self._state, visit.id) != "answered":
            self._inbox.append(visit)
            await workflow.wait_condition(lambda: self._is_visit_through(visit.id))
        if self._state.erased:
            raise refusal("erased")
        if visit.id not in self._state.visited:
            raise refusal("visited")
        return visits.answer(self._state, visit.id, workflow.now(), definitions())

    @visit.validator
    def _check_visit(self, visit: Visit) -> None:
        """What is refused here leaves no trace in the history."""
        standing = visits.standing(self._state, visit.id)
        if self._state.erased:
            raise refusal("erased")
        if not (self._state.catalogue or visit.catalogue):
            raise refusal("unpublished")
        if standing == "forgotten":
            raise refusal("visited")
        if standing == "new" and self._is_long():
            raise refusal("busy")

    @workflow.signal
    def control(self, control: Control) -> None:
        """An operator's or the system's word."""
        self._inbox.append(control)

    @workflow.update
    def enrol(self, enrol: Enrol) -> None:
        """Enter a journey; the answer means that the call is taken in, `status` shows what became of it."""
        self._inbox.append(enrol)

    @enrol.validator
    def _check_enrol(self, enrol: Enrol) -> None:
        catalogue = definitions().catalogue(max(self._state.catalogue, enrol.catalogue or 0))
        if enrol.journey not in catalogue.journeys:
            raise ValueError(
                f"no live journey {enrol.journey!r}: published are {', '.join(sorted(catalogue.journeys))}"
            )

    @workflow.query
    def status(self) -> Status:
        """Where she is."""
        return status(self._state, workflow.info().get_current_build_id())

    @workflow.query
    def timeline(self) -> list[TimelineItem]:
        """The bounded tail of what happened; the ledger is the whole."""
        return list(self._state.tail)

    @workflow.query
    def upcoming(self) -> list[UpcomingItem]:
        """What is known to come within 14 days, as things stand."""
        return upcoming(self._state, workflow.now(), definitions())

    def _was_reset(self, seed: int) -> None:
        """A reset gives the run a new random seed: the ledger knows more than this history does now."""
        self._recalled = False

    def _is_through(self, ask: str) -> bool:
        """Whether nothing more will be said to it: it is not waiting to be taken in or decided."""
        return self._state.erased or standing(self._state, ask) in ("answered", "forgotten")

    def _is_visit_through(self, visit: str) -> bool:
        return self._state.erased or visits.standing(self._state, visit) in ("answered", "forgotten")

    async def _recall(self) -> None:
        command = Recall(customer_id=self._state.customer_id, run_id=workflow.info().run_id)
        known = await workflow.execute_activity_method(
            Recording.recall, command, **named(RECALL, "what the ledger knows of her")
        )
        now = workflow.now()
        recollect(Moment(self._state, definitions(), now, now), known)
        self._recalled = True

    def _absorb(self) -> None:
        """At most so many inputs in one workflow task, so that a flood never trips the deadlock detector."""
        now, parts = workflow.now(), definitions()
        for _ in range(min(len(self._inbox), self._limits.inputs_per_task)):
            absorb(self._state, self._inbox.popleft(), now, parts)

    def _decide(self) -> list[Command]:
        return decide(self._state, workflow.now(), definitions(), flush=self._wants_to_continue())

    def _may_start(self) -> bool:
        """A long run lets what is in flight come to its end before it continues."""
        return workflow.info().get_current_history_length() < self._limits.busy_events or not self._outbox.busy

    def _wants_to_continue(self) -> bool:
        """Whether this is a good point to begin a new history; whether it can is another question."""
        events = workflow.info().get_current_history_length()
        return self._is_long() or ((events > self._limits.quiet_events or self._newer_build()) and self._sleeps_long())

    def _is_long(self) -> bool:
        """Whether a new history should begin as soon as nothing is under way; asks without end must not prevent it."""
        events = workflow.info().get_current_history_length()
        return events >= self._limits.busy_events or workflow.info().is_continue_as_new_suggested()

    def _newer_build(self) -> bool:
        return workflow.info().is_target_worker_deployment_version_changed()

    def _sleeps_long(self) -> bool:
        due = deadline(self._state)
        return not self._inbox and (due is None or due > workflow.now() + _LONG)

    def _is_time_to_continue(self) -> bool:
        """Never with a command in flight or an input waiting; the journal is written first, unless it is high time."""
        if not self._wants_to_continue() or self._inbox or self._outbox.busy:
            return False
        high_time = workflow.info().get_current_history_length() >= self._limits.most_events
        return not self._state.journal or (high_time and len(self._state.journal) <= MOST_ENTRIES)

    async def _continue(self, start: CustomerStart) -> None:
        """Unless somebody asks meanwhile: who waits for an answer gets it first."""
        await workflow.wait_condition(lambda: workflow.all_handlers_finished() or bool(self._inbox))
        if self._inbox:
            return
        carried = start.model_copy(update={"state": self._state})
        if self._newer_build():
            upgrade = workflow.ContinueAsNewVersioningBehavior.AUTO_UPGRADE
            workflow.continue_as_new(carried, initial_versioning_behavior=upgrade)
        workflow.continue_as_new(carried)

    async def _end(self) -> None:
        """Of a customer who was erased nothing is decided, written or shown any more; later inputs meet the ledger."""
        asked_back = withdrawals(self._state)
        forget(self._state)
        self._outbox.cancel_all()
        self._outbox.start([*asked_back])  # what is not printed of her yet never will be
        await workflow.wait_condition(lambda: not self._outbox.busy and workflow.all_handlers_finished())
        self._search_attributes.show(self._state, definitions())

    async def _sleep(self) -> None:
        """Until the next input, answer or deadline; where nothing may be decided, an answer has to come first."""
        if self._inbox:
            await workflow.sleep(_A_MOMENT, summary="more to take in")
            return
        self._alarm.set(deadline(self._state) if self._may_start() else None, self._waited_for)
        await workflow.wait_condition(lambda: bool(self._inbox) or self._alarm.rang or not self._recalled)

    def _waited_for(self, due: datetime) -> str:
        return of_timer(self._state, due, workflow.now(), definitions())
