"""Checks what a scenario names: journeys, messages, customers, rules, look-ups, triggers and attributes."""

from collections.abc import Iterable, Iterator, Sequence

from pydantic import JsonValue

from catalogue.definitions import Placed
from catalogue.faults import Fault, Path, did_you_mean
from catalogue.scenarios.expects import (
    AnswerThen,
    DropThen,
    EnterThen,
    ExitThen,
    GoalThen,
    HoldThen,
    NotEnteredThen,
    SendThen,
    rule_of,
)
from catalogue.scenarios.happens import (
    AskLine,
    ConfirmLine,
    EnrolLine,
    PauseLine,
    ProposeLine,
    PublishLine,
    ReactLine,
    ReleaseLine,
    ReportLine,
    ResumeLine,
    SettleLine,
)
from catalogue.scenarios.reading import ScenarioFaults
from catalogue.scenarios.scenario import Scenario
from engine.contracts.inputs import Identify
from trials.scenarios.folder import Edition
from trials.scenarios.plan import Complaints, against_plan


def check_names(
    placed: Placed[Scenario],
    editions: Sequence[Edition],
    people: Iterable[tuple[int, Identify]],
    complaints: Complaints,
) -> None:
    """Raises ScenarioFaults."""
    names = _Names(placed.model, editions)
    faults = [
        placed.fault(place, f"there is no {kind} {name!r}", did_you_mean(name, names.known(kind), "take it out"))
        for place, kind, name in _named(placed.model)
        if name not in names.known(kind)
    ]
    faults += _unnamed(placed)
    faults += _not_hers(placed)
    faults += against_plan(placed, editions[0].definitions.schema.model, people, complaints)
    if faults:
        raise ScenarioFaults(faults)


class _Names:
    """Everything that can be named, over all that is published in the scenario."""

    def __init__(self, scenario: Scenario, editions: Sequence[Edition]) -> None:
        whole = [edition.definitions for edition in editions]
        asks = {line.id for line in scenario.when if isinstance(line, AskLine | ReportLine) and line.id}
        elsewhere = {line.ask for line in scenario.when if isinstance(line, AskLine)}
        elsewhere |= {line.report for line in scenario.when if isinstance(line, ReportLine)}
        messages = {name for one in whole for name in one.messages}
        self._known = {
            "journey": {name for one in whole for name in one.journeys},
            "message": messages,
            "message of a department": messages | elsewhere,
            "customer": {person.id for person in scenario.given.people},
            "rule": {rule for one in whole for rule in _rules(one.policy.model.model_dump(mode="json"))}
            | {name for one in whole for name in one.journeys},  # whose control group gives its name as well
            "look-up": {name for one in whole for name in one.schema.model.lookups},
            "ask with the id": asks,
        }

    def known(self, kind: str) -> set[str]:
        return self._known[kind]


def _rules(policy: JsonValue) -> Iterator[str]:
    """The names that rules of a policy have."""
    sections = policy.values() if isinstance(policy, dict) else ()
    for section in sections:
        for rule in section if isinstance(section, list) else ():
            if isinstance(rule, dict) and isinstance(name := rule.get("name"), str):
                yield name


Named = Iterator[tuple[Path, str, str]]


def _named(scenario: Scenario) -> Named:
    yield from _in_given(scenario)
    yield from _in_when(scenario)
    yield from _in_then(scenario)


def _in_given(scenario: Scenario) -> Named:
    given = scenario.given
    for n, sent in enumerate(given.sent):
        yield ("given", "sent", n, "message"), "message", sent.message
    for n, answer in enumerate(given.answers):
        yield ("given", "answers", n, "message"), "message", answer.message
    owners = {"sent": [one.customer for one in given.sent], "answers": [one.customer for one in given.answers]}
    for section, customers in owners.items():
        for n, customer in enumerate(customers):
            if customer is not None:
                yield ("given", section, n, "customer"), "customer", customer
    for name in given.lookups:
        yield ("given", "lookups", name), "look-up", name
    for n, paused in enumerate(given.paused):
        yield from _paused(paused.journey, paused.message, ("given", "paused", n))


def _in_when(scenario: Scenario) -> Named:
    for n, line in enumerate(scenario.when):
        place: Path = ("when", n)
        if not isinstance(line, PublishLine) and line.customer is not None:
            yield (*place, "customer"), "customer", line.customer
        match line:
            case ProposeLine():
                yield (*place, "propose"), "message", line.propose
            case ReactLine() | SettleLine():
                yield (*place, "message"), "message", line.message
            case EnrolLine():
                yield (*place, "enrol"), "journey", line.enrol
            case ConfirmLine():
                yield (*place, "confirm"), "ask with the id", line.confirm
            case ReleaseLine():
                yield (*place, "release"), "ask with the id", line.release
            case PauseLine():
                yield from _paused(line.pause.journey, line.pause.message, (*place, "pause"))
            case ResumeLine():
                yield from _paused(line.resume.journey, line.resume.message, (*place, "resume"))
            case _:
                continue


def _in_then(scenario: Scenario) -> Named:
    for n, line in enumerate(scenario.then):
        place: Path = ("then", n)
        if line.customer is not None:
            yield (*place, "customer"), "customer", line.customer
        if isinstance(line, HoldThen | DropThen | AnswerThen) and line.because and (rule := rule_of(line.because)):
            yield (*place, "because"), "rule", rule
        match line:
            case SendThen():
                yield (*place, "send"), "message", line.send
            case HoldThen():
                yield (*place, "hold"), "message", line.hold
            case DropThen():
                yield (*place, "drop"), "message", line.drop
            case EnterThen():
                yield (*place, "enter"), "journey", line.enter
            case NotEnteredThen():
                yield (*place, "not-entered"), "journey", line.not_entered
            case ExitThen():
                yield (*place, "exit"), "journey", line.exit
            case GoalThen():
                yield (*place, "goal"), "journey", line.goal
            case AnswerThen():
                yield (*place, "answer"), "message of a department", line.answer
            case _:
                continue


def _paused(journey: str | None, message: str | None, place: Path) -> Named:
    if journey is not None:
        yield (*place, "journey"), "journey", journey
    if message is not None:
        yield (*place, "message"), "message", message


def _unnamed(placed: Placed[Scenario]) -> Iterator[Fault]:
    """Where there are several customers, every line says whose it is."""
    scenario = placed.model
    if len(scenario.given.people) == 1:
        return
    fix = f"write customer: one of {', '.join(person.id for person in scenario.given.people)}"
    for n, line in enumerate(scenario.when):
        if not isinstance(line, PublishLine | PauseLine | ResumeLine) and line.customer is None:
            yield placed.fault(("when", n), "does not say whose it is", fix)
    for n, then in enumerate(scenario.then):
        if then.customer is None:
            yield placed.fault(("then", n), "does not say whose it is", fix)


def _not_hers(placed: Placed[Scenario]) -> Iterator[Fault]:
    """A message or a department is paused for everybody."""
    for n, line in enumerate(placed.model.when):
        if isinstance(line, PauseLine | ResumeLine) and line.customer is not None:
            what = line.pause if isinstance(line, PauseLine) else line.resume
            if what.message is not None or what.department is not None:
                message = "a message or a department is paused for everybody"
                yield placed.fault(("when", n, "customer"), message, "leave customer: out")
