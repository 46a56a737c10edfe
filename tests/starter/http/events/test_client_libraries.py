"""The client libraries of this convention, unchanged but for their host, against the doors on a real port."""

import asyncio
from typing import Any

import pytest
from rudderstack.analytics.client import Client as RudderClient  # type: ignore[import-untyped]  # has no types
from segment.analytics.client import Client as SegmentClient  # type: ignore[import-untyped]  # has no types

from audit.inbox import Inbox
from engine.contracts.inputs import Identify, Track
from starter.http.app import build_app
from starter.http.doors import Doors
from tests.starter.http.doors import new_key
from tests.starter.http.serving import served


def say_everything(client: Any) -> None:
    client.identify("c1", {"email": "ann@example.com", "firstName": "Ann"}, anonymous_id="browser-1")
    client.track("c1", "Order Completed", {"orderId": "o1", "total": 12.5})
    client.page("c1", "Docs", "Home", {"url": "https://example.com"})
    client.screen("c1", "App", "Start")
    client.group("c1", "g1", {"name": "Initech"})
    client.alias("browser-2", "c1")
    client.flush()
    client.join()


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("library", ["segment", "rudderstack"])
async def test_they_work_by_changing_their_host(doors: Doors, library: str, packed: bool) -> None:
    failed: list[Exception] = []
    async with served(build_app(doors)) as host:
        key = new_key(doors, "events")

        def use() -> None:
            client: Any
            if library == "segment":
                client = SegmentClient(
                    key, host=host, gzip=packed, on_error=lambda error, _: failed.append(error), max_retries=1
                )
            else:
                client = RudderClient(
                    key, host=host, gzip=packed, on_error=lambda error, _: failed.append(error), max_retries=1
                )
            say_everything(client)

        await asyncio.to_thread(use)
    assert failed == []
    kept = [one.input for one in Inbox(doors.database).pending(100, ("accepted", "not_of_interest"))]
    said = [one.type if isinstance(one, Track) else one.kind for one in kept]
    assert said == ["identify", "order_completed", "page_viewed", "screen_viewed", "identify", "identify"]
    assert isinstance(kept[0], Identify)
    assert kept[0].attributes == {"email": "ann@example.com", "first_name": "Ann"}
    assert isinstance(kept[1], Track)
    assert kept[1].properties == {"order_id": "o1", "total": 12.5}


@pytest.mark.parametrize("library", [SegmentClient, RudderClient])
async def test_a_refusal_reaches_the_caller_and_is_not_tried_again(doors: Doors, library: Any) -> None:
    failed: list[Exception] = []
    async with served(build_app(doors)) as host:
        key = new_key(doors, "events")

        def use() -> None:
            client = library(key, host=host, on_error=lambda error, _: failed.append(error), max_retries=1)
            client.track("ann@example.com", "purchase")
            client.track("c1", "purchase")
            client.flush()
            client.join()

        await asyncio.to_thread(use)
    [error] = failed
    assert "userId is an address" in str(error)
    assert [one.customer_id for one in Inbox(doors.database).pending(100)] == ["c1"]
