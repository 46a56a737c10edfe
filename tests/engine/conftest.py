"""What holds after every test of the engine."""

from collections.abc import Iterator

import pytest

from engine.contracts.journal import Decided
from engine.policy.recompute import differences
from tests.engine.lives import LIVES


@pytest.fixture(autouse=True)
def every_decision_follows_from_its_evidence() -> Iterator[None]:
    LIVES.clear()
    yield
    decided = [one for life in LIVES for one in life.entries if isinstance(one, Decided)]
    LIVES.clear()
    for one in decided:
        assert list(differences(one)) == [], one
