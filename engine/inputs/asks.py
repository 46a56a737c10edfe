"""Takes in a department's question whether it may send a message of its own."""

from datetime import datetime, timedelta

from engine.contracts.answers import AskAnswer
from engine.contracts.inputs import Ask
from engine.customer.state import MAX_PROPOSALS, Answered, Asked, CustomerState, Proposal
from engine.identity import message_id
from engine.language.terms import Reason
from engine.moment import Moment

MAX_ANSWERS = 512
ANSWERED_FOR = timedelta(hours=1)
"""How long an answer is kept here; the ledger has it for ever."""


def take_in(moment: Moment, ask: Ask) -> None:
    """Put it before the decision point; it is answered in this activation."""
    state = moment.state
    _forget(state, moment.now)
    proposal = _proposal(moment, ask)
    if len(state.proposals) >= MAX_PROPOSALS:
        refused = AskAnswer(verdict="drop", message_id=proposal.id, reason=Reason.LIMIT)
        state.answers[ask.id] = Answered(answer=refused, at=moment.now)
        return
    state.proposals.append(proposal)


def asked_message_id(customer_id: str, ask: str) -> str:
    """The message that an ask is about, or a report tells of."""
    return message_id(customer_id, f"ask {ask}", "", 0)


def _proposal(moment: Moment, ask: Ask) -> Proposal:
    what = ask.what
    return Proposal(
        id=asked_message_id(moment.state.customer_id, ask.id),
        message=what.message,
        content="",
        asked=Asked(
            id=ask.id,
            purpose=what.purpose,
            tags=what.tags,
            topics=what.topics,
            channels=ask.channels,
            address=ask.address,
            ttl=ask.ttl,
        ),
        origin="department",
        department=what.department,
        priority=what.priority,
        due=moment.at,
        expires=moment.at + moment.policy.purposes[what.purpose].expires,
        trace=moment.trace,
    )


def _forget(state: CustomerState, now: datetime) -> None:
    """The newest 512 of an hour; answers are in order of time."""
    for source, answered in list(state.answers.items()):
        if len(state.answers) < MAX_ANSWERS and now - answered.at < ANSWERED_FOR:
            return
        del state.answers[source]
