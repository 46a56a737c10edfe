"""Consents given elsewhere: on the disk before they are answered, though Temporal is away; slips are refused."""

from typing import Any

import httpx2
import pytest
import pytest_asyncio

from audit.inbox import Inbox, KeptInput
from engine.contracts.inputs import Identify
from engine.language.terms import Channel, Purpose
from starter.http.app import build_app
from starter.http.doors import Doors
from tests.starter.http.doors import new_key
from tests.starter.http.test_core import problem

GIVEN = {"status": "granted", "purpose": "promotional", "channel": "email", "source": "shop, form 12"}


class Consents:
    def __init__(self, doors: Doors, http: httpx2.AsyncClient) -> None:
        self.doors, self._http = doors, http

    async def say(self, *given: dict[str, Any], scope: str = "consents", **more: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {new_key(self.doors, scope)}"}
        body = {"id": "c-1", "consents": list(given), **more}
        return await self._http.post("/v1/customers/ann/consents", json=body, headers=headers)

    def kept(self) -> list[KeptInput]:
        return list(Inbox(self.doors.database).pending(10_000, ("accepted", "anonymous")))


@pytest_asyncio.fixture
async def ann(doors: Doors) -> Any:
    transport = httpx2.ASGITransport(build_app(doors), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://doors.test") as http:
        yield Consents(doors, http)


async def test_what_she_agreed_to_elsewhere_is_stored_once_though_temporal_is_away(ann: Consents) -> None:
    confirmed = {**GIVEN, "topic": "photography", "wording": "Yes, letters", "confirmed": True}
    for _ in range(2):
        said = await ann.say(confirmed, {"status": "denied", "source": "call"}, at="2026-04-14T08:10:00Z")
        assert (said.status_code, said.json()) == (200, {"id": "c-1", "taken": "stored"})
    [kept] = ann.kept()
    assert isinstance(kept.input, Identify)
    assert (kept.customer_id, kept.input.at.isoformat()) == ("ann", "2026-04-14T08:10:00+00:00")
    first, second = kept.input.consents
    assert (first.status, first.purpose, first.channel) == ("granted", Purpose.PROMOTIONAL, Channel.EMAIL)
    assert (first.topic, first.wording, first.source) == ("photography", "Yes, letters", "shop, form 12")
    assert (first.confirmed, second.confirmed) == (True, False)
    assert (second.status, second.purpose, second.channel, second.topic) == ("denied", None, None, None)


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ([], "body.consents"),
        ([GIVEN] * 21, "body.consents"),
        ([{**GIVEN, "status": "unknown"}], "body.consents.0.status"),
        ([{**GIVEN, "purpose": "marketing"}], "body.consents.0.purpose"),
        ([GIVEN, {**GIVEN, "channel": "emial"}], "body.consents.1.channel: the policy has no such channel: there is"),
        ([{**GIVEN, "source": ""}], "body.consents.0.source"),
        ([{**GIVEN, "wording": "a\0b"}], "body.consents.0.wording"),
        ([{**GIVEN, "proof": "p"}], "body.consents.0.proof: no such field"),
    ],
)
async def test_a_slip_is_refused_and_nothing_is_stored(ann: Consents, given: list[dict[str, Any]], place: str) -> None:
    assert place in problem(await ann.say(*given), 422)
    assert ann.kept() == []


async def test_a_channel_of_the_policy_that_is_not_built_in_is_taken(
    ann: Consents, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = await ann.doors.published.in_force()
    with_own = known.model_copy(update={"channels": known.channels | {Channel("carrier_pigeon")}})
    monkeypatch.setattr(ann.doors.published, "_known", with_own)
    assert (await ann.say({**GIVEN, "channel": "carrier_pigeon"})).is_success


async def test_it_takes_a_key_of_its_own_and_not_the_one_that_stands_in_a_page(ann: Consents) -> None:
    for scope in ("events", "customers"):
        problem(await ann.say(GIVEN, scope=scope), 403)
