"""The places in a message's bodies that are filled by what is known about the customer."""

from typing import Annotated

from pydantic import BeforeValidator, Field, Tag

from engine.language.by_key import by_key
from engine.language.written import Condition, Expression, Name
from engine.model import Written


class ByValue(Written):
    """The value of an expression names the block; another value: `otherwise`, or the content cannot be rendered."""

    by: Expression
    of: tuple[Name, ...] = Field(min_length=1)
    otherwise: Name | None = None


class ShowWhen(Written):
    """One line of a list: the block that is shown when the condition is true."""

    when: Condition
    show: Name


class ShowOtherwise(Written):
    """The last line of a list."""

    otherwise: Name


ShowForm = Annotated[
    Annotated[ShowWhen, Tag("when")] | Annotated[ShowOtherwise, Tag("otherwise")],
    by_key("a line of a block", {"when": ShowWhen, "otherwise": ShowOtherwise}),
]


class FirstTrue(Written):
    """The first line that is true names the block; none: nothing is shown."""

    first: tuple[ShowForm, ...] = Field(min_length=1)


def _read_place(value: object) -> object:
    return {"first": value} if isinstance(value, list | tuple) else value


Place = Annotated[
    Annotated[ByValue, Tag("by")] | Annotated[FirstTrue, Tag("first")],
    by_key("a block", {"by": ByValue, "first": FirstTrue}),
    BeforeValidator(_read_place),
]
"""A mapping with `by`, or a list of lines with `when`."""


def blocks_of(place: ByValue | FirstTrue) -> tuple[str, ...]:
    """The blocks that can stand in a place, each once, in the order in which they are named."""
    match place:
        case ByValue(of=names, otherwise=otherwise):
            named = [*names, *([otherwise] if otherwise else [])]
        case FirstTrue(first=lines):
            named = [line.show if isinstance(line, ShowWhen) else line.otherwise for line in lines]
    return tuple(dict.fromkeys(named))
