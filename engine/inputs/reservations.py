"""Takes in what became of a reservation, the department's word or the end of its time."""

from datetime import datetime
from typing import assert_never

from engine.contracts.inputs import Confirm, Release
from engine.contracts.journal import Alerted, SlotChanged
from engine.customer.asked import Asked
from engine.customer.notes import note
from engine.customer.places import Lapsed
from engine.customer.state import LAPSED_FOR, CustomerState, Proposal
from engine.inputs import elsewhere, reports
from engine.inputs.reports import Change
from engine.moment import Moment
from engine.policy.drop import close
from engine.policy.lapsing import keep_lapsed


def take_in(moment: Moment, word: Confirm | Release) -> None:
    """What is over by now is over, although its deadline has not acted yet."""
    reports.fall_due(moment)
    lapse(moment)
    forget_lapsed(moment.state, moment.now)
    message = elsewhere.message_of_department(moment.state.customer_id, word.ask)
    match word:
        case Confirm():
            _confirm(moment, word, message)
        case Release():
            _release(moment, word, message)
        case _:
            assert_never(word)


def lapse(moment: Moment) -> None:
    """Nobody confirmed them up to now: their places are free, and what was sent all the same can still be told."""
    for proposal in list(moment.state.proposals):
        if proposal.stands == "reserved" and proposal.until is not None and proposal.until <= moment.at:
            _changed(moment, proposal.id, "lapsed")
            keep_lapsed(moment.state, proposal, proposal.until)
            if proposal.asked is not None:
                close(moment, proposal)
            else:
                _wait_again(moment, proposal)


def _wait_again(moment: Moment, proposal: Proposal) -> None:
    """It was offered and not shown: at her next visit."""
    proposal.stands, proposal.slot, proposal.until = "due", None, None
    proposal.attempt += 1
    moment.news = True
    moment.foreseen.clear()


def forget_lapsed(state: CustomerState, now: datetime) -> None:
    """What can be confirmed no more; those that lapsed first stand first."""
    if state.lapsed and state.lapsed[0].at <= now - LAPSED_FOR:
        state.lapsed = [one for one in state.lapsed if one.at > now - LAPSED_FOR]


def _confirm(moment: Moment, confirm: Confirm, message: str) -> None:
    state = moment.state
    if state.message_sent(message) is not None:
        return
    proposal = state.proposal(message)
    if proposal is not None and proposal.slot is not None and proposal.stands == "reserved":
        sent_at = max(confirm.at, proposal.slot.decided_at)
        _changed(moment, message, "confirmed", sent_at)
        close(moment, proposal)
        elsewhere.count(moment, proposal.slot, sent_at)
        return
    lapsed = next((one for one in state.lapsed if one.id == message), None)
    if lapsed is None:
        _alert(moment, confirm, "nothing is reserved for it, so nothing is counted; `report` what was sent")
        return
    state.lapsed.remove(lapsed)
    _report(moment, lapsed, max(confirm.at, lapsed.decided_at))


def _report(moment: Moment, lapsed: Lapsed, sent_at: datetime) -> None:
    """It has no place any more: it counts at its sent time."""
    asked = Asked(
        id="", purpose=lapsed.purpose, tags=lapsed.tags, topics=lapsed.topics, channels=(lapsed.channel,), ttl=0
    )
    proposal = Proposal(
        id=lapsed.id,
        message=lapsed.message,
        content="",
        asked=asked,
        origin="department",
        department=lapsed.department,
        priority=lapsed.priority,
        due=moment.at,
        expires=moment.at + moment.policy.purposes[lapsed.purpose].expires,
    )
    elsewhere.report(moment, proposal, asked, lapsed.channel, sent_at, lapsed=True)
    elsewhere.count(moment, elsewhere.slot_of(proposal, asked, lapsed.channel, sent_at), sent_at)


def _release(moment: Moment, release: Release, message: str) -> None:
    state = moment.state
    proposal = state.proposal(message)
    if proposal is not None and proposal.stands == "reserved":
        _changed(moment, message, "released")
        close(moment, proposal)
    elif any(one.id == message for one in state.planned):
        _changed(moment, message, "released")
        state.planned = [one for one in state.planned if one.id != message]
    elif any(one.id == message for one in state.lapsed):
        state.lapsed = [one for one in state.lapsed if one.id != message]
    elif state.message_sent(message) is not None:
        _alert(moment, release, "it counts as sent: what was sent cannot be taken back")
    else:
        _alert(moment, release, "nothing is reserved or planned under this id")


def _changed(moment: Moment, message: str, what: Change, sent_at: datetime | None = None) -> None:
    note(moment.state, SlotChanged(seq=0, at=moment.now, message_id=message, what=what, sent_at=sent_at))


def _alert(moment: Moment, word: Confirm | Release, detail: str) -> None:
    note(
        moment.state,
        Alerted(seq=0, at=moment.now, what=f"{word.kind} without effect", detail=f"{word.ask!r}: {detail}"),
    )
