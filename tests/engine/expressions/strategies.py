"""Random trees and scopes for the properties of the expressions."""

from datetime import UTC, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from pydantic import JsonValue

from engine.customer.memory import Memory, Remembered
from engine.expressions.names import OF_EVENTS, OF_PROPERTIES
from engine.expressions.parse import value
from engine.expressions.scope import Scope
from engine.expressions.tree import (
    And,
    Arithmetic,
    Compare,
    Comparison,
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

NOW = datetime(2026, 4, 14, 8, 10, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)


def literal(text: str) -> Literal:
    node = value(text)
    assert isinstance(node, Literal)
    return node


_LITERALS = [
    "0", "1", "2.5", "10%", "'a'", '"b"', "'2026-04-14T09:10+00:00'", "true", "false",
    "1h", "3h", "1d", "2026-04-15", "2026-04-14T09:10Z",
]  # fmt: skip
_NAMES = ["a", "b", "c", "quiet"]

spans = st.integers(1, 60).map(lambda hours: literal(f"{hours}h"))
triggers = st.sampled_from(["purchase", "visit"])
paths: st.SearchStrategy[Path | Property] = st.one_of(
    st.builds(
        Path,
        st.sampled_from(["customer", "event", "run", "message"]),
        st.lists(st.sampled_from(_NAMES), min_size=1, max_size=2).map(tuple),
    ),
    st.builds(Property, st.sampled_from(_NAMES).map(lambda name: (name,))),
)
leaves: st.SearchStrategy[Node] = st.one_of(
    st.sampled_from(_LITERALS).map(literal),
    paths,
    st.builds(Now),
    st.builds(Recall, st.sampled_from(OF_EVENTS), triggers, window=st.none() | spans),
    st.builds(Recall, st.sampled_from(OF_PROPERTIES), triggers, st.just(("a",)), since_run=st.booleans()),
)


def _above(below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(below, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Compare, st.sampled_from(get_args(Comparison)), below, below),
        st.builds(Arithmetic, st.sampled_from(["+", "*", "/"]), below, below),
        st.builds(Negate, below),
        st.builds(Not, below),
        st.builds(And, several),
        st.builds(Or, several),
        st.builds(Exists, paths),
        st.builds(Overlaps, below, below),
        st.builds(ListOf, several),
        st.builds(Recall, st.sampled_from(OF_EVENTS), triggers, where=below, window=st.none() | spans),
    )


trees: st.SearchStrategy[Node] = st.recursive(leaves, _above, max_leaves=8)
"""Any tree whatever, also those that the parser refuses."""

_ordinary = st.builds(
    Path,
    st.sampled_from(["customer", "event", "run", "message"]),
    st.lists(st.sampled_from([*_NAMES, "read-it", "x_1"]), min_size=1, max_size=3).map(tuple),
)


def _numbers(leaf: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.recursive(
        leaf | st.sampled_from(["0", "2.5", "10%"]).map(literal),
        lambda below: st.builds(Negate, below) | st.builds(Arithmetic, st.sampled_from(["+", "*", "/"]), below, below),
        max_leaves=4,
    )


def _conditions(leaf: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    numbers = _numbers(leaf)
    order = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
    lists = st.lists(numbers, max_size=3).map(tuple).map(ListOf)
    return st.recursive(
        st.one_of(
            leaf,
            st.builds(Compare, order, numbers, numbers),
            st.builds(Compare, st.just("in"), numbers, lists | leaf),
            st.builds(Exists, leaf),
            st.builds(Overlaps, leaf, lists),
        ),
        lambda below: st.one_of(
            st.builds(Not, below),
            st.builds(And, st.lists(below, min_size=2, max_size=3).map(tuple)),
            st.builds(Or, st.lists(below, min_size=2, max_size=3).map(tuple)),
            st.builds(Compare, st.sampled_from(["==", "!="]), below, below),
        ),
        max_leaves=4,
    )


_where = st.none() | _conditions(st.builds(Property, st.sampled_from(_NAMES).map(lambda name: (name,))))
_counts = st.one_of(
    st.builds(Recall, st.just("count"), triggers, where=_where, window=st.none() | spans),
    st.builds(Recall, st.sampled_from(OF_PROPERTIES), triggers, st.just(("a", "b")), since_run=st.booleans()),
)
readable: st.SearchStrategy[Node] = st.one_of(
    _conditions(_ordinary),
    _numbers(_counts),
    st.builds(Recall, st.just("happened"), triggers, where=_where, window=st.none() | spans),
)
"""Trees that the parser makes."""

verdicts: st.SearchStrategy[Node] = st.one_of(
    st.builds(Compare, st.sampled_from(get_args(Comparison)), trees, trees),
    st.builds(And, st.lists(trees, min_size=2, max_size=3).map(tuple)),
    st.builds(Recall, st.just("happened"), triggers, where=st.none() | trees, window=spans),
)

json_values: st.SearchStrategy[JsonValue] = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.just(10**400), st.floats(),
    st.sampled_from(["a", "b", "2026-04-14", "2026-04-14T10:00:00Z", "0001-01-01", "9999-12-31"]),
    st.lists(st.sampled_from([1, "a", None, True]), max_size=3),
    st.dictionaries(st.sampled_from(_NAMES), st.integers(0, 2), max_size=2),
)  # fmt: skip
attributes = st.dictionaries(st.sampled_from(_NAMES), json_values, max_size=3)


@st.composite
def memories(draw: st.DrawFn) -> Memory:
    memory = Memory()
    for number in range(draw(st.integers(0, 8))):
        at = NOW - draw(st.integers(-1, 60)) * HOUR
        event = Remembered(id=str(number), at=at, properties=draw(attributes))
        memory.remember(draw(triggers), event)
    memory.trim_oldest(draw(st.integers(0, 2)))
    return memory


scopes: st.SearchStrategy[Scope] = st.builds(
    Scope,
    customer=attributes,
    event=st.none() | attributes,
    run=attributes,
    message=attributes,
    now=st.just(NOW),
    memory=memories(),
    zone=st.sampled_from([BERLIN, ZoneInfo("America/Sao_Paulo"), ZoneInfo("UTC")]),
    run_since=st.none() | st.integers(0, 40).map(lambda hours: NOW - hours * HOUR),
    computed=st.fixed_dictionaries({"quiet": trees}) | st.just({}),
)
