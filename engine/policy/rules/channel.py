"""Which channels a message may try, in order, and why a channel is out of the question."""

from dataclasses import replace

from engine.contracts.journal import RuleLook
from engine.customer.addresses import address_on
from engine.expressions import parse
from engine.expressions.evaluate import evaluate
from engine.journeys import facts
from engine.language.terms import Channel, Reason
from engine.policy.case import Case

NAME = "channel"


def candidates(case: Case) -> tuple[Channel, ...]:
    """The message's channels in its order; a step may narrow them."""
    narrowed = case.proposal.channels
    if narrowed is None:
        return case.message.channels
    return tuple(channel for channel in case.message.channels if channel in narrowed)


def judge(case: Case, channel: Channel) -> tuple[RuleLook, str | None]:
    """Whether the channel is in use and there is an address on it; the address beside."""
    if channel not in case.moment.policy.channels:
        return RuleLook(rule=NAME, verdict="next_channel", reason=Reason.NO_CHANNEL, channel=channel), None
    address = _address(case, channel)
    if address is None:
        return RuleLook(rule=NAME, verdict="next_channel", reason=Reason.NO_ADDRESS, channel=channel), None
    return RuleLook(rule=NAME, verdict="send", channel=channel), address


def paused(case: Case, channel: Channel) -> RuleLook:
    """An operator's pause of the channel: the next one is tried; where there is none, the message waits."""
    stopped = any(
        pause.channel == channel and pause.journey in (None, case.proposal.journey)
        for pause in case.moment.state.pauses
    )
    if stopped:
        return RuleLook(rule=NAME, verdict="hold", reason=Reason.PAUSED, channel=channel)
    return RuleLook(rule=NAME, verdict="send", channel=channel)


def _address(case: Case, channel: Channel) -> str | None:
    if case.message.to == "customer":
        return address_on(case.moment, channel)
    within = facts.scope(case.moment, case.enrolment, message=case.message)
    if case.enrolment is None:
        within = replace(within, run=case.proposal.facts)
    value = evaluate(parse.value(case.message.to), within).value
    return value if isinstance(value, str) and value.strip() else None
