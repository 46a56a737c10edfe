"""What holds for every expression and every customer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.expressions.evaluate import evaluate
from engine.expressions.explain import explain
from engine.expressions.grammar import parse
from engine.expressions.mentions import mentions
from engine.expressions.render import render
from engine.expressions.scope import Scope
from engine.expressions.tree import Node
from tests.engine.expressions.strategies import NOW, readable, scopes, trees, verdicts

MICROSECOND = timedelta(microseconds=1)
_quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@_quick
@given(readable)
def test_a_tree_written_and_read_again_is_the_same(tree: Node) -> None:
    assert parse(render(tree), truth=False) == tree


@_quick
@given(trees, scopes)
def test_there_is_always_a_value_and_the_next_change_lies_ahead(tree: Node, scope: Scope) -> None:
    found = evaluate(tree, scope)
    assert found.until is None or found.until > scope.now
    assert explain(tree, scope)[0].text == render(tree)


@settings(_quick, max_examples=600)
@given(verdicts, scopes, st.data())
def test_nothing_changes_by_the_clock_before_the_announced_instant(
    tree: Node, scope: Scope, data: st.DataObject
) -> None:
    found = evaluate(tree, scope)
    last = found.until - MICROSECOND if found.until else datetime(9000, 1, 1, tzinfo=UTC)
    ahead = (last - NOW) // MICROSECOND
    hours = min(ahead, 100 * 3_600_000_000)
    later = data.draw(st.sampled_from([ahead, min(ahead, 1)]) | st.integers(0, hours))
    then = replace(scope, now=NOW + later * MICROSECOND)
    assert evaluate(tree, then).value == found.value


@_quick
@given(trees, scopes)
def test_what_does_not_read_the_clock_announces_nothing(tree: Node, scope: Scope) -> None:
    if not any(mentions(one).clock for one in (tree, *scope.computed.values())):
        assert evaluate(tree, scope).until is None
