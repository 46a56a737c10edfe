"""What every channel has to do, whatever its provider: the suite that each adapter's tests run."""

import asyncio
import logging
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, Protocol

import pytest

from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown
from engine.contracts.parcel import Parcel, Rendered
from engine.contracts.ports import ChannelAdapter
from tests.channels.raw_servers import cut, cut_the_second, loses_answers_of, raw_server, silent

Misbehaviour = Literal["busy", "unavailable", "blocked", "forbidden", "broken", "cut", "lost_answer", "names_all"]

SUBJECT = "Your record is waiting, Ada"
PERSONAL = "Ada Lovelace, Marylebone"


@dataclass(frozen=True)
class Taken:
    """A message that the provider took, and all it was told beside the message and its address."""

    message_id: str
    attempt: str
    address: str
    labels: tuple[str, ...]


class Provider(Protocol):
    """A provider's stand-in as the suite drives it."""

    @property
    def url(self) -> str: ...

    @property
    def secret(self) -> str: ...

    @property
    def address(self) -> str: ...

    @property
    def bad_address(self) -> str: ...

    def adapter(self, url: str, seconds: float = 10.0) -> ChannelAdapter:
        """Whoever asks for it closes it; `seconds` for each of its time-outs."""
        ...

    def misbehave(self, how: Misbehaviour) -> None:
        """For one request; `names_all` quotes address and key in its error."""
        ...

    def taken(self) -> Sequence[Taken]: ...


def parcel(address: str, message_id: str = "0f" * 16, marketing: bool = True) -> Parcel:
    return Parcel(
        message_id=message_id,
        attempt=1,
        message="next-record",
        purpose="lifecycle" if marketing else "transactional",
        department="store",
        marketing=marketing,
        address=address,
        rendered=Rendered(subject=SUBJECT, html=f"<p>{PERSONAL}</p>", text=PERSONAL),
    )


class ChannelContract:
    """Subclasses give the fixtures `provider` and `adapter` (speaks to the provider, closed after)."""

    async def test_hands_the_message_over_once(self, provider: Provider, adapter: ChannelAdapter) -> None:
        answer = await adapter.send(parcel(provider.address))
        assert isinstance(answer, Accepted)
        assert answer.provider_id
        [taken] = provider.taken()
        assert (taken.message_id, taken.attempt, taken.address) == ("0f" * 16, "1", provider.address)

    @pytest.mark.parametrize("how", ["busy", "unavailable"])
    async def test_comes_back_later(self, provider: Provider, adapter: ChannelAdapter, how: Misbehaviour) -> None:
        provider.misbehave(how)
        answer = await adapter.send(parcel(provider.address))
        assert isinstance(answer, NotNow)
        assert answer.why == "throttled"
        assert answer.until is not None and answer.until > datetime.now(UTC)
        assert not provider.taken()

    async def test_a_blocked_account_opens_the_breaker(self, provider: Provider, adapter: ChannelAdapter) -> None:
        provider.misbehave("blocked")
        answer = await adapter.send(parcel(provider.address))
        assert isinstance(answer, NotNow)
        assert answer.why == "breaker"
        assert answer.until is not None and answer.until > datetime.now(UTC)

    async def test_a_forbidden_request_is_the_configuration(self, provider: Provider, adapter: ChannelAdapter) -> None:
        provider.misbehave("forbidden")
        answer = await adapter.send(parcel(provider.address))
        assert isinstance(answer, Refused)
        assert (answer.fault, answer.suppress) == ("configuration", False)

    async def test_a_bad_recipient_is_suppressed(self, provider: Provider, adapter: ChannelAdapter) -> None:
        answer = await adapter.send(parcel(provider.bad_address))
        assert isinstance(answer, Refused)
        assert (answer.fault, answer.suppress) == ("recipient", True)
        assert provider.bad_address not in answer.detail

    @pytest.mark.parametrize("how", ["broken", "cut", "lost_answer"])
    async def test_what_is_ambiguous_is_unknown(
        self, provider: Provider, adapter: ChannelAdapter, how: Misbehaviour
    ) -> None:
        provider.misbehave(how)
        answer = await adapter.send(parcel(provider.address))
        assert isinstance(answer, Unknown)
        assert len(provider.taken()) == (1 if how == "lost_answer" else 0)

    async def test_an_answer_lost_on_the_way_is_unknown(self, provider: Provider) -> None:
        async with raw_server(loses_answers_of(provider.url)) as between:
            answer = await _send_once(provider, between.url)
        assert isinstance(answer, Unknown)
        assert len(provider.taken()) == len(between.requests) == 1

    async def test_a_connection_cut_after_writing_is_unknown(self, provider: Provider) -> None:
        async with raw_server(cut) as server:
            answer = await _send_once(provider, server.url)
        assert isinstance(answer, Unknown)
        assert len(server.requests) == server.connections == 1

    async def test_a_time_out_after_writing_is_unknown(self, provider: Provider) -> None:
        async with raw_server(silent) as server:
            answer = await _send_once(provider, server.url, seconds=0.3)
        assert isinstance(answer, Unknown)
        assert len(server.requests) == server.connections == 1

    async def test_a_pooled_connection_that_is_cut_is_not_tried_again(self, provider: Provider) -> None:
        async with raw_server(cut_the_second) as server:
            adapter = provider.adapter(server.url)
            first = await adapter.send(parcel(provider.address))
            second = await adapter.send(parcel(provider.address, message_id="1e" * 16))
            await adapter.close()
        assert isinstance(first, Accepted)
        assert isinstance(second, Unknown)
        assert server.connections == 1
        assert len(server.requests) == 2

    async def test_a_refused_connection_is_not_now(self, provider: Provider) -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            answer = await _send_once(provider, f"http://127.0.0.1:{unused.getsockname()[1]}")
        assert isinstance(answer, NotNow)
        assert answer.why == "throttled"
        assert answer.until is not None and answer.until > datetime.now(UTC)

    async def test_a_time_out_while_connecting_is_not_now(self, provider: Provider) -> None:
        async with raw_server(silent) as server:
            answer = await _send_once(provider, server.url.replace("http:", "https:"), seconds=0.3)
        assert isinstance(answer, NotNow)
        assert answer.why == "throttled"

    async def test_a_failed_handshake_is_not_now(self, provider: Provider) -> None:
        answer = await _send_once(provider, provider.url.replace("http:", "https:"))
        assert isinstance(answer, NotNow)
        assert answer.why == "throttled"

    @pytest.mark.parametrize("marketing", [True, False])
    async def test_labels_say_nothing_of_the_person(
        self, provider: Provider, adapter: ChannelAdapter, marketing: bool
    ) -> None:
        await adapter.send(parcel(provider.address, marketing=marketing))
        [taken] = provider.taken()
        told = " ".join(taken.labels)
        assert "next-record" in told
        for personal in (provider.address, *provider.address.split("@"), *PERSONAL.split(), SUBJECT):
            assert personal.casefold() not in told.casefold()

    async def test_details_and_logs_keep_secrets(
        self, provider: Provider, adapter: ChannelAdapter, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        answers = [await adapter.send(parcel(provider.address))]
        for how in ("names_all", "blocked", "broken", "lost_answer"):
            provider.misbehave(how)
            answers.append(await adapter.send(parcel(provider.address)))
        told = caplog.text + "".join(answer.model_dump_json() for answer in answers) + repr(adapter)
        assert provider.secret not in told
        assert provider.address.casefold() not in told.casefold()
        assert PERSONAL not in told

    async def test_many_at_once_share_the_pool(self, provider: Provider, adapter: ChannelAdapter) -> None:
        ids = [f"{number:032x}" for number in range(50)]
        answers = await asyncio.gather(
            *(adapter.send(parcel(provider.address, message_id=message_id)) for message_id in ids)
        )
        assert all(isinstance(answer, Accepted) for answer in answers)
        assert sorted(taken.message_id for taken in provider.taken()) == ids

    async def test_cancelling_is_passed_on(self, provider: Provider) -> None:
        async with raw_server(silent) as server:
            adapter = provider.adapter(server.url)
            sending = asyncio.ensure_future(adapter.send(parcel(provider.address)))
            await server.arrived.wait()
            sending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sending
            await adapter.close()

    async def test_closing_twice_is_fine_and_sending_after_it_is_not(self, provider: Provider) -> None:
        adapter = provider.adapter(provider.url)
        await adapter.close()
        await adapter.close()
        with pytest.raises(RuntimeError, match="closed"):
            await adapter.send(parcel(provider.address))


async def _send_once(provider: Provider, url: str, seconds: float = 10.0) -> Answer:
    adapter = provider.adapter(url, seconds)
    try:
        return await adapter.send(parcel(provider.address))
    finally:
        await adapter.close()
