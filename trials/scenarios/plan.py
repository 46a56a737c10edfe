"""Holds what a scenario says of its customers against the tracking plan of their journeys."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime

from catalogue.definitions import Placed
from catalogue.faults import Fault, Path, wrong_and_fix
from catalogue.scenarios.happens import IdentifyLine, TriggerLine
from catalogue.scenarios.scenario import Scenario
from engine.contracts.inputs import Identify, Input, Track
from engine.language.schema import Schema

Complaints = Callable[[Input, Schema], Sequence[str]]
"""What is wrong with an input by the tracking plan; each text names the place and, after a colon, the fix."""

_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""The plan says nothing about times."""


def against_plan(
    placed: Placed[Scenario], plan: Schema, people: Iterable[tuple[int, Identify]], complaints: Complaints
) -> Iterator[Fault]:
    """A fault for every trigger, property and attribute that the plan does not know as it is written."""
    several = bool(placed.model.given.customers)
    for n, word in people:
        place: Path = ("given", "customers", n) if several else ("given", "customer")
        yield from _complaints(placed, place, map(_meant, complaints(word, plan)))
    for n, line in enumerate(placed.model.when):
        match line:
            case TriggerLine():
                said: Input = Track(id="-", type=line.trigger, at=_ANY_TIME, properties=line.all_properties)
            case IdentifyLine():
                said = Identify(id="-", at=_ANY_TIME, attributes=line.identify)
            case _:
                continue
        yield from _complaints(placed, ("when", n), complaints(said, plan))


def _meant(text: str) -> str:
    """Every key of a customer that is none of ours is an attribute, so that a slip reads as one."""
    return f"{text.partition(':')[0]}: did you mean 'consents'?" if text.startswith("customer.consent ") else text


def _complaints(placed: Placed[Scenario], place: Path, said: Iterable[str]) -> Iterator[Fault]:
    for text in said:
        yield placed.fault(place, *wrong_and_fix(text, "mend it, or schema.yaml"))
