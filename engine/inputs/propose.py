"""Takes in a proposal from outside a journey."""

from engine.contracts.inputs import Propose
from engine.contracts.journal import Alerted
from engine.customer.notes import note
from engine.customer.state import MAX_PROPOSALS, Proposal
from engine.identity import message_id
from engine.journeys.steps.send import expiry
from engine.language.terms import Reason
from engine.moment import Moment
from engine.policy.drop import drop


def take_in(moment: Moment, propose: Propose) -> None:
    content = moment.catalogue.messages.get(propose.message)
    if content is None:
        detail = f"{propose.message!r} is not a published message"
        note(moment.state, Alerted(seq=0, at=moment.now, what="proposal refused", detail=detail))
        return
    part = moment.definitions.message(content)
    proposal = Proposal(
        id=message_id(moment.state.customer_id, propose.id, "", 0),
        message=propose.message,
        content=content,
        pinned=part.definition.follow == "pinned",
        origin=propose.origin,
        department=propose.department or part.definition.department,
        priority=part.definition.priority,
        broadcast=propose.broadcast,
        facts=propose.facts,
        due=moment.at,
        expires=expiry(moment, part),
        trace=moment.trace,
    )
    if moment.state.proposal(proposal.id) is not None:
        return  # its id was forgotten while the message waits
    moment.state.proposals.append(proposal)
    if len(moment.state.proposals) > MAX_PROPOSALS:
        drop(moment, proposal, Reason.LIMIT)
