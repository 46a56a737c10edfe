"""How an enrolment ends: by its own steps once its last message is final, or at once by an exit."""

from datetime import datetime

from engine.contracts.journal import Ended
from engine.customer.notes import note
from engine.customer.state import MAX_EXITS, CustomerState, Enrolment, Proposal
from engine.identity import digest
from engine.language.terms import Reason
from engine.moment import Moment
from engine.policy.drop import take_off
from engine.policy.withdrawing import keep_while_recallable, withdraw_those_of


def open_proposals(moment: Moment, enrolment: Enrolment) -> list[Proposal]:
    """Its messages that are neither sent nor dropped yet."""
    return [one for one in moment.state.proposals if one.enrolment_id == enrolment.id]


def finish(moment: Moment, enrolment: Enrolment, outcome: str) -> None:
    """Its steps are through; it ends as soon as nothing of it is open any more."""
    if open_proposals(moment, enrolment):
        enrolment.ending = outcome
        enrolment.deadline = None
    else:
        keep_while_recallable(moment.state, enrolment)
        _end(moment, enrolment, outcome)


def leave(moment: Moment, enrolment: Enrolment, outcome: str, by: str | None = None) -> None:
    """End at once; what is held drops, what is in flight runs to its end and nothing follows it, and what was handed
    over and can still be taken back is. `by`: an operator's word."""
    for proposal in open_proposals(moment, enrolment):
        take_off(moment, proposal, Reason.EXITED, by)
    withdraw_those_of(moment, enrolment, Reason.EXITED, by)
    _end(moment, enrolment, outcome)


def let_go(moment: Moment, enrolment: Enrolment) -> None:
    """It was over by itself, and would be left by now: what it has sent stays so, and nothing is sent anew."""
    moment.state.over.remove(enrolment)
    for proposal in open_proposals(moment, enrolment):
        take_off(moment, proposal, Reason.EXITED)


def _end(moment: Moment, enrolment: Enrolment, outcome: str) -> None:
    state = moment.state
    state.enrolments = [one for one in state.enrolments if one.id != enrolment.id]
    keep_exit(state, enrolment.journey, enrolment.key, moment.at)
    for watch in state.goals:
        if watch.enrolment_id == enrolment.id:
            watch.running = False
            watch.run = enrolment.run
    note(
        state,
        Ended(
            seq=0,
            at=moment.now,
            due=moment.at,
            enrolment_id=enrolment.id,
            journey=enrolment.journey,
            version=enrolment.version,
            outcome=outcome,
        ),
    )


def keep_exit(state: CustomerState, journey: str, key: str, at: datetime) -> None:
    """Remember when the newest enrolment of a journey and key ended."""
    name = exit_key(journey, key)
    state.exits.pop(name, None)
    state.exits[name] = at
    if len(state.exits) > MAX_EXITS:
        del state.exits[next(iter(state.exits))]


def exit_key(journey: str, key: str) -> str:
    """Under which the end of the newest enrolment of a journey and key is remembered."""
    return digest("exit", journey, key)[:16]
