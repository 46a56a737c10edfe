"""Writes a tree back as text that parses to the same tree."""

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
    Verdict,
)

_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGN, _VALUE = range(8)
"""How tightly a form binds, as the grammar nests."""


def render(node: Node) -> str:
    """The text of the tree."""
    return _at(_OR, node)


def _at(level: int, node: Node) -> str:
    text, binds = _form(node)
    return text if binds >= level else f"({text})"


def _form(node: Node) -> tuple[str, int]:
    match node:
        case Literal():
            return node.text, _VALUE
        case ListOf():
            return f"[{', '.join(map(render, node.items))}]", _VALUE
        case Path():
            return ".".join((node.root, *node.names)), _VALUE
        case Property():
            return ".".join(node.names), _VALUE
        case Now():
            return "now", _VALUE
        case Recall():
            return _recall(node), _VALUE
        case Negate() | Arithmetic():
            return _arithmetic(node)
        case Exists() | Overlaps() | Compare() | Not() | And() | Or():
            return _verdict(node)
        case _:
            assert_never(node)


def _arithmetic(node: Negate | Arithmetic) -> tuple[str, int]:
    if isinstance(node, Negate):
        return f"-{_at(_SIGN, node.of)}", _SIGN
    binds = _SUM if node.operator == "+" else _PRODUCT
    right = _at(binds + 1, node.right)
    if isinstance(node.right, Negate):
        right = f"({right})"
    return f"{_at(binds, node.left)} {node.operator} {right}", binds


def _verdict(node: Verdict) -> tuple[str, int]:
    match node:
        case Exists():
            return f"exists({render(node.path)})", _VALUE
        case Overlaps():
            return f"overlaps({render(node.left)}, {render(node.right)})", _VALUE
        case Compare():
            return f"{_at(_SUM, node.left)} {node.operator} {_at(_SUM, node.right)}", _COMPARE
        case Not():
            return f"not {_at(_NOT, node.of)}", _NOT
        case And():
            return " and ".join(_at(_NOT, part) for part in node.parts), _AND
        case Or():
            return " or ".join(_at(_AND, part) for part in node.parts), _OR
        case _:
            assert_never(node)


def _recall(node: Recall) -> str:
    parts = [".".join((node.trigger, *node.names))]
    if node.where is not None:
        parts.append(f"where {render(node.where)}")
    if node.window is not None:
        parts.append(f"last {node.window.text}")
    if node.since_run:
        parts.append("since run")
    return f"{node.function}({', '.join(parts)})"
