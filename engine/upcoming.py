"""What is known to come for a customer within 14 days: the state run ahead on a copy, if nothing else happens."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import assert_never

from engine.contracts.commands import Command, LookUp
from engine.contracts.inputs import Input
from engine.contracts.journal import Decided, Ended, Entered, Entry, Moved, RuleLook
from engine.contracts.views import Stop, UpcomingItem
from engine.customer.state import CustomerState, Proposal
from engine.deadline import deadline
from engine.definitions import Definitions
from engine.language.journey import ConditionExit, TriggerExit
from engine.moment import Moment
from engine.policy.case import case_of
from engine.policy.decision import judge
from engine.rehearsal import Rehearsal, all_goes_well

AHEAD = timedelta(days=14)
MOST_WORK = 12_000
"""Rules, enrolments and messages that a decision looks at, over all decisions: a query has to answer in a moment,
whatever waits for her. Measured at 20 to 50 µs each."""
MOST_ENTRIES = 1_000
"""What one answer of a query can carry is bounded too."""
MOST_WORK_NOW = 4_000
"""The same for what waits now; of what is beyond it only the rule that holds it is told."""


def upcoming(state: CustomerState, now: datetime, definitions: Definitions) -> list[UpcomingItem]:
    """What waits now, then in order of time what comes, last what would end her journeys at any time.

    A message that would not pass as things stand says what would stop it.
    """
    if state.catalogue == 0:
        return []
    copy = state.model_copy(deep=True)
    copy.journal.clear()
    copy.carriers.clear()
    known = {one.id for one in copy.proposals if one.stands == "in_flight"}
    held = list(_held(copy, now, definitions))
    ahead = Rehearsal(copy, definitions, _as_far_as_is_known)
    end = _run(ahead, now + AHEAD, definitions)
    entries = (entry for entry in ahead.entries if getattr(entry, "message_id", None) not in known)
    found = [item for entry in entries if (item := _item(entry, now, definitions)) is not None]
    coming = sorted([*found, *_of_departments(state, now)], key=lambda item: item.at)
    cut = [] if end is None else [UpcomingItem(at=end, what="cut", journey=None, step=None)]
    return [*held, *(item for item in coming if end is None or item.at <= end), *cut, *_exits(state, now, definitions)]


def _run(ahead: Rehearsal, until: datetime, definitions: Definitions) -> datetime | None:
    """Let the clock run; the instant at which it was stopped because too much is to be done, else None."""
    work = 0
    while (due := deadline(ahead.state)) is not None and due <= until:
        work += (1 + len(ahead.state.proposals)) * _work(ahead.state, definitions)
        if work > MOST_WORK or len(ahead.entries) + len(ahead.state.journal) > MOST_ENTRIES:
            ahead.entries.extend(ahead.state.journal)
            return due
        ahead.advance(due)
    ahead.finish(until)
    return None


def _work(state: CustomerState, definitions: Definitions) -> int:
    """How much one decision looks at."""
    policy = definitions.policy(state.catalogue)
    named = (policy.holdout, policy.conflicts, policy.blocks, policy.caps, policy.mix, policy.quiet_hours)
    return 1 + sum(map(len, named)) + len(state.enrolments) + len(state.proposals)


def _as_far_as_is_known(command: Command) -> Input | None:
    """What a look-up will find is not known: who comes to one is told as far as there."""
    return None if isinstance(command, LookUp) else all_goes_well(command)


def _held(copy: CustomerState, now: datetime, definitions: Definitions) -> Iterator[UpcomingItem]:
    """What waits before the decision point, with every rule that would stop it if it were decided now."""
    moment = Moment(copy, definitions, now, now)
    waiting = [one for one in copy.proposals if one.stands == "held"]
    most = MOST_WORK_NOW // _work(copy, definitions)
    for number, one in enumerate(waiting):
        looks = judge(case_of(moment, one)).looks if number < most else ()
        yield UpcomingItem(
            at=now,
            what="held",
            journey=one.journey,
            step=one.step,
            message=one.message,
            may_block=(one.reason,) if one.reason is not None else (),
            verdict="hold",
            until=one.until,
            stops=_stops(looks) or _last(one),
        )


def _last(one: Proposal) -> tuple[Stop, ...]:
    """The rule that held it when it was last decided."""
    rule = Stop(rule=one.rule or "not decided", verdict="hold", reason=one.reason, until=one.until)
    return (rule,)


def _stops(looks: tuple[RuleLook, ...]) -> tuple[Stop, ...]:
    return tuple(
        Stop(
            rule=one.rule,
            name=one.name,
            verdict=one.verdict,
            reason=one.reason,
            until=one.until,
            channel=one.channel,
            observed=one.observed,
        )
        for one in looks
        if one.verdict != "send"
    )


def _of_departments(state: CustomerState, now: datetime) -> Iterator[UpcomingItem]:
    for planned in state.planned:
        if now < planned.decided_at <= now + AHEAD:
            yield UpcomingItem(
                at=planned.decided_at,
                what="planned",
                journey=None,
                step=None,
                message=planned.message,
                channel=planned.channel,
                detail=planned.department,
            )
    for one in state.proposals:
        if one.stands == "reserved" and one.until is not None:
            yield UpcomingItem(
                at=max(one.until, now),
                what="reserved",
                journey=None,
                step=None,
                message=one.message,
                channel=one.channel,
                detail=one.department,
            )


def _item(entry: Entry, now: datetime, definitions: Definitions) -> UpcomingItem | None:
    match entry:
        case Decided():
            return UpcomingItem(
                at=max(entry.at, now),
                what="message",
                journey=entry.journey,
                step=entry.step,
                message=entry.message,
                channel=entry.channel,
                may_block=(entry.reason,) if entry.reason is not None else (),
                verdict=entry.verdict,
                until=entry.until if entry.verdict == "hold" else None,
                stops=_stops(entry.rules),
                conditions=tuple(_conditions(entry, definitions)),
            )
        case Moved():
            return UpcomingItem(at=max(entry.due, now), what="step", journey=entry.journey, step=entry.step)
        case Entered():
            return UpcomingItem(at=max(entry.due, now), what="entry", journey=entry.journey, step=None)
        case Ended():
            at = max(entry.due, now)
            return UpcomingItem(at=at, what="end", journey=entry.journey, step=None, detail=entry.outcome)
        case _:
            return None


def _conditions(entry: Decided, definitions: Definitions) -> Iterator[str]:
    """What its step and its message say themselves; the rest is the policy's."""
    if entry.version is not None and entry.step is not None:
        step = definitions.program(entry.version).places[entry.step].step
        if step.when is not None:
            yield f"only if {step.when}"
        if step.unless is not None:
            yield f"unless {step.unless}"
    content = definitions.catalogue(entry.catalogue).messages.get(entry.message)
    if content is not None:
        yield from (f"unless {trigger}" for trigger in definitions.message(content).definition.cancel_on)


def _exits(state: CustomerState, now: datetime, definitions: Definitions) -> Iterator[UpcomingItem]:
    """Of each journey that she is in, once."""
    for version in dict.fromkeys(one.version for one in state.enrolments):
        journey = definitions.program(version).journey
        for rule in journey.exit:
            yield UpcomingItem(at=now, what="exit", journey=journey.journey, step=None, detail=_on(rule))


def _on(rule: TriggerExit | ConditionExit) -> str:
    match rule:
        case TriggerExit():
            return rule.trigger if rule.when is None else f"{rule.trigger} if {rule.when}"
        case ConditionExit():
            return rule.condition
        case _:
            assert_never(rule)
