"""Writes a decision down with every rule that was looked at; what changed nothing is only counted."""

from datetime import datetime
from typing import Literal

from engine.contracts.journal import Decided, RuleLook
from engine.customer.notes import note
from engine.customer.state import Proposal
from engine.language.terms import Channel, Reason
from engine.moment import Moment
from engine.policy.contents import message_of


def record(
    moment: Moment,
    proposal: Proposal,
    verdict: Literal["send", "hold", "drop"],
    *,
    channel: Channel | None = None,
    reason: Reason | None = None,
    until: datetime | None = None,
    looks: tuple[RuleLook, ...] = (),
    shadow: bool = False,
    lapses: datetime | None = None,
) -> None:
    """Append the decision to the journal."""
    message = message_of(moment, proposal)
    note(
        moment.state,
        Decided(
            seq=0,
            at=moment.now,
            message_id=proposal.id,
            message=proposal.message,
            purpose=message.purpose,
            department=proposal.department,
            origin=proposal.origin,
            journey=proposal.journey,
            version=proposal.version,
            enrolment_id=proposal.enrolment_id,
            step=proposal.step,
            due=proposal.due,
            verdict=verdict,
            channel=channel,
            reason=reason,
            until=until,
            attempt=proposal.attempt if verdict == "send" else 0,
            catalogue=moment.state.catalogue,
            held_before=proposal.looked,
            rules=looks,
            trace=proposal.trace,
            tags=message.tags,
            topics=message.topics,
            broadcast=proposal.broadcast,
            shadow=shadow,
            asked=proposal.asked is not None,
            lapses=lapses,
        ),
    )
    proposal.looked = 0
