"""The value of an expression at an instant, and when the clock alone can change it next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock
from typing import assert_never

from engine.customer.memory import Remembered
from engine.expressions.arithmetic import arithmetic, negated
from engine.expressions.comparing import compare
from engine.expressions.instants import later, sooner
from engine.expressions.looking_back import MISSING, Read, look_back
from engine.expressions.scope import RESPONSE, Scope
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
from engine.expressions.values import Held, Moving, Value, identity, micros, settled, walk
from engine.localtime.instants import instant_of
from engine.model import Attributes

MAX_COMPUTED = 4
"""How deep computed attributes may build on one another; deeper ones, and cycles, are missing."""

_MIDNIGHT = clock(0)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`value`: of a condition True, False or None (unknown); of a value None if missing.

    `until` is later than now; the value stays what it is before it as long as nothing comes in (None: for
    ever). A value that runs with the clock, such as `since(purchase)` by itself, announces its jumps only.
    """

    value: Value
    until: datetime | None


def evaluate(node: Node, scope: Scope) -> Evaluation:
    """Total: whatever is in the scope, there is a value, and it takes bounded time."""
    value, until = _Reading(scope).read(node)
    return Evaluation(settled(value), until)


def truth(node: Node, scope: Scope) -> bool:
    """Whether the condition is true; unknown counts as not true."""
    return _Reading(scope).read(node)[0] is True


class _Reading:
    """One evaluation: what a function over memory or a computed attribute came to is kept for its length."""

    __slots__ = ("_computed", "_deep", "_properties", "_recalled", "_scope")

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._properties: Attributes = {}
        self._recalled: dict[int, Read] = {}
        self._computed: dict[str, Read] = {}
        self._deep = 0

    def read(self, node: Node) -> Read:
        match node:
            case Literal():
                return self._literal(node), None
            case Path():
                return self._path(node)
            case Property():
                return walk(self._properties, node.names), None
            case Recall():
                return self._recall(node)
            case Now():
                return Moving("instant", micros(self._scope.now), 1), None
            case ListOf() | Negate() | Arithmetic():
                return self._composed(node)
            case Compare() | And() | Or() | Not() | Exists() | Overlaps():
                return self._verdict(node)
            case _:
                assert_never(node)

    def _verdict(self, node: Verdict) -> Read:
        match node:
            case Compare():
                return self._compare(node)
            case And():
                return self._joined(node.parts, decisive=False)
            case Or():
                return self._joined(node.parts, decisive=True)
            case Not():
                value, until = self.read(node.of)
                return (not value if isinstance(value, bool) else None), until
            case Exists():
                value, until = self.read(node.path)
                return value is not None, until
            case Overlaps():
                return self._overlaps(node)
            case _:
                assert_never(node)

    def _composed(self, node: ListOf | Negate | Arithmetic) -> Read:
        match node:
            case ListOf():
                items = [self.read(item) for item in node.items]
                soonest = None
                for _, until in items:
                    soonest = sooner(soonest, until)
                return tuple(None if isinstance(item, Moving) else settled(item) for item, _ in items), soonest
            case Negate():
                value, until = self.read(node.of)
                return negated(value), until
            case Arithmetic():
                left, until = self.read(node.left)
                right, also = self.read(node.right)
                return arithmetic(node.operator, left, right, self._scope.zone), sooner(until, also)
            case _:
                assert_never(node)

    def _literal(self, node: Literal) -> Held:
        value = node.value
        if isinstance(value, date) and not isinstance(value, datetime):
            return instant_of(value, _MIDNIGHT, self._scope.zone)
        return value

    def _path(self, node: Path) -> Read:
        scope = self._scope
        match node.root:
            case "customer":
                return self._of_customer(node.names)
            case "event":
                return walk(scope.event, node.names), None
            case "run":
                return walk(scope.run, node.names), None
            case "message":
                return walk(scope.message, node.names), None
            case _:
                assert_never(node.root)

    def _of_customer(self, names: tuple[str, ...]) -> Read:
        if names[0] == RESPONSE:
            return self._scope.response(names[1]) if len(names) == 2 else MISSING
        if names[0] in self._scope.computed:
            return self._of_computed(names)
        return walk(self._scope.customer, names), None

    def _of_computed(self, names: tuple[str, ...]) -> Read:
        name = names[0]
        if name not in self._computed:
            if self._deep == MAX_COMPUTED:
                return MISSING
            self._computed[name] = MISSING  # what a cycle comes back to
            self._deep += 1
            self._computed[name] = self.read(self._scope.computed[name])
            self._deep -= 1
        value, until = self._computed[name]
        if len(names) == 1:
            return value, until
        return (walk(value, names[1:]) if isinstance(value, dict) else None), until

    def _joined(self, parts: Sequence[Node], decisive: bool) -> Read:
        """Kleene: one decisive part decides, and does so until the last of the decisive ones may change."""
        soonest: datetime | None = None
        latest: datetime | None = None
        known = True
        for part in parts:
            value, until = self.read(part)
            if value is decisive:
                if until is None:
                    return decisive, None
                latest = until if latest is None else max(latest, until)
            known = known and isinstance(value, bool)
            soonest = sooner(soonest, until)
        if latest is not None:
            return decisive, latest
        return (not decisive if known else None), soonest

    def _compare(self, node: Compare) -> Read:
        left, until = self.read(node.left)
        right, also = self.read(node.right)
        until = sooner(until, also)
        if node.operator == "in":
            verdict, change = self._in(left, right)
        else:
            verdict, steps = compare(node.operator, left, right, self._scope.zone)
            change = self._after(steps)
        return verdict, sooner(until, change)

    def _in(self, value: Held, items: Held) -> tuple[bool | None, datetime | None]:
        if value is None or not isinstance(items, list | tuple):
            return None, None
        verdict: bool | None = False
        soonest: datetime | None = None
        for item in items:
            equal, steps = compare("==", value, item, self._scope.zone)
            soonest = sooner(soonest, self._after(steps))
            if equal or verdict is False:
                verdict = equal
        return verdict, soonest

    def _overlaps(self, node: Overlaps) -> Read:
        left, until = self.read(node.left)
        right, also = self.read(node.right)
        until = sooner(until, also)
        if not isinstance(left, list | tuple) or not isinstance(right, list | tuple):
            return None, until
        known = {identity(item) for item in left if item is not None}
        return any(item is not None and identity(item) in known for item in right), until

    def _after(self, microseconds: int | None) -> datetime | None:
        if microseconds is None:
            return None
        try:
            return later(self._scope.now, timedelta(microseconds=microseconds))
        except OverflowError:
            return None

    def _recall(self, node: Recall) -> Read:
        # Inside a `where` this is asked for every event, and the answer is the same each time.
        found = self._recalled.get(id(node))
        if found is None:
            found = self._recalled[id(node)] = look_back(node, self._scope, self._where)
        return found

    def _where(self, where: Node, event: Remembered) -> tuple[bool, datetime | None]:
        outer, self._properties = self._properties, event.properties
        value, until = self.read(where)
        self._properties = outer
        return value is True, until
