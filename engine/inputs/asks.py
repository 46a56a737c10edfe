"""Takes in a department's question whether it may send a message of its own."""

from datetime import datetime, timedelta
from typing import Literal

from engine.contracts.answers import AskAnswer
from engine.contracts.inputs import Ask
from engine.customer.asked import Answered, Asked
from engine.customer.state import MAX_PROPOSALS, CustomerState
from engine.inputs import elsewhere
from engine.language.terms import Reason
from engine.moment import Moment
from engine.policy.record import record

MAX_ANSWERS = 512
ANSWERED_FOR = timedelta(hours=1)
"""How long an answer is kept here; the ledger has it for ever."""

Standing = Literal["new", "waiting", "answered", "forgotten"]


def take_in(moment: Moment, ask: Ask) -> None:
    """Put it before the decision point; it is answered in this activation."""
    state = moment.state
    if standing(state, ask.id) in ("waiting", "answered"):
        return  # its id was forgotten sooner than its answer
    forget(state, moment.now)
    what = ask.what
    asked = Asked(
        id=ask.id,
        purpose=what.purpose,
        tags=what.tags,
        topics=what.topics,
        channels=ask.channels,
        address=ask.address,
        ttl=ask.ttl,
        paused=ask.paused,
    )
    proposal = elsewhere.proposed(moment, ask.id, what, asked)
    if (reserved := state.proposal(proposal.id)) is not None:  # asked again long after
        said = AskAnswer(verdict="send", message_id=reserved.id, channel=reserved.channel, lapses=reserved.until)
        state.answers[ask.id] = Answered(answer=said, at=moment.now)
        return
    if len(state.proposals) >= MAX_PROPOSALS:
        record(moment, proposal, "drop", reason=Reason.LIMIT)
        refused = AskAnswer(verdict="drop", message_id=proposal.id, reason=Reason.LIMIT)
        state.answers[ask.id] = Answered(answer=refused, at=moment.now)
        return
    state.proposals.append(proposal)


def standing(state: CustomerState, ask: str) -> Standing:
    """What is known of an ask: `forgotten` was taken in, and its answer is in the ledger alone."""
    if ask in state.answers:
        return "answered"
    if any(one.asked is not None and one.asked.id == ask and one.stands != "reserved" for one in state.proposals):
        return "waiting"
    return "forgotten" if ask in state.seen else "new"


def forget(state: CustomerState, now: datetime) -> None:
    """The newest 512 of an hour; answers are in order of time."""
    for source, answered in list(state.answers.items()):
        if len(state.answers) < MAX_ANSWERS and now - answered.at < ANSWERED_FOR:
            return
        del state.answers[source]
