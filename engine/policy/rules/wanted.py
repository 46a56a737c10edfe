"""Rule 1, still wanted: not expired, not a duplicate, its enrolment not over, nothing it belongs to paused."""

from collections.abc import Iterable
from typing import ClassVar

from pydantic import JsonValue

from engine.contracts.journal import RuleLook
from engine.customer.state import Proposal
from engine.customer.visits import PRESENCE
from engine.journeys import facts
from engine.language.terms import Channel, Reason
from engine.model import Attributes
from engine.policy.case import Case
from engine.policy.drop import STILL_WANTED
from engine.policy.reading.conditions import what_stopped
from engine.policy.rules.rule import PASSES, Rule, Ruling


class Wanted(Rule):
    """Of the message as such, whatever the channel."""

    kind: ClassVar[str] = STILL_WANTED

    def looks(self, case: Case, channel: Channel | None = None) -> Iterable[RuleLook]:
        reason = _reason_to_drop(case)
        evidence = _evidence(case) | _stopped(case, reason)
        if reason is not None:
            evidence["drop"] = reason.value
            if reason is case.proposal.cancelled and case.proposal.cancelled_by is not None:
                evidence["by"] = case.proposal.cancelled_by
        elif paused := _paused(case):
            evidence["paused"] = paused
        yield self.look(case, None, evidence)

    def verdict(self, evidence: Attributes) -> Ruling:
        if isinstance(reason := evidence.get("drop"), str):
            return Ruling("drop", Reason(reason))
        return Ruling("hold", Reason.PAUSED) if evidence.get("paused") else PASSES


def _reason_to_drop(case: Case) -> Reason | None:
    moment, proposal = case.moment, case.proposal
    if moment.state.erased:
        return Reason.ERASED
    if proposal.cancelled is not None:
        return proposal.cancelled
    if moment.state.message_sent(proposal.id) is not None:
        return Reason.DUPLICATE
    if proposal.enrolment_id is not None and _exited(case):
        return Reason.EXITED
    if moment.now >= proposal.expires:
        # what held it last is why it never went; `expired` alone says that nothing held it, but that she never came
        return Reason.EXPIRED if _waited(proposal) else proposal.reason or Reason.EXPIRED
    if case.step is not None and not facts.wanted(case.step, facts.scope(moment, case.enrolment)):
        return Reason.CONDITION_FALSE
    return None


def _exited(case: Case) -> bool:
    """One that is over by itself as well, where it would be left by now."""
    moment, enrolment = case.moment, case.enrolment
    if enrolment is None:
        return True
    if moment.state.enrolment(enrolment.id) is not None:
        return False  # it is watched, and would have been left
    within = facts.scope(moment, enrolment)
    conditions = moment.program(enrolment.version).condition_exits
    return any(facts.look(condition, within).value is True for condition, _ in conditions)


def _stopped(case: Case, reason: Reason | None) -> dict[str, JsonValue]:
    if reason is not Reason.CONDITION_FALSE or case.step is None:
        return {}
    return what_stopped(case.step, facts.scope(case.moment, case.enrolment))


def _paused(case: Case) -> bool | str:
    """A paused channel is another question: the message may have others."""
    hers = any(
        pause.channel is None and pause.journey in (None, case.proposal.journey) for pause in case.moment.state.pauses
    )
    return hers or _paused_for_everybody(case)


def _paused_for_everybody(case: Case) -> str:
    """Of what a department asks for, which no claim stops: its messages and ours have no names in common."""
    asked, own = case.proposal.asked, case.proposal.department
    if asked is None:
        return ""
    hers = (one for one in asked.paused if one.kind == "everything" or (one.kind, one.name) == ("department", own))
    return str(next(hers, ""))


def _evidence(case: Case) -> dict[str, JsonValue]:
    proposal = case.proposal
    evidence: dict[str, JsonValue] = {"expires": proposal.expires.isoformat()}
    if case.moment.now < proposal.expires or proposal.reason is None:
        return evidence
    if _waited(proposal):
        return evidence | {"waited_at": proposal.channel}
    return evidence | {"held_until_expiry": True}


def _waited(proposal: Proposal) -> bool:
    """She never came to where it waited for her."""
    return proposal.rule == PRESENCE
