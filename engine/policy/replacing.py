"""Puts another message in the place of one that the mix stops, once."""

from engine.contracts.journal import RuleLook
from engine.customer.state import Proposal
from engine.journeys.steps.send import expiry
from engine.language.terms import Reason
from engine.moment import Moment
from engine.policy.case import Case
from engine.policy.decision import Decision
from engine.policy.record import record
from engine.policy.rules.mix import Mix, stand_in_id


def replacement(decision: Decision) -> str | None:
    """The message to propose instead, where the mix is what dropped this one on the channel that it would take."""
    if decision.conclusion.verdict != "drop":
        return None
    drops = [one for one in decision.looks if one.verdict == "drop" and not one.observed]
    if not drops or any(one.channel is None or one.rule == "consent and suppression" for one in drops):
        return None
    instead = drops[0].evidence.get("instead") if drops[0].rule == Mix.kind else None
    return instead if isinstance(instead, str) else None


def replace(moment: Moment, case: Case, instead: str, looks: tuple[RuleLook, ...]) -> None:
    """Drop on record; whoever waits for the message waits for the other one from now on."""
    dropped = case.proposal
    record(moment, dropped, "drop", reason=Reason.MIX, looks=looks)
    state = moment.state
    state.proposals = [one for one in state.proposals if one.id != dropped.id]
    state.proposals.append(_proposal(moment, dropped, instead))


def _proposal(moment: Moment, dropped: Proposal, instead: str) -> Proposal:
    content = moment.catalogue.messages[instead]
    part = moment.definitions.message(content)
    message = part.definition
    return Proposal(
        id=stand_in_id(moment, dropped),
        message=instead,
        content=content,
        pinned=message.follow == "pinned",
        broadcast=dropped.broadcast,
        instead_of=dropped.id,
        best_of=dropped.best_of,
        origin=dropped.origin,
        department=message.department,
        priority=message.priority,
        enrolment_id=dropped.enrolment_id,
        journey=dropped.journey,
        version=dropped.version,
        step=dropped.step,
        visit=dropped.visit,
        facts=dropped.facts,
        due=dropped.due,
        expires=expiry(moment, part),
        trace=dropped.trace,
    )
