"""Every journey shape where an impurity would show: the engine inside the sandbox, and no workflow kept in memory."""

from pathlib import Path

import pytest

from engine.contracts.views import TimelineItem
from tests.house import open_house
from tests.replay.calling import calling
from tests.replay.committed import all_runs
from tests.replay.shapes import SHAPES, played
from tests.replay.stage import JOURNEYS


def told(items: list[TimelineItem]) -> list[tuple[str, str, str]]:
    return [(item.what, item.subject, item.detail) for item in items]


@pytest.mark.parametrize(
    ("strict", "cached"), [(True, 1000), (False, 0)], ids=["engine in the sandbox", "replayed for every task"]
)
async def test_every_journey_shape_decides_as_recorded(tmp_path: Path, strict: bool, cached: int) -> None:
    recorded = {run.shape: run.state() for run in all_runs()}
    opened = open_house(tmp_path, JOURNEYS / "common", strict=strict, cached=cached)
    async with opened as house, calling(house), house.working():
        for name in SHAPES:
            stage = await played(house, name, tmp_path)
            assert told(await house.timeline(stage.customer)) == told(recorded[name].tail), name
