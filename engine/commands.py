"""Turns what was decided into commands, and loads the journal on the first of them."""

from collections.abc import Iterable, Iterator

from engine.contracts.commands import CancelDelivery, Command, Deliver, Record, Withdraw
from engine.contracts.journal import DirectoryRow, Entry, Journal, Profile
from engine.customer.marks import Carrier
from engine.customer.notes import weighs
from engine.customer.state import CustomerState, Proposal
from engine.deadline import deadline
from engine.journeys.content_facts import facts_of_delivery
from engine.journeys.steps import ask
from engine.language.steps import Lookup
from engine.moment import Moment
from engine.policy.case import case_of
from engine.policy.contents import content_of, message_of
from engine.policy.order import rank
from engine.policy.send_by import send_by
from engine.policy.shared.limits import complaint_guards, limits_of
from engine.policy.withdrawing import cut_off_of

MANY_ENTRIES = 200
"""A journal this long is written even if nothing in it is a reason by itself."""

MOST_ENTRIES = 500
"""What one command carries; more go in several."""


def commands(moment: Moment, started: Iterable[Proposal], *, flush: bool) -> list[Command]:
    """In the order of the decisions; entries that a command in flight carries already are not carried twice."""
    state = moment.state
    found: list[Command] = [*_cancels(state), *withdrawals(state)]
    in_order = sorted(started, key=lambda one: rank(moment, one))
    for proposal in in_order:
        found.append(_deliver(moment, proposal))
    found.extend(_look_ups(moment))
    waiting = _not_carried(state)
    if waiting and (flush or len(waiting) >= MANY_ENTRIES or any(weighs(entry) for entry in waiting)):
        found.extend(_record(moment, entries) for entries in _loads(waiting))
    return found


def delivery_id(proposal_id: str, attempt: int) -> str:
    """The id of the answer of a delivery."""
    return f"{proposal_id}/{attempt}"


def _deliver(moment: Moment, proposal: Proposal) -> Deliver:
    state = moment.state
    enrolment = state.enrolment_of(proposal)
    content = content_of(moment, proposal)
    message = message_of(moment, proposal)
    command = delivery_id(proposal.id, proposal.attempt)
    assert proposal.channel and proposal.address and proposal.decided_at  # set when it was decided
    proposal.send_by = send_by(case_of(moment, proposal), proposal.channel)
    return Deliver(
        customer_id=state.customer_id,
        message_id=proposal.id,
        attempt=proposal.attempt,
        message=proposal.message,
        content=content,
        title=message.title,
        purpose=message.purpose,
        department=proposal.department,
        origin=proposal.origin,
        journey=proposal.journey,
        version=proposal.version,
        channel=proposal.channel,
        address=proposal.address,
        facts=facts_of_delivery(moment, enrolment, proposal),
        due=proposal.due,
        decided_at=proposal.decided_at,
        send_by=proposal.send_by,
        catalogue=state.catalogue,
        journal=_load(moment, command, next(_loads(_not_carried(state)), [])),
        trace=proposal.trace,
        priority=proposal.priority,
        limits=limits_of(moment, proposal, proposal.channel),
        cut_off=cut_off_of(moment, proposal),
        taken_back=proposal.taken_back,
    )


def _record(moment: Moment, entries: list[Entry]) -> Record:
    state = moment.state
    command = record_id(entries)
    return Record(
        customer_id=state.customer_id,
        catalogue=state.catalogue,
        id=command,
        journal=_load(moment, command, entries),
    )


def record_id(entries: list[Entry]) -> str:
    return f"record/{entries[0].seq}-{entries[-1].seq}"


def _not_carried(state: CustomerState) -> list[Entry]:
    return [
        entry
        for entry in state.journal
        if not any(carrier.first <= entry.seq <= carrier.last for carrier in state.carriers)
    ]


def _loads(entries: list[Entry]) -> Iterator[list[Entry]]:
    """Without gaps in their numbers: what lies in a gap is on another command, which may still fail."""
    load: list[Entry] = []
    for entry in entries:
        if load and (entry.seq != load[-1].seq + 1 or len(load) == MOST_ENTRIES):
            yield load
            load = []
        load.append(entry)
    if load:
        yield load


def _load(moment: Moment, command: str, entries: list[Entry]) -> Journal:
    state = moment.state
    if entries:
        state.carriers.append(Carrier(command=command, first=entries[0].seq, last=entries[-1].seq))
    profile = None
    if state.profile_dirty:
        profile = Profile(attributes=state.attributes, changed_at=state.changed_at)
        state.profile_dirty = False
    return Journal(
        life=state.life,
        entries=tuple(entries),
        directory=tuple(directory(state)),
        profile=profile,
        as_of=moment.now,
        next_deadline=deadline(state),
        complaint_guards=complaint_guards(moment, entries),
    )


def directory(state: CustomerState) -> Iterable[DirectoryRow]:
    """Where each enrolment stands."""
    for one in state.enrolments:
        yield DirectoryRow(
            enrolment_id=one.id,
            journey=one.journey,
            version=one.version,
            key=one.key,
            step=one.step,
            since=one.began,
            deadline=one.deadline,
        )


def _look_ups(moment: Moment) -> Iterable[Command]:
    state = moment.state
    asked, state.lookups = state.lookups, []
    for enrolment_id in asked:
        enrolment = state.enrolment(enrolment_id)
        if enrolment is None:
            continue
        step = moment.program(enrolment.version).places[enrolment.step].step
        if isinstance(step, Lookup):
            yield ask.command(moment, enrolment, step)


def withdrawals(state: CustomerState) -> list[Withdraw]:
    """What is to be asked back, each once; of somebody who was erased they are the last commands."""
    asked, state.withdrawals = state.withdrawals, []
    return asked


def _cancels(state: CustomerState) -> Iterable[Command]:
    taken_back, state.cancels = state.cancels, []
    for message_id in taken_back:
        proposal = state.proposal(message_id)
        if proposal is not None:
            yield CancelDelivery(message_id=message_id, attempt=proposal.attempt)
