"""What content may read of a customer: her profile with what the engine computes, and the facts of the run."""

from engine.contracts.facts import Facts
from engine.customer import responses
from engine.customer.state import Enrolment, Proposal
from engine.expressions.evaluate import evaluate
from engine.expressions.scope import RESPONSE
from engine.expressions.values import as_json
from engine.journeys import facts
from engine.model import Attributes
from engine.moment import Moment


def facts_of_delivery(moment: Moment, enrolment: Enrolment | None, proposal: Proposal) -> Facts:
    """Of a message that was decided."""
    run, event = facts_of_run(enrolment, proposal)
    hers = facts_of_customer(moment, enrolment)
    return hers.model_copy(update={"run": run, "event": event, "decided_at": proposal.decided_at})


def facts_of_run(enrolment: Enrolment | None, proposal: Proposal) -> tuple[Attributes, Attributes]:
    """What is read as `run.*` and `event.*` as of now: what the enrolment writes later does not change it."""
    return (proposal.facts, {}) if enrolment is None else (dict(enrolment.run), enrolment.event)


def facts_of_customer(moment: Moment, enrolment: Enrolment | None = None) -> Facts:
    """What is read as `customer.*`, and her zone."""
    within = facts.scope(moment, enrolment)
    computed = {name: as_json(evaluate(node, within).value) for name, node in within.computed.items()}
    customer = moment.state.attributes | {name: value for name, value in computed.items() if value is not None}
    if rates := responses.known(moment.state.sent, moment.now):
        customer[RESPONSE] = rates
    return Facts(customer=customer, zone=moment.zone.key)
