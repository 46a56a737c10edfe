"""The channel of the page is one file and one line of settings: it keeps the contract and delivers in a house."""

import importlib
import json
import os
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web

from channels.building import AdapterFault, ProviderValues, built
from engine.contracts.inputs import ConsentChange, Identify
from engine.contracts.ports import ChannelAdapter
from engine.language.terms import Channel
from standins.serving import Served, serve
from tests.channels.contract import ChannelContract, Taken
from tests.channels.misbehaving import Misbehaviour
from tests.docs.pages import ROOT, blocks
from tests.house import House, open_house
from tests.workflows import journeys
from workflows.customer import CustomerWorkflow

PAGE = ROOT / "docs/channels.md"
[CHANNEL] = blocks(PAGE, "python")
[RULES] = [block for block in blocks(PAGE, "yaml") if "whatsapp" in block.text]
TOKEN = "a-token-of-the-shop"

_STATUS: dict[Misbehaviour, int] = {"busy": 429, "unavailable": 503, "blocked": 401, "forbidden": 403, "broken": 500}


@dataclass
class Messages:
    """The provider of the page, as its channel sees it."""

    served: Served | None = None
    kept: list[Taken] = field(default_factory=list)
    coming: list[Misbehaviour] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    secret: str = TOKEN
    address: str = "+4915112345678"
    bad_address: str = "+49000"
    taken_answer: bytes = b"HTTP/1.1 201 Created\r\nMessage-Id: 1\r\nContent-Length: 0\r\n\r\n"

    @property
    def url(self) -> str:
        assert self.served is not None
        return self.served.base_url

    def address_at(self, url: str) -> str:
        return self.address

    def adapter(self, url: str, seconds: float = 10.0) -> ChannelAdapter:
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("WHATSAPP_URL", url)
            patched.setenv("WHATSAPP_TOKEN", TOKEN)
            adapter = built("whatsapp", "shop.whatsapp:WhatsApp", VALUES)
            inner = getattr(adapter, "_inner")  # noqa: B009
            if seconds < 10:
                module = importlib.import_module("channels.http_post")
                inner._http = module.PooledPost(connect=seconds, total=seconds)
        return adapter

    def misbehave(self, how: Misbehaviour) -> None:
        self.coming.append(how)

    def taken(self) -> Sequence[Taken]:
        return self.kept

    async def take(self, request: web.Request) -> web.Response:
        said = json.loads(await request.read())
        how = self.coming.pop(0) if self.coming else None
        if how == "cut":
            return _cut(request)
        if how == "names_all":
            return web.Response(status=400, text=f"{self.address} {TOKEN}")
        if how in _STATUS:
            return web.Response(status=_STATUS[how], headers={"Retry-After": "20"} if how == "busy" else None)
        if said["to"] == self.bad_address:
            return web.Response(status=404)
        assert request.headers["Authorization"] == f"Bearer {TOKEN}"
        self.kept.append(Taken(request.headers["Idempotency-Key"], "", said["to"], ()))
        self.texts.append(said["text"])
        return _cut(request) if how == "lost_answer" else web.Response(status=201, headers={"Message-Id": "1"})


VALUES = ProviderValues.model_validate({"public_url": "https://links.shop.test", "link_key": "l" * 32})


def _cut(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The file of the page, where Python finds it."""
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/whatsapp.py").write_text(CHANNEL.text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    for name in ("shop.whatsapp", "shop"):
        sys.modules.pop(name, None)


@pytest.fixture
async def provider() -> AsyncIterator[Messages]:
    messages = Messages()
    messages.served = await serve([web.post("/messages", messages.take)])
    yield messages
    await messages.served.close()


@pytest.fixture
async def adapter(provider: Messages) -> AsyncIterator[ChannelAdapter]:
    adapter = provider.adapter(provider.url)
    yield adapter
    await adapter.close()


class TestContract(ChannelContract):
    pass


def test_what_the_file_needs_and_does_not_have_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHATSAPP_URL", "https://messages.example.com")
    assert "WHATSAPP_TOKEN" not in os.environ
    with pytest.raises(AdapterFault, match="WHATSAPP_TOKEN"):
        built("whatsapp", "shop.whatsapp:WhatsApp", VALUES)
    with pytest.raises(AdapterFault, match="Telegram"):
        built("whatsapp", "shop.whatsapp:Telegram", VALUES)


def _journeys(folder: Path) -> Path:
    found = journeys.write(folder, "series", rules=RULES.text)
    for message in (found / "content").iterdir():
        written = (message / "message.yaml").read_text().replace("[email]", "[whatsapp, email]")
        (message / "message.yaml").write_text(written)
        (message / "whatsapp.txt").write_text(f"{message.name} by WhatsApp\n")
    return found


async def test_the_channel_delivers_in_a_whole_house(
    tmp_path: Path, provider: Messages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHATSAPP_URL", provider.url)
    monkeypatch.setenv("WHATSAPP_TOKEN", TOKEN)
    async with open_house(tmp_path, _journeys(tmp_path)) as house:
        house.settings = house.settings.model_copy(
            update={
                "channels": {"email": "sendgrid", "whatsapp": "shop.whatsapp:WhatsApp"},
                "recipient_allowlist": frozenset({"whatsapp:*", "@example.com"}),
                "provider_rates": {"whatsapp": 50.0},
            }
        )
        async with house.working():
            await _reachable_by_phone(house)
            await house.sleep(timedelta(days=3))
    assert [text.strip() for text in provider.texts] == ["hello by WhatsApp", "tips by WhatsApp"]
    assert {taken.address for taken in provider.kept} == {"+15550100"}
    assert len({taken.message_id for taken in provider.kept}) == 2
    assert house.mails() == []


async def _reachable_by_phone(house: House) -> None:
    handle = await house.customer("ada")
    consented = (ConsentChange(channel=Channel("whatsapp"), status="granted", source="test"),)
    identify = Identify(id=house.new_id(), at=await house.now(), attributes={}, consents=consented)
    await handle.signal(CustomerWorkflow.identify, identify)
    await house.track(handle, "purchase", {"category": "phones", "amount": 5, "order": "o1"})
