"""How a customer enters a journey, and why not: re-entry, age, key, rollout, bounds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, assert_never

from engine.contracts.journal import Alerted, Entered, EntryRefused
from engine.customer.notes import note
from engine.customer.state import MAX_ENROLMENTS, Enrolment
from engine.identity import bucket, enrolment_id, never_key
from engine.journeys import facts, goals
from engine.journeys.ending import exit_key, leave, let_go
from engine.journeys.program import Program
from engine.language.journey import TriggerEntry
from engine.language.terms import EntryRefusal
from engine.model import Attributes
from engine.moment import MAX_CASCADE, MAX_HOPS, Moment
from engine.policy.reading.control import in_control


@dataclass(frozen=True, slots=True)
class EntryRequest:
    """What asks for the entry; `event` is read as `event.*`."""

    cause: Literal["trigger", "condition", "call", "journey"]
    trigger_id: str
    event: Attributes
    event_at: datetime


def enter(moment: Moment, program: Program, request: EntryRequest) -> bool:
    """Enter, or write down why not; whether she did."""
    key = _key(moment, program, request)
    enrolment = _enrolment(moment, program, request, key or "")
    refusal = EntryRefusal.KEY_MISSING if key is None else _refusal(moment, program, request, enrolment)
    if refusal is not None:
        _refuse(moment, program, request, key or "", refusal)
        return False
    for running in _running(moment, program, enrolment.key):
        if program.journey.enter.again.rule == "restart":
            leave(moment, running, "superseded")
    if program.journey.enter.again.rule != "parallel":
        for before in _of(moment.state.over, program, enrolment.key):
            let_go(moment, before)
    _admit(moment, program, request, enrolment)
    return True


def _key(moment: Moment, program: Program, request: EntryRequest) -> str | None:
    """The key as text; empty where the journey has none; None where it is missing."""
    written = program.journey.enter.key
    if written is None:
        return ""
    value = facts.worth(written, facts.scope(moment, event=request.event))
    return None if value is None else str(value)


def _enrolment(moment: Moment, program: Program, request: EntryRequest, key: str) -> Enrolment:
    journey = program.journey
    enrolment = Enrolment(
        id=enrolment_id(moment.state.customer_id, journey.journey, key, request.trigger_id),
        journey=journey.journey,
        version=program.version,
        key=key,
        trigger_id=request.trigger_id,
        entered_at=moment.at,
        event_at=request.event_at,
        step=program.first,
        began=moment.at,
        event=request.event,
        catalogue=moment.state.catalogue,
        trace=moment.trace,
    )
    within = facts.scope(moment, enrolment)
    enrolment.run = {name: facts.worth(value, within) for name, value in journey.remember.items()}
    return enrolment


def _refusal(moment: Moment, program: Program, request: EntryRequest, enrolment: Enrolment) -> EntryRefusal | None:
    journey = program.journey
    entry = journey.enter
    if isinstance(entry, TriggerEntry) and moment.at - request.event_at > entry.max_age:
        return EntryRefusal.TOO_OLD
    if (again := _again(moment, program, enrolment.key)) is not None:
        return again
    if bucket(journey.journey, moment.state.customer_id) >= round(journey.rollout * 10_000):
        return EntryRefusal.ROLLOUT
    within = facts.scope(moment, enrolment)
    if any(facts.look(condition, within).value is True for condition, _ in program.condition_exits):
        return EntryRefusal.EXIT_CONDITION_TRUE
    return EntryRefusal.LIMIT if _full(moment, program, enrolment.key) or _cut(moment) else None


def _full(moment: Moment, program: Program, key: str) -> bool:
    """No place is left, also not that of the one it supersedes."""
    freed = len(_running(moment, program, key)) if program.journey.enter.again.rule == "restart" else 0
    return len(moment.state.enrolments) - freed >= MAX_ENROLMENTS


def _cut(moment: Moment) -> bool:
    """Whether a cascade has to end here; an operator is told once."""
    cascade = moment.cascade
    if moment.hops <= MAX_HOPS and (moment.hops == 0 or cascade.entries < MAX_CASCADE):
        cascade.entries += moment.hops > 0
        return False
    if not cascade.cut:
        detail = f"{cascade.entries} entries, {moment.hops} deep, follow from one another in one instant"
        note(moment.state, Alerted(seq=0, at=moment.now, what="cascade cut", detail=detail))
    cascade.cut = True
    return True


def _again(moment: Moment, program: Program, key: str) -> EntryRefusal | None:
    again = program.journey.enter.again
    name = program.journey.journey
    running = bool(_running(moment, program, key))
    match again.rule:
        case "never":
            if never_key(name, key) not in moment.state.never:
                return None
            return EntryRefusal.ALREADY_IN if running else EntryRefusal.NEVER_AGAIN
        case "after_exit":
            if running:
                return EntryRefusal.ALREADY_IN
            ended = moment.state.exits.get(exit_key(name, key))
            return EntryRefusal.TOO_SOON if ended is not None and moment.at - ended < again.gap else None
        case "restart" | "parallel":
            return None
        case _:
            assert_never(again.rule)


def _running(moment: Moment, program: Program, key: str) -> list[Enrolment]:
    return _of(moment.state.enrolments, program, key)


def _of(enrolments: list[Enrolment], program: Program, key: str) -> list[Enrolment]:
    name = program.journey.journey
    return [one for one in enrolments if one.journey == name and one.key == key]


def _refuse(moment: Moment, program: Program, request: EntryRequest, key: str, reason: EntryRefusal) -> None:
    note(
        moment.state,
        EntryRefused(
            seq=0,
            at=moment.now,
            journey=program.journey.journey,
            key=key,
            reason=reason,
            trigger_id=request.trigger_id,
        ),
    )


def _admit(moment: Moment, program: Program, request: EntryRequest, enrolment: Enrolment) -> None:
    state = moment.state
    state.enrolments.append(enrolment)
    if program.journey.enter.again.rule == "never":
        state.never.append(never_key(enrolment.journey, enrolment.key))
    if program.journey.goal is not None:
        goals.begin_watch(moment, enrolment)
    note(
        state,
        Entered(
            seq=0,
            at=moment.now,
            enrolment_id=enrolment.id,
            journey=enrolment.journey,
            version=enrolment.version,
            key=enrolment.key,
            due=moment.at,
            cause=request.cause,
            trigger_id=request.trigger_id,
            arm=_arm(moment, program),
        ),
    )
    moment.bring(enrolment.id, program.first)


def _arm(moment: Moment, program: Program) -> Literal["control", "treated"] | None:
    """Drawn at entry, before anything can differ between the two."""
    if program.journey.holdout is None and not moment.policy.holdout:
        return None
    state = moment.state
    held_out = in_control(program.journey, moment.policy, state.customer_id, state.attributes, moment.at)
    return "control" if held_out else "treated"
