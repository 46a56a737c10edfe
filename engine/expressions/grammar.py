"""The grammar: or, and, not, comparison, sum, product, minus, values; by recursive descent."""

from collections.abc import Callable
from typing import TypeVar

from engine.expressions import kinds
from engine.expressions.calls import recall
from engine.expressions.cursor import MAX_DEPTH, Cursor, too_deep
from engine.expressions.lexer import Token, wrong
from engine.expressions.names import CALLS, FUNCTIONS, RESERVED, ROOTS, did_you_mean
from engine.expressions.tree import (
    And,
    Arithmetic,
    Compare,
    Comparison,
    Exists,
    Function,
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
    children,
)

_COMPARISONS: dict[str, Comparison] = {
    "==": "==",
    "!=": "!=",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
    "in": "in",
}
_N = TypeVar("_N", bound=Node)


def parse(text: str, *, truth: bool) -> Node:
    """The tree, or ValueError with column, fault and fix; `truth`: it has to be usable as a condition."""
    cursor = Cursor(text)
    node = _Grammar(cursor).either()
    cursor.finish()
    if _depth(node) > MAX_DEPTH:
        raise too_deep(0)
    fault = kinds.truth_fault(node) if truth else None
    if fault is not None:
        raise wrong(0, fault)
    return node


def _depth(node: Node) -> int:
    return 1 + max(map(_depth, children(node)), default=0)


class _Grammar:
    """One method per level; inside `where` bare names are properties of the remembered event."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._wheres = 0

    def _as_truth(self, read: Callable[[], Node]) -> Node:
        start = self._cursor.here.at
        node = read()
        self._refuse(start, kinds.truth_fault(node))
        return node

    def _refuse(self, at: int, fault: str | None) -> None:
        if fault is not None:
            raise wrong(at, fault)

    def _made(self, node: _N) -> _N:
        self._cursor.count_node()
        return node

    def either(self) -> Node:
        self._cursor.enter()
        node = self._joined("or", self._both, Or)
        self._cursor.leave()
        return node

    def _both(self) -> Node:
        return self._joined("and", self._not, And)

    def _joined(self, word: str, read: Callable[[], Node], join: type[And] | type[Or]) -> Node:
        start = self._cursor.here.at
        first = read()
        if not self._cursor.at(word):
            return first
        self._refuse(start, kinds.truth_fault(first))
        parts = [first]
        while self._cursor.accept(word):
            parts.append(self._as_truth(read))
        return self._made(join(tuple(parts)))

    def _not(self) -> Node:
        if not self._cursor.accept("not"):
            return self._comparison()
        self._cursor.enter()
        node = self._made(Not(self._as_truth(self._not)))
        self._cursor.leave()
        return node

    def _comparison(self) -> Node:
        left = self._sum()
        token = self._cursor.here
        operator = self._operator()
        if operator is None:
            return left
        right = self._sum()
        self._refuse(token.at, kinds.comparison_fault(operator, left, right))
        after = self._cursor.here
        if self._operator() is not None:
            raise wrong(after.at, "comparisons do not chain: write `a < b and b < c`")
        return self._made(Compare(operator, left, right))

    def _operator(self) -> Comparison | None:
        token = self._cursor.here
        if token.text == "not" and self._cursor.after.text == "in":
            raise wrong(token.at, "there is no `not in`: write `not (a in b)`")
        operator = _COMPARISONS.get(token.text) if token.kind in ("symbol", "name") else None
        if operator is not None:
            self._cursor.take()
        return operator

    def _sum(self) -> Node:
        node = self._product()
        while self._cursor.at("+"):
            node = self._arithmetic(node, self._product)
        if self._cursor.at("-"):
            raise wrong(
                self._cursor.here.at,
                "there is no minus between two values, because names may hold hyphens: write `a + (-b)`",
            )
        return node

    def _product(self) -> Node:
        node = self._signed()
        while self._cursor.at("*") or self._cursor.at("/"):
            node = self._arithmetic(node, self._signed)
        return node

    def _arithmetic(self, left: Node, read: Callable[[], Node]) -> Node:
        token = self._cursor.take()
        right = read()
        self._refuse(token.at, kinds.arithmetic_fault(token.text, left, right))
        match token.text:
            case "+" | "*" | "/" as operator:
                return self._made(Arithmetic(operator, left, right))
            case _:
                raise wrong(token.at, f"{token.text!r} is no arithmetic")

    def _signed(self) -> Node:
        token = self._cursor.here
        if not self._cursor.accept("-"):
            return self._primary()
        self._cursor.enter()
        of = self._signed()
        self._cursor.leave()
        self._refuse(token.at, kinds.negation_fault(of))
        return self._made(Negate(of))

    def _primary(self) -> Node:
        token = self._cursor.take()
        match token.kind:
            case "number" | "duration" | "text" | "time":
                return self._made(Literal(token.text, token.value))
            case "name":
                return self._named(token)
            case _:
                pass
        if token.text == "(":
            node = self.either()
            self._cursor.expect(")", "to close the bracket")
            return node
        if token.text == "[":
            return self._list()
        raise wrong(token.at, f"expected a value, found {token.text!r}")

    def _list(self) -> Node:
        items: list[Node] = []
        while not self._cursor.at("]"):
            start = self._cursor.here.at
            item = self.either()
            self._refuse(start, kinds.item_fault(item))
            items.append(item)
            if not self._cursor.accept(","):
                break
        self._cursor.expect("]", "to close the list")
        return self._made(ListOf(tuple(items)))

    def _named(self, token: Token) -> Node:
        if token.text in ("true", "false"):
            return self._made(Literal(token.text, token.text == "true"))
        if token.text in RESERVED:
            raise wrong(token.at, f"expected a value, found `{token.text}`")
        if self._cursor.accept("("):
            return self._made(self._call(token))
        if token.text == "now":
            return self._made(Now())
        return self._made(self._path(token))

    def _path(self, token: Token) -> Path | Property:
        names = self._cursor.names()
        for root in ROOTS:
            if token.text == root and (names or not self._wheres):
                if not names:
                    raise wrong(token.at, f"`{root}` alone is no value: name an attribute, `{root}.<name>`")
                return Path(root, names)
        if self._wheres:
            return Property((token.text, *names))
        near = did_you_mean(token.text, (*ROOTS, "now")) or f"; did you mean `event.{token.text}`?"
        raise wrong(token.at, f"{token.text!r} is not known: paths begin with {'., '.join(ROOTS)}. or now{near}")

    def _call(self, token: Token) -> Node:
        for function in FUNCTIONS:
            if token.text == function:
                return self._recall(function)
        if token.text == "exists":
            return self._exists()
        if token.text == "overlaps":
            return self._overlaps()
        near = did_you_mean(token.text, CALLS)
        raise wrong(token.at, f"{token.text!r} is no function; there are {', '.join(CALLS)}{near}")

    def _recall(self, function: Function) -> Recall:
        self._cursor.enter()
        node = recall(self._cursor, function, self._where)
        self._cursor.leave()
        return node

    def _where(self) -> Node:
        self._wheres += 1
        node = self._as_truth(self.either)
        self._wheres -= 1
        return node

    def _exists(self) -> Exists:
        token = self._cursor.name("a path in `exists(…)`")
        path = self._path(token)
        self._cursor.expect(")", "behind the path: `exists` takes one path")
        return Exists(path)

    def _overlaps(self) -> Overlaps:
        at = self._cursor.here.at
        left = self.either()
        self._cursor.expect(",", "between the two lists of `overlaps`")
        right = self.either()
        self._cursor.expect(")", "behind the two lists of `overlaps`")
        for node in (left, right):
            if kinds.kind(node) not in ("list", "any"):
                raise wrong(at, f"`overlaps` takes two lists, not {kinds.ARTICLE[kinds.kind(node)]}")
        return Overlaps(left, right)
