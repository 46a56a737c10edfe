"""What a department sends by a system of its own: as a proposal, as something sent, and as a report on record."""

from datetime import datetime

from engine.contracts.inputs import Elsewhere
from engine.contracts.journal import Reported
from engine.customer.asked import Asked
from engine.customer.notes import note
from engine.customer.places import Slot
from engine.customer.state import SENT_FOR, Proposal, Sent
from engine.identity import message_id
from engine.language.terms import Channel
from engine.moment import Moment
from engine.policy.breaches import breaches


def message_of_department(customer_id: str, source: str) -> str:
    """The message that an ask is about, or a report tells of, by the id of either."""
    return message_id(customer_id, f"ask {source}", "", 0)


def proposed(moment: Moment, source: str, what: Elsewhere, asked: Asked) -> Proposal:
    """The message as the department describes it, put before the decision point now."""
    return Proposal(
        id=message_of_department(moment.state.customer_id, source),
        message=what.message,
        content="",
        asked=asked,
        origin="department",
        department=what.department,
        priority=what.priority,
        due=moment.at,
        expires=moment.at + moment.policy.purposes[what.purpose].expires,
        trace=moment.trace,
    )


def slot_of(proposal: Proposal, asked: Asked, channel: Channel, sent_at: datetime) -> Slot:
    """Of a message that has no place from a decision, the instant is that at which it was sent."""
    return Slot(
        id=proposal.id,
        message=proposal.message,
        purpose=asked.purpose,
        department=proposal.department,
        origin="department",
        channel=channel,
        tags=asked.tags,
        decided_at=sent_at,
    )


def report(
    moment: Moment, proposal: Proposal, asked: Asked, channel: Channel, sent_at: datetime, *, lapsed: bool = False
) -> None:
    """Put it on record with the rules that it breaks; what else she got so long ago, nobody knows here."""
    entry = Reported(
        seq=0,
        at=moment.now,
        message_id=proposal.id,
        message=proposal.message,
        purpose=asked.purpose,
        department=proposal.department,
        channel=channel,
        tags=asked.tags,
        topics=asked.topics,
        sent_at=sent_at,
        planned=sent_at > moment.now,
        over=breaches(moment, proposal, channel, sent_at) if _is_remembered(moment, sent_at) else (),
        lapsed=lapsed,
        priority=proposal.priority,
    )
    note(moment.state, entry)


def count(moment: Moment, slot: Slot, sent_at: datetime) -> None:
    """It was sent; what no rule can ask for any more is on record only."""
    if _is_remembered(moment, sent_at):
        kept = Slot.model_validate({name: getattr(slot, name) for name in Slot.model_fields})
        moment.state.insert_sent(Sent(**dict(kept), sent_at=sent_at, elsewhere=True))


def _is_remembered(moment: Moment, sent_at: datetime) -> bool:
    return sent_at > moment.now - SENT_FOR
