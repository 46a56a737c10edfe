"""The typed tree of a condition or a value: what the parser makes and everything else reads."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal as OneOf

Root = OneOf["customer", "event", "run", "message"]
EventFunction = OneOf["happened", "count", "since", "median_gap"]
PropertyFunction = OneOf["distinct", "sum", "min", "max", "first", "last", "top"]
Function = EventFunction | PropertyFunction
Comparison = OneOf["==", "!=", "<", "<=", ">", ">=", "in"]


@dataclass(frozen=True, slots=True)
class Literal:
    """A value as written; `text` is its spelling. A `date` is the start of that local day."""

    text: str
    value: bool | int | float | str | timedelta | datetime | date


@dataclass(frozen=True, slots=True)
class ListOf:
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Path:
    """An attribute of the customer, the current event, the run or the message."""

    root: Root
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Property:
    """A property of the remembered event: a bare name inside `where`."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Now:
    pass


@dataclass(frozen=True, slots=True)
class Exists:
    path: Path | Property


@dataclass(frozen=True, slots=True)
class Overlaps:
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Recall:
    """A function over the remembered events of one type; `names` is the property it reads, if any."""

    function: Function
    trigger: str
    names: tuple[str, ...] = ()
    where: "Node | None" = None
    window: Literal | None = None
    """`last D`: a literal whose value is a duration"""
    since_run: bool = False


@dataclass(frozen=True, slots=True)
class Negate:
    of: "Node"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    operator: OneOf["+", "*", "/"]
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Compare:
    operator: Comparison
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Not:
    of: "Node"


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple["Node", ...]


Leaf = Literal | ListOf | Path | Property | Now
Verdict = Exists | Overlaps | Compare | Not | And | Or
Node = Leaf | Verdict | Recall | Negate | Arithmetic


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, in the order in which they are written."""
    match node:
        case ListOf():
            return node.items
        case And() | Or():
            return node.parts
        case Overlaps() | Arithmetic() | Compare():
            return (node.left, node.right)
        case Not() | Negate():
            return (node.of,)
        case Exists():
            return (node.path,)
        case Recall():
            return () if node.where is None else (node.where,)
        case Literal() | Path() | Property() | Now():
            return ()
