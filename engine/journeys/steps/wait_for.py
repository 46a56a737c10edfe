"""The step `wait_for`: the first of several outcomes, or its timeout."""

from collections.abc import Callable
from datetime import datetime
from typing import assert_never

from engine.contracts.inputs import Feedback, Track
from engine.customer.state import Enrolment, Sent
from engine.expressions import parse
from engine.journeys import facts
from engine.journeys.moves import Go, Leave, Move, Stand
from engine.journeys.program import Place
from engine.language.reactions import SAID_BY_MACHINE, CallOutcome, Reaction
from engine.language.steps import (
    ConditionOutcome,
    OutcomeForm,
    ReactionOutcome,
    TriggerOutcome,
    WaitFor,
    WaitForBody,
)
from engine.model import Attributes
from engine.moment import Moment

Met = tuple[str, Attributes]
"""An outcome's name and the event that met it."""


def perform(moment: Moment, enrolment: Enrolment, step: WaitFor, place: Place) -> Move:
    met = _already(moment, enrolment, step.wait_for)
    if met is not None:
        return settle(enrolment, step, place, *met)
    if step.wait_for.timeout is not None:
        enrolment.deadline = moment.at + step.wait_for.timeout.after
    return Stand()


def settle(enrolment: Enrolment, step: WaitFor, place: Place, outcome: str, event: Attributes) -> Move:
    """Remember which outcome it was, and go on."""
    enrolment.run[step.id] = {"outcome": outcome, "event": event}
    return Go(place.next)


def by_trigger(moment: Moment, enrolment: Enrolment, step: WaitFor, track: Track) -> Met | None:
    """The first outcome in the file that this trigger meets, or that is true since it came."""

    def meets(outcome: OutcomeForm) -> bool:
        return isinstance(outcome, TriggerOutcome) and outcome.trigger == track.type

    return _first(moment, enrolment, step, track.properties, meets)


def by_reaction(moment: Moment, enrolment: Enrolment, step: WaitFor, feedback: Feedback, sent: Sent) -> Met | None:
    """The first outcome in the file that this reaction meets; machine opens do not count."""
    counts = not feedback.machine or feedback.reaction in SAID_BY_MACHINE

    def meets(outcome: OutcomeForm) -> bool:
        if not isinstance(outcome, ReactionOutcome) or outcome.reaction != feedback.reaction:
            return False
        return counts and _names(outcome, sent)

    return _first(moment, enrolment, step, feedback.detail, meets)


def _first(
    moment: Moment, enrolment: Enrolment, step: WaitFor, event: Attributes, meets: Callable[[OutcomeForm], bool]
) -> Met | None:
    """Several may be met by one input: the order of the file decides, also between an event and a condition."""
    within = facts.scope(moment, enrolment, event=event)
    for outcome in step.wait_for.first_of:
        if isinstance(outcome, ConditionOutcome):
            if facts.holds(outcome.condition, facts.scope(moment, enrolment)):
                return outcome.name, {}
        elif meets(outcome) and (outcome.when is None or facts.holds(outcome.when, within)):
            return outcome.name, event
    return None


def by_condition(moment: Moment, enrolment: Enrolment, step: WaitFor) -> str | None:
    """The first condition among the outcomes that is true; its next change by the clock becomes a deadline."""
    within = facts.scope(moment, enrolment)
    for outcome in step.wait_for.first_of:
        if isinstance(outcome, ConditionOutcome):
            looked = facts.look(parse.condition(outcome.condition), within)
            if looked.value is True:
                return outcome.name
            if looked.until is not None:
                enrolment.watch = min(enrolment.watch or looked.until, looked.until)
    return None


def time_out(moment: Moment, enrolment: Enrolment, step: WaitFor, place: Place) -> Move:
    """None of the outcomes came in time."""
    timeout = step.wait_for.timeout
    assert timeout is not None  # only a wait with one has a deadline
    enrolment.run[step.id] = {"outcome": "timeout"}
    if timeout.steps:
        return Go(timeout.steps[0].id)
    match timeout.go:
        case "continue":
            return Go(place.next)
        case "end":
            return Leave("timed_out")
        case "skip":
            return Go(moment.program(enrolment.version).after_next(step.id))
        case _:
            assert_never(timeout.go)


def _already(moment: Moment, enrolment: Enrolment, body: WaitForBody) -> Met | None:
    """What was met before the wait began: in the order of the file."""
    since = _back(enrolment, body)
    for outcome in body.first_of:
        match outcome:
            case ConditionOutcome():
                if facts.holds(outcome.condition, facts.scope(moment, enrolment)):
                    return outcome.name, {}
            case TriggerOutcome() if since is not None:
                event = _remembered(moment, enrolment, outcome, since)
                if event is not None:
                    return outcome.name, event
            case ReactionOutcome():
                reacted = (sent for sent in moment.state.sent if _reacted(moment, enrolment, sent, outcome, since))
                if (met := next(reacted, None)) is not None:
                    return outcome.name, _said(met, outcome)
            case _:
                continue
    return None


def _back(enrolment: Enrolment, body: WaitForBody) -> datetime | None:
    if body.look_back is None:
        return None
    return enrolment.event_at if body.look_back == "run" else enrolment.began - body.look_back


def _remembered(moment: Moment, enrolment: Enrolment, outcome: TriggerOutcome, since: datetime) -> Attributes | None:
    for event in moment.state.memory.events(outcome.trigger):
        if event.at < since or event.id == enrolment.trigger_id:
            continue
        within = facts.scope(moment, enrolment, event=event.properties)
        if outcome.when is None or facts.holds(outcome.when, within):
            return event.properties
    return None


def _reacted(
    moment: Moment, enrolment: Enrolment, sent: Sent, outcome: ReactionOutcome, since: datetime | None
) -> bool:
    """Within the look-back; a reaction that was here before the outcome of its message counts as coming with it."""
    at = sent.reactions.get(outcome.reaction)
    if at is None or not _names(outcome, sent):
        return False
    with_the_outcome = sent.sent_at == moment.at and at <= moment.at
    if not with_the_outcome and (since is None or at < since):
        return False
    return outcome.when is None or facts.holds(outcome.when, facts.scope(moment, enrolment, event=_said(sent, outcome)))


def _said(sent: Sent, outcome: ReactionOutcome) -> Attributes:
    """What is kept of a reaction that came before the wait."""
    if outcome.reaction is not Reaction.CALL_OUTCOME or sent.call is None:
        return {}
    later = {"call_back_at": sent.call_back_at} if sent.call is CallOutcome.CALL_BACK_AT else {}
    return {"outcome": sent.call.value, **later}


def _names(outcome: ReactionOutcome, sent: Sent) -> bool:
    return outcome.message == sent.message or (outcome.tag is not None and outcome.tag in sent.tags)
