"""Takes in what a department sent, or plans to send, without asking."""

from bisect import insort
from operator import attrgetter
from typing import Literal

from engine.contracts.inputs import Report
from engine.contracts.journal import Alerted, SlotChanged
from engine.customer.asked import Asked
from engine.customer.notes import note
from engine.customer.places import Planned
from engine.customer.state import MAX_PROPOSALS
from engine.inputs import elsewhere
from engine.moment import Moment

Change = Literal["confirmed", "released", "lapsed"]
_WHEN = attrgetter("decided_at")


def take_in(moment: Moment, report: Report) -> None:
    """It counts at its sent time; in the future it is known to come, until it is taken back or its time is here."""
    fall_due(moment)
    state, what = moment.state, report.what
    asked = Asked(
        id=report.id, purpose=what.purpose, tags=what.tags, topics=what.topics, channels=(report.channel,), ttl=0
    )
    proposal = elsewhere.proposed(moment, report.id, what, asked)
    if state.message_sent(proposal.id) is not None or any(one.id == proposal.id for one in state.planned):
        return
    comes = report.sent_at > moment.now
    if comes and len(state.planned) >= MAX_PROPOSALS:
        detail = f"{report.id!r}: {MAX_PROPOSALS} messages are planned for this customer already (limit)"
        note(state, Alerted(seq=0, at=moment.now, what="report refused", detail=detail))
        return
    elsewhere.report(moment, proposal, asked, report.channel, report.sent_at)
    slot = elsewhere.slot_of(proposal, asked, report.channel, report.sent_at)
    if comes:
        planned = Planned(**dict(slot), report=report.id, topics=what.topics, priority=what.priority)
        insort(state.planned, planned, key=_WHEN)
    else:
        elsewhere.count(moment, slot, report.sent_at)


def fall_due(moment: Moment) -> None:
    """What was planned for now counts as sent: its department has not taken it back."""
    state = moment.state
    due = [one for one in state.planned if one.decided_at <= moment.at]
    state.planned = [one for one in state.planned if one.decided_at > moment.at]
    for one in due:
        changed = SlotChanged(seq=0, at=moment.now, message_id=one.id, what="confirmed", sent_at=one.decided_at)
        elsewhere.count(moment, one, one.decided_at)
        note(state, changed)
