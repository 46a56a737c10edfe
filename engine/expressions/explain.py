"""Says of every part of a condition whether it is true, false or unknown, and with which values."""

from collections.abc import Iterator

from pydantic import JsonValue

from engine.customer.memory import NEWEST
from engine.expressions.evaluate import evaluate
from engine.expressions.render import render
from engine.expressions.scope import Scope
from engine.expressions.tree import And, Exists, Node, Not, Now, Or, Path, Recall, children
from engine.expressions.values import as_json
from engine.model import Frozen, Instant


class Part(Frozen):
    """One part of a condition; the whole comes first, at depth 0, and what a part is made of behind it."""

    depth: int
    text: str
    verdict: bool | None
    """None: unknown, which counts as not true"""
    until: Instant | None
    """before it the clock alone does not change the verdict"""
    values: dict[str, JsonValue]
    """what the part reads → its value; durations in days"""
    notes: tuple[str, ...]
    """`missing path customer.x`, and what is only counted"""
    decides: bool
    """whether it, and all that it is a part of, is why the whole is what it is"""


def explain(node: Node, scope: Scope) -> tuple[Part, ...]:
    """The parts in the order in which they are written."""
    return tuple(_parts(node, scope, 0, True))


def _parts(node: Node, scope: Scope, depth: int, decides: bool) -> Iterator[Part]:
    joint = isinstance(node, And | Or | Not)
    yield _part(node, scope, depth, () if joint else tuple(_read(node)), decides)
    if joint:
        for child in children(node):
            yield from _parts(child, scope, depth + 1, decides and _carries(node, child, scope))


def _carries(whole: Node, child: Node, scope: Scope) -> bool:
    """A true part is not why an `and` is not true, nor one that is not true why an `or` is."""
    alike = (evaluate(child, scope).value is True) == (evaluate(whole, scope).value is True)
    return alike or isinstance(whole, Not)


def _part(node: Node, scope: Scope, depth: int, reads: tuple[Node, ...], decides: bool) -> Part:
    found = evaluate(node, scope)
    values: dict[str, JsonValue] = {}
    notes: list[str] = []
    for read in reads:
        text = render(read)
        values[text] = as_json(evaluate(read, scope).value)
        if values[text] is None:
            notes.append(f"missing path {text}" if isinstance(read, Path) else f"{text} has no value")
        if isinstance(read, Recall):
            notes.extend(_counted_only(read, scope))
    return Part(
        depth=depth,
        text=render(node),
        verdict=found.value if isinstance(found.value, bool) else None,
        until=found.until,
        values=values,
        notes=tuple(dict.fromkeys(notes)),
        decides=decides,
    )


def _read(node: Node) -> Iterator[Node]:
    """The paths and the functions over memory below a node; what a function's `where` reads of the event aside."""
    if isinstance(node, Path | Recall | Now):
        yield node
    if not isinstance(node, Exists) or isinstance(node.path, Path):
        for child in children(node):
            yield from _read(child)


def _counted_only(node: Recall, scope: Scope) -> Iterator[str]:
    older = sum(scope.memory.folded(node.trigger).values())
    if older and (node.where is not None or node.function not in ("count", "happened", "since")):
        yield f"{node.function} sees the newest {NEWEST} of {node.trigger}; {older} older ones are only counted"
