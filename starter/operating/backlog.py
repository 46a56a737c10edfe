"""What goes out the moment a worker starts, with the messages that follow the steps that are due."""

from collections.abc import Iterator

from sqlalchemy import Engine

from audit.publications import SqlShelf
from audit.queries.backlog import Backlog, BacklogLine
from audit.queries.backlog import backlog as counted
from engine.definitions import Definitions
from engine.journeys.program import Program
from engine.language.steps import Send, Set, Start, Step, Update, Wait, WaitFor

_PASSED = (Set, Update, Start)
"""Steps that stand in nobody's way."""


def backlog(database: Engine) -> Backlog:
    """Needs nothing but the database."""
    found = counted(database)
    definitions = Definitions(SqlShelf(database))
    lines = tuple(_with_message(one, definitions) for one in found.lines)
    return found.model_copy(update={"lines": lines})


def _with_message(line: BacklogLine, definitions: Definitions) -> BacklogLine:
    if line.what != "step":
        return line
    program = definitions.program(line.version)
    message = next((one.send for one in _following(program, line.step) if isinstance(one, Send)), "")
    return line.model_copy(update={"message": message})


def _following(program: Program, step: str) -> Iterator[Step]:
    """What the end of a wait leads to at once, as far as no condition decides."""
    at = _after(program, step)
    while at is not None:
        place = program.places[at]
        yield place.step
        at = place.next if isinstance(place.step, _PASSED) else None


def _after(program: Program, step: str) -> str | None:
    place = program.places[step]
    match place.step:
        case Wait():
            return place.next
        case WaitFor(wait_for=body) if body.timeout is not None and body.timeout.steps:
            return body.timeout.steps[0].id
        case WaitFor(wait_for=body) if body.timeout is not None and body.timeout.go == "continue":
            return place.next
        case _:
            return None
