"""What a tree tells without a customer: its kind, whether it runs with the clock, what never makes sense."""

from datetime import date, timedelta
from typing import Literal as OneOf
from typing import assert_never

from engine.expressions.tree import (
    And,
    Arithmetic,
    Compare,
    Exists,
    ListOf,
    Literal,
    Negate,
    Node,
    Not,
    Now,
    Or,
    Overlaps,
    Path,
    Property,
    Recall,
)

Kind = OneOf["truth", "number", "text", "instant", "duration", "list", "any"]

ARTICLE = {
    "truth": "a condition",
    "number": "a number",
    "text": "a text",
    "instant": "an instant",
    "duration": "a duration",
    "list": "a list",
}
_OF_FUNCTION: dict[str, Kind] = {
    "happened": "truth",
    "since": "duration",
    "first": "any",
    "last": "any",
    "top": "any",
}
_N: Kind = "number"
_D: Kind = "duration"
_RESULTS: dict[str, dict[tuple[Kind, Kind], Kind]] = {
    "+": {
        ("number", "number"): "number",
        ("duration", "duration"): "duration",
        ("instant", "duration"): "instant",
        ("duration", "instant"): "instant",
        ("text", "duration"): "instant",
        ("duration", "text"): "instant",
    },
    "*": {(_N, _N): _N, (_N, _D): _D, (_D, _N): _D},
    "/": {(_N, _N): _N, (_D, _N): _D, (_D, _D): _N},
}


def kind(node: Node) -> Kind:
    """The kind of the node's value; `any` where only the customer's data can tell."""
    match node:
        case Literal():
            return _of_literal(node)
        case ListOf():
            return "list"
        case Path() | Property():
            return "any"
        case Now():
            return "instant"
        case Recall():
            return _OF_FUNCTION.get(node.function, "number")
        case Negate():
            return kind(node.of)
        case Arithmetic():
            return arithmetic_kind(node.operator, kind(node.left), kind(node.right)) or "any"
        case Exists() | Overlaps() | Compare() | Not() | And() | Or():
            return "truth"
        case _:
            assert_never(node)


def _of_literal(node: Literal) -> Kind:
    match node.value:
        case bool():
            return "truth"
        case int() | float():
            return "number"
        case str():
            return "text"
        case timedelta():
            return "duration"
        case date():
            return "instant"


def arithmetic_kind(operator: str, left: Kind, right: Kind) -> Kind | None:
    """The kind of `left operator right`; None if there is no such arithmetic."""
    results = _RESULTS[operator]
    fits = {kind for (a, b), kind in results.items() if left in (a, "any") and right in (b, "any")}
    if not fits:
        return None
    return fits.pop() if len(fits) == 1 else "any"


def moves(node: Node) -> bool:
    """Whether the value itself runs with the clock, not in jumps: `now`, `since(…)` and sums with them."""
    match node:
        case Now():
            return True
        case Recall():
            return node.function == "since"
        case Negate():
            return moves(node.of)
        case Arithmetic():
            return moves(node.left) or moves(node.right)
        case _:
            return False


def arithmetic_fault(operator: str, left: Node, right: Node) -> str | None:
    """Why this arithmetic is refused, or None."""
    if operator == "*" and moves(left) and moves(right):
        return "two values that run with the clock cannot be multiplied: compare each of them on its own"
    kinds = kind(left), kind(right)
    if arithmetic_kind(operator, *kinds) is None:
        a, b = (ARTICLE.get(k, k) for k in kinds)
        return f"{a} {operator} {b} is never a value"
    if operator == "/" and moves(right):
        return "nothing can be divided by a value that runs with the clock: multiply the other side instead"
    return None


def comparison_fault(operator: str, left: Node, right: Node) -> str | None:
    """Why this comparison is refused (it could never be known), or None."""
    a, b = kind(left), kind(right)
    if operator == "in":
        if b not in ("list", "any"):
            return f'`in` looks into a list, and this is {ARTICLE[b]}: write `in ["a", "b"]`'
        return None
    if "any" in (a, b):
        return None
    if a != b and {a, b} != {"text", "instant"}:
        return f"{ARTICLE[a]} and {ARTICLE[b]} cannot be compared: it would never be known"
    if operator not in ("==", "!=") and a in ("truth", "list"):
        return f"{ARTICLE[a]} has no order: use == or !="
    return None


def truth_fault(node: Node) -> str | None:
    """Why this cannot stand where a condition is needed, or None."""
    found = kind(node)
    return None if found in ("truth", "any") else f"a condition is needed here, and this is {ARTICLE[found]}"


def negation_fault(of: Node) -> str | None:
    """Why this cannot be negated, or None."""
    found = kind(of)
    if found in ("number", "duration", "any"):
        return None
    if found == "instant":
        return "an instant cannot be negated: compare the two instants, such as `customer.x <= now + 30d`"
    return f"{ARTICLE[found]} cannot be negated"


def item_fault(item: Node) -> str | None:
    """Why this cannot stand in a list, or None."""
    if moves(item):
        return "a list cannot hold a value that runs with the clock: compare it on its own"
    return None
