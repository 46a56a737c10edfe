"""The events API: what Segment's HTTP Tracking API takes, it takes, and what is stored is what was said."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.contracts.inputs import Identify, Track
from starter.http.doors import Doors
from starter.http.events.bodies import MOST_BYTES
from tests.starter.http.doors import new_key
from tests.starter.http.events.sender import Sender, over


async def test_a_track_is_stored_under_the_names_of_the_plan(sender: Sender) -> None:
    track = await sender.stored(
        "track",
        userId="c1",
        event="Order Completed",
        properties={"orderId": "50314e", "total": 12.5, "weird": 1},
        messageId="m1",
        timestamp="2026-04-14T08:10:00Z",
        integrations={"All": True},
        context={"ip": "8.8.8.8"},
    )
    assert track == Track(
        id="m1",
        type="order_completed",
        at=datetime(2026, 4, 14, 8, 10, tzinfo=UTC),
        properties={"order_id": "50314e", "total": 12.5, "weird": 1},
    )
    assert (sender.kept[0].customer_id, sender.kept[0].why) == ("c1", "not_of_interest")


async def test_a_track_of_interest_waits_to_be_signalled(sender: Sender) -> None:
    await sender.stored("t", userId="c1", event="purchase")
    assert [one.why for one in sender.kept] == ["accepted"]


async def test_traits_become_attributes(sender: Sender) -> None:
    place = {"street": "6th St", "city": "San Francisco", "state": "CA", "postalCode": "94103", "country": "us"}
    identify = await sender.stored(
        "identify",
        userId=97980,
        traits={"email": "a@example.com", "firstName": "Ann", "companyName": None, "address": place},
    )
    assert isinstance(identify, Identify)
    assert identify.attributes == {
        "email": "a@example.com",
        "first_name": "Ann",
        "company_name": None,
        "address": {
            "street": "6th St",
            "city": "San Francisco",
            "region": "US-CA",
            "postcode": "94103",
            "country": "us",
        },
    }
    assert sender.kept[0].customer_id == "97980"


async def test_pages_and_groups(sender: Sender) -> None:
    page = await sender.stored("page", userId="c1", name="Home", category="Docs", properties={"url": "https://x"})
    assert isinstance(page, Track)
    assert (page.type, page.properties) == ("page_viewed", {"name": "Home", "category": "Docs", "url": "https://x"})
    group = await sender.stored("group", userId="c1", groupId="g1", traits={"name": "Initech"})
    assert isinstance(group, Identify)
    assert group.attributes == {"group_id": "g1"}


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ({"timestamp": "2026-04-14T08:10:00Z", "sentAt": "2026-04-14T08:10:07Z"}, -7),
        ({"originalTimestamp": "2026-04-14T10:10:00+02:00", "sentAt": "2026-04-14T08:11:00.000Z"}, -60),
        ({"sentAt": "2026-04-14T08:11:00.000Z"}, 0),
    ],
)
async def test_the_senders_clock_may_be_wrong(sender: Sender, said: dict[str, str], at: int) -> None:
    before = datetime.now(UTC)
    track = await sender.stored("track", userId="c1", event="purchase", **said)
    after = datetime.now(UTC)
    assert before + timedelta(seconds=at) <= track.at <= after + timedelta(seconds=at)


async def test_a_batch_has_one_sending_time(sender: Sender) -> None:
    messages = [
        {"type": "track", "userId": "c1", "event": "purchase", "timestamp": "2020-01-01T00:00:00Z", "messageId": "a"},
        {"type": "identify", "userId": "c1", "traits": {"plan": "plus"}, "messageId": "b"},
    ]
    answer = await sender.send("batch", {"batch": messages, "sentAt": "2020-01-01T00:01:00Z"})
    assert answer.json() == {"success": True}
    track, identify = (one.input for one in sender.kept)
    assert isinstance(track, Track)
    assert datetime.now(UTC) - track.at < timedelta(seconds=70)
    assert identify.id == "b"


async def test_a_duplicate_changes_nothing(sender: Sender) -> None:
    for _ in range(2):
        await sender.stored("track", userId="c1", event="purchase", messageId="m1")
        await sender.stored("track", userId="c1", event="returned", timestamp="2026-04-14T08:10:00Z")
    assert len(sender.kept) == 2
    for _ in range(2):  # with neither an id nor a time, nobody knows that they are one
        await sender.stored("track", userId="c1", event="purchase")
    assert len(sender.kept) == 4
    assert len({one.input.id for one in sender.kept}) == 4


async def test_an_odd_message_id_is_one_all_the_same(sender: Sender) -> None:
    for odd in ("x" * 500, "nul \x00 character"):
        for _ in range(2):
            await sender.stored("track", userId="c1", event="purchase", messageId=odd)
    assert len(sender.kept) == 2


async def test_backfill(sender: Sender) -> None:
    track = await sender.stored("track", userId="c1", event="purchase", context={"backfill": True})
    assert isinstance(track, Track)
    assert track.backfill
    batch = {"batch": [{"type": "track", "userId": "c1", "event": "purchase"}], "context": {"backfill": True}}
    assert (await sender.send("batch", batch)).status_code == 200
    identify = await sender.stored("identify", userId="c1", traits={"plan": "plus"}, context={"backfill": True})
    assert isinstance(identify, Identify)
    assert [one.input.backfill for one in sender.kept if isinstance(one.input, Track | Identify)] == [True] * 3
    live = await sender.stored("track", userId="c1", event="purchase")
    assert isinstance(live, Track)
    assert not live.backfill


async def test_the_good_ones_of_a_batch_are_stored_and_the_others_named(sender: Sender) -> None:
    messages: list[object] = [
        {"type": "track", "userId": "c1", "event": "purchase"},
        {"type": "track", "userId": "ann@example.com", "event": "purchase"},
        {"type": "track", "event": "purchase"},
        {"type": "visit", "userId": "c1"},
        {"type": "track", "userId": "c1", "event": "purchase", "timestamp": "yesterday"},
        {"type": "track", "userId": "c1", "event": "purchase", "properties": {"x": "y" * 33_000}},
        "what",
        {"type": "track", "userId": "c2", "event": "purchase"},
    ]
    answer = await sender.send("batch", {"batch": messages})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert [one["place"] for one in told["errors"]] == [f"batch[{n}]" for n in range(1, 7)]
    assert "ann@example.com" not in answer.text
    assert told["detail"].startswith("2 of 8 were stored; refused: batch[1]: userId is an address")
    assert told["message"] == told["detail"]
    assert [one.customer_id for one in sender.kept] == ["c1", "c2"]


async def test_the_tracking_plan_refuses_where_it_is_set_to(doors: Doors) -> None:
    settings = doors.settings.model_copy(update={"tracking_plan": "refuse"})
    strict = Doors(**{**vars(doors), "settings": settings})
    async with over(strict) as http:
        sender = Sender(http, strict)
        answer = await sender.send("track", {"userId": "c1", "event": "purchase", "properties": {"amount": "much"}})
        assert answer.status_code == 400
        assert "purchase.amount is a text: schema.yaml says number" in answer.json()["detail"]
        assert (await sender.send("track", {"userId": "c1", "event": "Nobody Knows"})).status_code == 400
        assert sender.kept == []


async def test_limits(sender: Sender) -> None:
    many = {"batch": [{"type": "track", "userId": "c1", "event": "purchase"}] * 2_501}
    assert (await sender.send("batch", many)).status_code == 400
    huge = json.dumps({"userId": "c1", "event": "purchase", "properties": {"x": "y" * MOST_BYTES}}).encode()
    assert (await sender.send("track", huge)).status_code == 413
    packed = gzip.compress(b" " * 50_000_000, mtime=0)
    assert len(packed) < 100_000
    assert (await sender.send("track", packed, **{"Content-Encoding": "gzip"})).status_code == 413
    assert sender.kept == []


@pytest.mark.parametrize(
    ("body", "encoding", "status"),
    [
        (gzip.compress(b'{"userId": "c1", "event": "purchase"}', mtime=0), "gzip", 200),
        (gzip.compress(b'{"userId": "c1"', mtime=0)[:-9], "gzip", 400),
        (
            gzip.compress(b"", mtime=0) * 9 + gzip.compress(b'{"userId": "c1", "event": "purchase"}', mtime=0),
            "gzip",
            200,
        ),
        (gzip.compress(b"", mtime=0) * 100 + gzip.compress(b"{}", mtime=0), "gzip", 400),
        (b'{"userId": "c1", "event": "purchase"}', "gzip", 400),
        (b'{"userId": "c1", "event": "purchase"}', "br", 415),
        (b'{"userId": "c1", "event": NaN}', "identity", 400),
        (b'{"userId": "c1", "event": "purchase", "properties": {"amount": 1%s}}' % (b"0" * 400), "identity", 400),
        (b'{"userId": "c1", "event": "purchase", "properties": {"amount": 1%s}}' % (b"0" * 300), "identity", 200),
        (b'{"userId": "c1", "event": "\\ud800"}', "identity", 400),
        (b"[1]", "identity", 400),
        (b"[" * 100_000, "identity", 400),
        (b"", "identity", 400),
        (b'{"userId": true, "event": "purchase"}', "identity", 400),
        (b'{"userId": "c1", "event": "2 many"}', "identity", 400),
    ],
)
async def test_what_is_no_message_is_refused(sender: Sender, body: bytes, encoding: str, status: int) -> None:
    answer = await sender.send("track", body, **{"Content-Encoding": encoding})
    assert answer.status_code == status
    assert len(sender.kept) == (1 if status == 200 else 0)


async def test_nobody_gets_in_without_the_right_key(sender: Sender) -> None:
    body = {"userId": "c1", "event": "purchase"}
    assert (await sender.http.post("/v1/track", json=body)).status_code == 401
    wrong = {"Authorization": f"Bearer {new_key(sender.doors, 'decisions')}"}
    assert (await sender.http.post("/v1/track", json=body, headers=wrong)).status_code == 403
    assert sender.kept == []


async def test_an_address_as_id_becomes_opaque_where_there_is_a_key_for_it(
    doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors.client, "_id_hash_key", b"k" * 32)
    async with over(doors) as http:
        sender = Sender(http, doors)
        await sender.stored("track", userId="Ann@example.com", event="purchase")
        assert sender.kept[0].customer_id == doors.client.customer_id("ann@example.com")
        assert "@" not in sender.kept[0].customer_id


DEEP: Any = {}
for _ in range(33):
    DEEP = {"a": DEEP}


@pytest.mark.parametrize("odd", [DEEP, "a\0b", {"a\0b": 1}, [DEEP]], ids=["deep", "nul", "name", "list"])
async def test_what_could_never_be_read_again_is_refused(sender: Sender, odd: Any) -> None:
    answer = await sender.send("track", {"userId": "c1", "event": "purchase", "properties": {"x": odd}})
    assert (answer.status_code, sender.kept) == (400, [])
    assert "the properties of the input cannot be kept" in answer.json()["detail"]


async def test_a_number_beyond_all_numbers_is_refused(sender: Sender) -> None:
    answer = await sender.send("track", b'{"userId":"c1","event":"purchase","properties":{"total":1e400}}')
    assert (answer.status_code, sender.kept) == (400, [])


@pytest.mark.parametrize(("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 200)])
async def test_no_other_site_writes_with_the_key_that_a_browser_remembers(
    sender: Sender, site: str, status: int
) -> None:
    body = {"userId": "c1", "event": "purchase"}
    answer = await sender.send("track", body, **{"Sec-Fetch-Site": site, "Content-Type": "text/plain"})
    assert (answer.status_code, len(sender.kept)) == (status, status == 200)
