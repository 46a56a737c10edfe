"""What a decision takes grows with the rules that concern it, at most in proportion, and with nothing else."""

import cProfile
from pathlib import Path

import pytest

from benchmarks.policy import decide_one, lived, shop_under
from engine.customer.state import CustomerState

KINDS = 6
"""of rules, in turn: a multiple of them is the same work again"""


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> str:
    return lived(shop_under(tmp_path_factory.mktemp("life") / "shop", rules=0)).model_dump_json()


def calls(folder: Path, life: str, *, rules: int, strangers: int = 0) -> int:
    """How many functions one decision calls: the same number every time, whatever else the machine does."""
    definitions = shop_under(folder / f"{rules}-{strangers}", rules=rules, strangers=strangers)
    decide_one(definitions, CustomerState.model_validate_json(life))  # what is read once is read
    state = CustomerState.model_validate_json(life)
    with cProfile.Profile() as profile:
        decide_one(definitions, state)
    return sum(entry.callcount for entry in profile.getstats())


def test_every_rule_costs_as_much_as_the_first_ones(tmp_path: Path, life: str) -> None:
    none, some, twice, many = (calls(tmp_path, life, rules=n * KINDS) for n in (0, 3, 6, 12))
    first = some - none
    assert first > 3 * KINDS  # they are looked at
    assert twice - some <= 1.05 * first
    assert many - twice <= 2 * 1.05 * first


def test_journeys_that_do_not_concern_her_cost_nothing(tmp_path: Path, life: str) -> None:
    assert calls(tmp_path, life, rules=KINDS, strangers=40) == calls(tmp_path, life, rules=KINDS)
