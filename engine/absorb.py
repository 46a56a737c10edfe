"""Takes in one input: deduplicated, at its time, with everything that follows from it in the same instant."""

from datetime import datetime, timedelta
from typing import assert_never

from engine.contracts.inputs import (
    Ask,
    Confirm,
    Control,
    Delivered,
    Enrol,
    Feedback,
    Identify,
    Input,
    Journaled,
    LookedUp,
    Propose,
    Release,
    Report,
    Track,
    Visit,
    Withdrawn,
    input_time,
)
from engine.contracts.journal import Absorbed
from engine.customer.marks import Ahead
from engine.customer.notes import note
from engine.customer.state import MAX_SEEN, MAX_SENT, SEEN_FOR, CustomerState
from engine.definitions import Definitions
from engine.inputs import (
    control,
    delivered,
    departments,
    enrol,
    feedback,
    identify,
    journaled,
    looked_up,
    propose,
    track,
    visit,
    withdrawn,
)
from engine.journeys import edges
from engine.moment import Moment
from engine.policy import blocking
from engine.policy.standing import look_at_held_again
from engine.settle import settle

AHEAD = timedelta(seconds=60)
"""How far an event time may lie ahead of its arrival and still be kept."""


def absorb(state: CustomerState, entry: Input, now: datetime, definitions: Definitions) -> None:
    """Take in an input that arrived at `now`. An id seen before changes nothing.

    A department's word counts from its arrival: its question waits for an answer, its reservation for its lapse.
    The answers of commands are told apart by what is in flight instead: a command that is asked again (a lease
    that was live, a journal that could not be written) has the same id, and so has its next answer.
    """
    if not isinstance(entry, Delivered | Withdrawn | LookedUp | Journaled):
        if entry.id in state.seen:
            return
        state.seen[entry.id] = now
        _forget(state, now)
    state.catalogue = max(state.catalogue, entry.catalogue or 0)
    moment = Moment(state, definitions, now, now, entry.trace)
    _ripe(moment)
    if isinstance(entry, Delivered | Journaled):
        journaled.take_in(moment, entry)
    at = input_time(entry, now)
    if now < at <= now + AHEAD and not isinstance(entry, Ask | Confirm | Release | Report | Visit):
        state.ahead.append(Ahead(at=at, input=entry))
        return
    take_in(moment, entry if at <= now else _arrived(entry, now), "" if at <= now else "was in the future")


def _ripe(moment: Moment) -> None:
    """What came before and was kept for a time that is past by now, goes first."""
    state = moment.state
    ripe = sorted((one for one in state.ahead if one.at <= moment.now), key=lambda one: one.at)
    state.ahead = [one for one in state.ahead if one.at > moment.now]
    for one in ripe:
        kept = moment.shifted(one.at)
        kept.trace = one.input.trace
        take_in(kept, one.input)


def take_in(moment: Moment, entry: Input, remark: str = "") -> None:
    """At the moment's instant: the input, and everything that follows from it."""
    edges.meet_catalogue(moment)
    blocking.by_clock(moment)
    if not isinstance(entry, Delivered | Journaled):
        event_at = input_time(entry, moment.at)
        note(moment.state, Absorbed(seq=0, at=moment.now, input=entry, event_at=event_at, note=remark))
    if moment.state.erased and not isinstance(entry, Delivered | Withdrawn | Journaled | LookedUp):
        return
    if isinstance(entry, Track | Identify) and entry.backfill:
        edges.by_clock(moment)  # what is due by now, the import did not bring about
    if not isinstance(entry, Journaled):
        look_at_held_again(moment)
    look = not isinstance(entry, Delivered | Journaled) or _counts_anew(moment.state, entry)
    _dispatch(moment, entry)
    if moment.state.erased and isinstance(entry, Control):
        return  # nothing follows from it any more
    settle(moment, look=look)


def _counts_anew(state: CustomerState, entry: Delivered | Journaled) -> bool:
    """Whether a response rate changes with an outcome: there was feedback before it, or the oldest send goes."""
    proposal = state.proposal(entry.message_id) if isinstance(entry, Delivered) else None
    return proposal is not None and (bool(proposal.reactions) or len(state.sent) >= MAX_SENT)


def _dispatch(moment: Moment, entry: Input) -> None:
    match entry:
        case Track():
            change = identify.as_identify(moment, entry)
            if change is None:
                track.take_in(moment, entry)
            else:
                identify.take_in(moment, change)
        case Identify():
            identify.take_in(moment, entry)
        case Feedback():
            feedback.take_in(moment, entry)
        case Propose():
            propose.take_in(moment, entry)
        case Ask() | Confirm() | Release() | Report():
            departments.take_in(moment, entry)
        case Enrol():
            enrol.take_in(moment, entry)
        case Control():
            control.take_in(moment, entry)
        case Visit():
            visit.take_in(moment, entry)
        case Delivered() | Withdrawn() | LookedUp() | Journaled():
            _answered(moment, entry)
        case _:
            assert_never(entry)


def _answered(moment: Moment, entry: Delivered | Withdrawn | LookedUp | Journaled) -> None:
    match entry:
        case Delivered():
            delivered.take_in(moment, entry)
        case Withdrawn():
            withdrawn.take_in(moment, entry)
        case LookedUp():
            looked_up.take_in(moment, entry)
        case Journaled():
            return
        case _:
            assert_never(entry)


def _arrived(entry: Input, now: datetime) -> Input:
    """An input from too far in the future happens when it arrives."""
    return entry.model_copy(update={"at": now})


def _forget(state: CustomerState, now: datetime) -> None:
    """Ids are kept 7 days, at most the newest 512."""
    for source, at in list(state.seen.items()):
        if len(state.seen) <= MAX_SEEN and now - at < SEEN_FOR:
            return
        del state.seen[source]
