"""Intervals against figures that others published, and against what must hold of any."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trials.results.statistics import Share, difference, lift, wilson

# R. G. Newcombe, Statistics in Medicine 17 (1998), 873–890, table II, method 10
NEWCOMBE = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0),
    (10, 10, 0, 10, 0.6075, 1.0),
]


@pytest.mark.parametrize(("hits1", "of1", "hits2", "of2", "low", "high"), NEWCOMBE)
def test_the_difference_has_the_published_interval(
    hits1: int, of1: int, hits2: int, of2: int, low: float, high: float
) -> None:
    assert difference(Share(hits1, of1), Share(hits2, of2)) == pytest.approx((low, high), abs=0.00005)


def test_a_share_has_the_published_interval() -> None:
    # R. G. Newcombe, Statistics in Medicine 17 (1998), 857–872, table I, method 3
    assert wilson(Share(81, 263)) == pytest.approx((0.2553, 0.3662), abs=0.00005)
    assert wilson(Share(15, 148)) == pytest.approx((0.0624, 0.1605), abs=0.00005)
    assert wilson(Share(0, 20)) == pytest.approx((0.0, 0.1611), abs=0.00005)
    assert wilson(Share(1, 29)) == pytest.approx((0.0061, 0.1718), abs=0.00005)


def test_the_lift_has_the_interval_of_the_log_ratio() -> None:
    # 30 of 100 against 20 of 100: 1.5 times, and 1.96 standard errors of sqrt(0.7/30 + 0.8/20) around its logarithm
    error = 1.959964 * math.sqrt(0.7 / 30 + 0.8 / 20)
    expected = (1.5 * math.exp(-error) - 1, 1.5 * math.exp(error) - 1)
    assert lift(Share(30, 100), Share(20, 100)) == pytest.approx(expected, abs=1e-6)
    assert lift(Share(0, 100), Share(20, 100)) is None
    assert lift(Share(3, 100), Share(0, 100)) is None


shares = st.integers(0, 500).flatmap(lambda of: st.builds(Share, st.integers(0, of), st.just(of)))


@given(shares, shares)
def test_every_interval_holds_what_was_seen_and_turns_with_the_order(one: Share, other: Share) -> None:
    low, high = difference(one, other)
    assert -1 - 1e-9 <= low <= one.rate - other.rate <= high <= 1 + 1e-9
    assert difference(other, one) == pytest.approx((-high, -low))


def test_too_few_are_said_to_be_too_few() -> None:
    assert Share(5, 10).enough
    assert not Share(4, 100).enough
    assert not Share(96, 100).enough
    assert Share(0, 0).rate == 0.0
