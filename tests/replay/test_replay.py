"""Every committed history replays strictly against the code of today."""

import json

import pytest
from pydantic import JsonValue

from tests.replay.committed import HISTORIES, SHELF, Committed, all_runs
from tests.replay.shapes import SHAPES
from trials.replay import replay_history

MOST_BYTES = 200_000


@pytest.mark.parametrize("run", all_runs(), ids=str)
async def test_a_committed_history_replays_to_the_same_values_and_state(run: Committed) -> None:
    verdict = await replay_history(run.history(), SHELF, state=run.state())
    assert verdict.ok, f"{verdict}\nif this is meant: make histories, and look at what changed"


def test_every_shape_has_a_history_and_one_goes_past_continue_as_new() -> None:
    runs = all_runs()
    assert {run.shape for run in runs} == set(SHAPES)
    assert {path.name for path in HISTORIES.iterdir()} == {*SHAPES, "shelf"}
    assert max(run.number for run in runs if run.shape == "carried") >= 2


@pytest.mark.parametrize("run", all_runs(), ids=str)
def test_a_committed_history_is_small_and_tells_of_nobody(run: Committed) -> None:
    assert len(run.text) < MOST_BYTES
    identities = set(_values_of("identity", json.loads(run.text)))
    assert identities <= {"recorder"}


def _values_of(name: str, value: JsonValue) -> list[JsonValue]:
    match value:
        case dict():
            inner = [found for one in value.values() for found in _values_of(name, one)]
            return [value[name], *inner] if name in value else inner
        case list():
            return [found for one in value for found in _values_of(name, one)]
        case _:
            return []
