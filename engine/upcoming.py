"""What is known to come for a customer within 14 days: the state run ahead on a copy, if nothing else happens."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import assert_never

from engine.contracts.commands import Command, LookUp
from engine.contracts.inputs import Input
from engine.contracts.journal import Decided, Ended, Entered, Entry, Moved
from engine.contracts.views import UpcomingItem
from engine.customer.state import CustomerState
from engine.definitions import Definitions
from engine.language.journey import ConditionExit, TriggerExit
from engine.rehearsal import Rehearsal, all_goes_well

AHEAD = timedelta(days=14)


def upcoming(state: CustomerState, now: datetime, definitions: Definitions) -> list[UpcomingItem]:
    """In order of time, last what would end her journeys at any time.

    A message that would not pass as things stand says what would stop it.
    """
    copy = state.model_copy(deep=True)
    copy.journal.clear()
    copy.carriers.clear()
    known = {one.id for one in copy.proposals if one.stands == "in_flight"}
    ahead = Rehearsal(copy, definitions, _as_far_as_is_known)
    ahead.advance(now + AHEAD)
    ahead.finish(now + AHEAD)
    entries = (entry for entry in ahead.entries if getattr(entry, "message_id", None) not in known)
    items = (_item(entry, now, definitions) for entry in entries)
    return [*(item for item in items if item is not None), *_exits(state, now, definitions)]


def _as_far_as_is_known(command: Command) -> Input | None:
    """What a look-up will find is not known: who comes to one is told as far as there."""
    return None if isinstance(command, LookUp) else all_goes_well(command)


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
