"""Takes in what the ledger knows of a customer's places: what was sent, and what departments hold or plan."""

from bisect import insort
from datetime import datetime
from operator import attrgetter

from engine.contracts.recollection import RecalledSend, Recollection
from engine.customer.asked import Asked
from engine.customer.places import Lapsed, Planned, Slot
from engine.customer.state import LAPSED_FOR, MAX_LAPSED, CustomerState, Proposal, Sent

_WHEN = attrgetter("decided_at")


def recollect_sends(state: CustomerState, known: Recollection, now: datetime) -> None:
    """Merge: after a terminate the state is empty, after a reset it is older than the ledger."""
    _let_go(state, known, now)
    have: dict[str, Sent | Proposal] = {one.id: one for one in state.proposals if one.stands == "in_flight"}
    have |= {one.id: one for one in state.sent}
    for one in known.sends:
        if one.message_id in have:
            _heard(have[one.message_id], one)
        elif one.lapses is not None:
            _reserved(state, one, one.lapses, now)
        elif one.elsewhere and one.sent_at > now:
            _planned(state, one)
        else:
            state.sent.append(_as_sent(one))
    state.sent.sort(key=lambda one: one.sent_at)


def _let_go(state: CustomerState, known: Recollection, now: datetime) -> None:
    """Places of departments that the ledger saw become something else."""
    settled = {one.message_id for one in known.sends if one.lapses is None} | set(known.freed)
    _offered_before(state, known, settled, now)
    state.proposals = [one for one in state.proposals if one.stands != "reserved" or one.id not in settled]
    over = settled - {one.message_id for one in known.sends if one.sent_at > now}
    state.planned = [one for one in state.planned if one.id not in over]


def _offered_before(state: CustomerState, known: Recollection, settled: set[str], now: datetime) -> None:
    """What was offered to her and is no more is put before the decision again; what she saw is a duplicate there."""
    offered = {one.message_id for one in known.sends if one.lapses is not None and one.lapses > now}
    for one in state.proposals:
        if one.stands == "reserved" and one.asked is None and one.id in settled - offered:
            one.stands, one.slot, one.until = "due", None, None


def _heard(sent: Sent | Proposal, known: RecalledSend) -> None:
    """What is on its way counts by its place until it is answered: also where the ledger has the answer already."""
    sent.machine = sent.machine or known.machine
    sent.call = sent.call or known.call
    for reaction, at in known.reactions.items():
        sent.reactions[reaction] = min(sent.reactions.get(reaction, at), at)


def _reserved(state: CustomerState, one: RecalledSend, lapses: datetime, now: datetime) -> None:
    """Open: taken until it lapses. Over: still to be confirmed, for a while."""
    if state.proposal(one.message_id) is not None or any(kept.id == one.message_id for kept in state.lapsed):
        return
    if lapses > now:
        state.proposals.append(_as_proposal(one, lapses))
    elif lapses > now - LAPSED_FOR:
        kept = Lapsed(
            **dict(_slot(one)),
            topics=one.topics,
            priority=one.priority,
            at=lapses,
            ours=not one.elsewhere,
            enrolment_id=one.enrolment_id,
            step=one.step,
        )
        state.lapsed = [*state.lapsed, kept][-MAX_LAPSED:]


def _planned(state: CustomerState, one: RecalledSend) -> None:
    if all(planned.id != one.message_id for planned in state.planned):
        planned = Planned(**dict(_slot(one)), report=one.message_id, topics=one.topics, priority=one.priority)
        insort(state.planned, planned, key=_WHEN)


def _as_proposal(one: RecalledSend, lapses: datetime) -> Proposal:
    return Proposal(
        id=one.message_id,
        message=one.message,
        content="",
        asked=Asked(
            id="",
            purpose=one.purpose,
            tags=one.tags,
            topics=one.topics,
            channels=(one.channel,),
            ttl=(lapses - one.decided_at).total_seconds(),
        ),
        origin=one.origin,
        department=one.department,
        priority=one.priority,
        due=one.decided_at,
        expires=lapses,
        stands="reserved",
        slot=_slot(one),
        until=lapses,
        channel=one.channel,
        decided_at=one.decided_at,
    )


def _slot(one: RecalledSend) -> Slot:
    return Slot(
        id=one.message_id,
        message=one.message,
        purpose=one.purpose,
        department=one.department,
        origin=one.origin,
        channel=one.channel,
        journey=one.journey,
        tags=one.tags,
        decided_at=one.decided_at,
    )


def _as_sent(one: RecalledSend) -> Sent:
    return Sent(
        **dict(_slot(one)),
        enrolment_id=one.enrolment_id,
        step=one.step,
        sent_at=one.sent_at,
        unknown=one.unknown,
        shadow=one.shadow,
        elsewhere=one.elsewhere,
        reactions=dict(one.reactions),
        machine=one.machine,
        call=one.call,
    )
