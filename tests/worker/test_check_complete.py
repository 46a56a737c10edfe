"""A worker that lacks what is published does not start, and says what it lacks."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalogue.publish import publish
from catalogue.shelf import MemoryShelf
from channels.allow_list import RecipientAllowList
from engine.contracts.ports import ChannelAdapter, LookupSource
from engine.definitions import Definitions
from tests.house import settings_for
from tests.stores import Stores
from tests.workflows import journeys
from worker import WorkerIncomplete, build_adapters, check_complete


def _check(folder: Path, adapters: tuple[ChannelAdapter, ...], sources: Mapping[str, LookupSource]) -> None:
    shelf = MemoryShelf()
    publish(journeys.write(folder), shelf, by="test", commit=None, at=datetime.now(UTC))
    check_complete(Definitions(shelf), shelf.in_force(), adapters, sources)


def test_a_worker_with_everything_starts(tmp_path: Path) -> None:
    adapters = build_adapters(settings_for("sqlite:///unused.db", "http://127.0.0.1:9"))
    assert isinstance(adapters[0], RecipientAllowList)
    _check(tmp_path, adapters, {"store": Stores()})


def test_everything_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkerIncomplete) as told:
        _check(tmp_path, (), {})
    assert "LOOKUPS=store=package.module:Class" in str(told.value)
    assert "channel 'email' of policy.yaml" in str(told.value)


def test_with_nothing_published_there_is_nothing_to_lack() -> None:
    check_complete(Definitions(MemoryShelf()), 0, (), {})
