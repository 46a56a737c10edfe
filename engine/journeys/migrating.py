"""Moves running enrolments to another version of their journey: where each comes to stand, and what it takes along."""

from collections.abc import Mapping
from typing import Literal

from engine.contracts.verbs import Migrate
from engine.customer.state import Enrolment, Proposal
from engine.journeys import exits, facts, goals, resume
from engine.journeys.advance import note_standing
from engine.journeys.ending import finish, open_proposals
from engine.journeys.program import Place, Program
from engine.journeys.steps import wait, wait_for
from engine.language.steps import Lookup, Send, Step, Wait, WaitFor
from engine.language.terms import Reason
from engine.model import Frozen
from engine.moment import Moment
from engine.policy.drop import take_off

StepMap = Mapping[str, str | None]
"""Old step → new step; None: off the end."""


class Destination(Frozen):
    """`stays`: it goes on standing there, from when it began; `moves`: it arrives there; `ends`: off the end."""

    outcome: Literal["stays", "moves", "ends"]
    step: str | None


def destination(old: Program, new: Program, step: str, steps: StepMap) -> Destination:
    """Where an enrolment that stands at `step` would go: the mapped step, the same one, or the next that survives."""
    at: str | None = step
    while at is not None and at not in steps and at not in new.places:
        at = old.after(at)
    to = None if at is None else steps.get(at, at)
    if to is None:
        return Destination(outcome="ends", step=None)
    alike = _alike(old.places[step].step, new.places[to].step)
    return Destination(outcome="stays" if at == step and alike else "moves", step=to)


def _alike(old: Step, new: Step) -> bool:
    """Whether what the old one stands for lets the new one go on; an answer fits the very question only."""
    return old == new if isinstance(old, Lookup) else type(old) is type(new)


def migrate(moment: Moment, order: Migrate) -> None:
    """Move every running enrolment of the journey; one whose steps are through already only ends, as it is.

    Who came to a version under a newer catalogue meanwhile is not moved back.
    """
    new = moment.program(order.to_version)
    for enrolment in list(moment.state.enrolments):
        if enrolment.journey != order.journey or enrolment.version == order.to_version:
            continue
        if enrolment.ending is None and enrolment.catalogue <= order.catalogue:
            _move(moment, enrolment, new, order)


def _move(moment: Moment, enrolment: Enrolment, new: Program, order: Migrate) -> None:
    old = moment.program(enrolment.version)
    to = destination(old, new, enrolment.step, order.steps)
    standing = [one for one in open_proposals(moment, enrolment) if one.visit == enrolment.visit]
    enrolment.version, enrolment.catalogue, enrolment.migrated = new.version, order.catalogue, True
    _rename(enrolment, order.steps)
    _rename_messages(moment, enrolment, order.steps)
    _remember(moment, enrolment, old, new)
    _watch_goal(moment, enrolment, old, new)
    if exits.by_condition(moment, enrolment):
        return
    if to.step is not None and to.outcome == "stays":
        enrolment.step = to.step
        note_standing(moment, enrolment, new.version)
        _stay(moment, enrolment, new.places[to.step], standing)
    else:
        enrolment.deadline = enrolment.watch = None
        enrolment.step = to.step or new.first
        enrolment.visit += 1  # what is still open belongs to a step that it stands at no more
        _withdraw(moment, standing)
        if to.step is None:
            finish(moment, enrolment, "completed")
            return
        moment.bring(enrolment.id, to.step)
        note_standing(moment, enrolment, new.version)


def _rename(enrolment: Enrolment, steps: StepMap) -> None:
    """What its steps have done is found under their new names."""
    sends, enrolment.sends = enrolment.sends, {}
    for step, message in sends.items():
        enrolment.keep_send(steps.get(step) or step, message)
    outcomes = {to: enrolment.run[step] for step, to in steps.items() if to is not None and step in enrolment.run}
    enrolment.run = outcomes | enrolment.run


def _rename_messages(moment: Moment, enrolment: Enrolment, steps: StepMap) -> None:
    """What its steps have put before the decision, or may again, is wanted as the new version's steps say."""
    hers = [one for one in moment.state.sent if one.enrolment_id == enrolment.id]
    recallable = [one.recallable.proposal for one in hers if one.recallable is not None]
    for proposal in [*open_proposals(moment, enrolment), *recallable]:
        if (to := steps.get(proposal.step or "")) is not None:
            proposal.step, proposal.version = to, enrolment.version
    for sent in hers:
        sent.step = steps.get(sent.step or "") or sent.step


def _stay(moment: Moment, enrolment: Enrolment, place: Place, standing: list[Proposal]) -> None:
    """A shorter wait that is overdue moves now, a longer one keeps waiting."""
    match place.step:
        case Wait():
            target = wait.target(moment, enrolment, place.step)
            enrolment.deadline = None if target is None or target < moment.at else target
            if target is None:
                moment.bring(enrolment.id, place.next)
            elif enrolment.deadline is None:
                moment.overdue.append(enrolment.id)
        case WaitFor(wait_for=body):
            enrolment.deadline = None if body.timeout is None else enrolment.began + body.timeout.after
            if enrolment.deadline is not None and enrolment.deadline <= moment.at:
                enrolment.deadline = None
                resume.apply(moment, enrolment, wait_for.time_out(moment, enrolment, place.step, place))
        case Send():
            for proposal in standing:
                proposal.step, proposal.version = place.step.id, enrolment.version
            waits = bool(standing) and place.step.go_on != "when_proposed"
            if not waits and place.step.go_on != "when_settled":
                moment.bring(enrolment.id, place.next)
        case _:
            return


def _withdraw(moment: Moment, standing: list[Proposal]) -> None:
    """The step is gone at which its message waited; one that is on its way runs to its end."""
    for proposal in standing:
        take_off(moment, proposal, Reason.CANCELLED)


def _remember(moment: Moment, enrolment: Enrolment, old: Program, new: Program) -> None:
    """What the new version remembers of the entry, and the old one did not."""
    within = facts.scope(moment, enrolment)
    for name, value in new.journey.remember.items():
        if name not in old.journey.remember and name not in enrolment.run:
            enrolment.run[name] = facts.worth(value, within)


def _watch_goal(moment: Moment, enrolment: Enrolment, old: Program, new: Program) -> None:
    """A goal that was reached stays reached."""
    for watch in moment.state.goals:
        if watch.enrolment_id == enrolment.id:
            watch.version = new.version
    watched = any(watch.enrolment_id == enrolment.id for watch in moment.state.goals)
    if old.journey.goal is None and new.journey.goal is not None and not watched:
        goals.begin_watch(moment, enrolment)
