"""Where a message would go on a channel."""

from dataclasses import replace

from engine.customer.addresses import address_on
from engine.expressions import parse
from engine.expressions.evaluate import evaluate
from engine.journeys import facts
from engine.language.terms import Channel
from engine.policy.case import Case


def address_of(case: Case, channel: Channel) -> str | None:
    """What the department that asks names, or the message's recipient; None: none is known here."""
    asked = case.proposal.asked
    if asked is not None and asked.address is not None:
        return asked.address
    if case.message.to == "customer":
        return address_on(case.moment, channel, marketing=case.marketing)
    within = facts.scope(case.moment, case.enrolment, message=case.message)
    if case.enrolment is None:
        within = replace(within, run=case.proposal.facts)
    value = evaluate(parse.value(case.message.to), within).value
    return value if isinstance(value, str) and value.strip() else None


def is_the_departments(case: Case, channel: Channel) -> bool:
    """A department that asks sends it itself: to an address of its own, where none is named or known here."""
    return case.proposal.asked is not None and address_of(case, channel) is None
