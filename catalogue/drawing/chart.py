"""The picture of a journey before anybody draws it: boxes, forks that rejoin, exits and the goal."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["enter", "send", "wait", "wait_for", "branch", "split", "set", "update", "lookup", "start", "end"]
Mark = Literal["added", "removed", "changed"]
"""What a comparison says of a step."""


@dataclass(frozen=True)
class Box:
    """One element; `step` is its id in the journey, `code` are lines of the language, `notes` plain words."""

    kind: Kind
    step: str
    title: str
    notes: tuple[str, ...] = ()
    code: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lane:
    """One way out of a fork; empty: straight on to where the lanes rejoin."""

    label: str
    flow: "Flow" = ()
    code: bool = False
    """whether the label is a text of the language"""


@dataclass(frozen=True)
class Fork:
    """A box with several ways on."""

    box: Box
    lanes: tuple[Lane, ...]


Element = Box | Fork
Flow = tuple[Element, ...]


@dataclass(frozen=True)
class Side:
    """What stands beside the steps: a heading and its lines."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """A whole journey; `flow` ends with boxes of the kind `end` wherever it can end."""

    key: str
    title: str
    subtitle: str
    enter: Box
    flow: Flow
    sides: tuple[Side, ...]


def goes_on(flow: Flow) -> bool:
    """Whether an enrolment can come out of it at the bottom."""
    for element in flow:
        if isinstance(element, Fork):
            if not any(goes_on(lane.flow) for lane in element.lanes):
                return False
        elif element.kind == "end":
            return False
    return True


def boxes(flow: Flow) -> tuple[Box, ...]:
    """Every box, in the order in which the journey is written."""
    found: list[Box] = []
    for element in flow:
        if isinstance(element, Fork):
            found.append(element.box)
            for lane in element.lanes:
                found += boxes(lane.flow)
        else:
            found.append(element)
    return tuple(found)
