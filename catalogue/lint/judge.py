"""Judges an expression by the tracking plan: every name is known, and what is compared can be equal."""

from collections.abc import Iterator
from dataclasses import replace

from catalogue.faults import did_you_mean
from catalogue.lint.scope import Problem, Scope, resolve
from catalogue.lint.types import ANY, Plan, Type
from engine.expressions.kinds import kind
from engine.expressions.tree import (
    Compare,
    ListOf,
    Literal,
    Node,
    Overlaps,
    Path,
    Property,
    Recall,
    children,
)

_VALUES = frozenset({"first", "last", "top", "min", "max"})
_NUMBERS = frozenset({"sum"})


def problems(node: Node, scope: Scope, plan: Plan) -> Iterator[Problem]:
    """Everything wrong with an expression that parses."""
    match node:
        case Path() | Property():
            found = _named(node, scope)
            if isinstance(found, Problem):
                yield found
        case Recall():
            yield from _recall(node, scope, plan)
            return
        case Compare():
            yield from _compare(node, scope, plan)
        case Overlaps():
            yield from _overlaps(node, scope, plan)
        case _:
            pass
    for below in children(node):
        yield from problems(below, scope, plan)


def type_of(node: Node, scope: Scope, plan: Plan) -> Type:
    """What is known of the value; ANY where a name is unknown (reported elsewhere)."""
    match node:
        case Path() | Property():
            found = _named(node, scope)
            return ANY if isinstance(found, Problem) else found
        case Recall(function=function, names=names) if function in _VALUES and names:
            found = resolve(plan.triggers.get(node.trigger, ANY), names, "", "")
            return ANY if isinstance(found, Problem) else found
        case _:
            return Type(kind(node))


def _named(node: Path | Property, scope: Scope) -> Type | Problem:
    return scope.path(node.root, node.names) if isinstance(node, Path) else scope.property(node.names)


def _recall(node: Recall, scope: Scope, plan: Plan) -> Iterator[Problem]:
    event = plan.triggers.get(node.trigger)
    if event is None:
        fix = did_you_mean(node.trigger, plan.triggers, "add it to schema.yaml under triggers")
        yield Problem(f"{node.function}({node.trigger}): there is no trigger {node.trigger!r}", fix)
        return
    if node.since_run and scope.run is None:
        yield Problem("`since run` stands where there is no run", "use `last` and a duration")
    found = resolve(event, node.names, node.trigger, "add it to the trigger in schema.yaml")
    if isinstance(found, Problem):
        yield found
    elif node.function in _NUMBERS and found.kind not in ("number", "any"):
        yield Problem(f"sum adds numbers, and {'.'.join(node.names)!r} is a {found.kind}", "use count or distinct")
    if node.where is not None:
        yield from problems(node.where, replace(scope, where=event), plan)


def _compare(node: Compare, scope: Scope, plan: Plan) -> Iterator[Problem]:
    left, right = type_of(node.left, scope, plan), type_of(node.right, scope, plan)
    if node.operator == "in":
        if right.kind not in ("list", "any"):
            yield Problem(f"`in` looks into a list, and this is a {right.kind}", 'write in ["a", "b"]')
        yield from _members(left, node.right)
        return
    if "any" not in (left.kind, right.kind) and not _comparable(left, right):
        message = f"a {left.kind} is compared with a {right.kind}: it would never be known"
        yield Problem(message, _alike(left, right))
    yield from _options(left, node.right)
    yield from _options(right, node.left)


def _comparable(left: Type, right: Type) -> bool:
    """Instants and dates may be written as texts; an address is no single value."""
    kinds = {left.kind, right.kind}
    return "group" not in kinds and (len(kinds) == 1 or kinds == {"text", "instant"})


def _alike(left: Type, right: Type) -> str:
    if "group" in (left.kind, right.kind):
        return "compare one value inside it, such as .city"
    if {left.kind, right.kind} == {"number", "text"}:
        return "write numbers without quotes and texts in quotes, or mend the type in schema.yaml"
    return "compare values of one kind"


def _members(type_: Type, node: Node) -> Iterator[Problem]:
    for item in node.items if isinstance(node, ListOf) else ():
        yield from _options(type_, item)


def _options(type_: Type, node: Node) -> Iterator[Problem]:
    text = node.value if isinstance(node, Literal) else None
    if type_.options and isinstance(text, str) and text not in type_.options:
        fix = did_you_mean(text, type_.options, "use one of the values that it can have")
        yield Problem(f"{text!r} is none of the values it can have", fix)


def _overlaps(node: Overlaps, scope: Scope, plan: Plan) -> Iterator[Problem]:
    for side in (node.left, node.right):
        found = type_of(side, scope, plan)
        if found.kind not in ("list", "any"):
            yield Problem(f"overlaps compares two lists, and this is a {found.kind}", "use in, or name a list")
