"""What every channel has to do, whatever its provider: the suite that each adapter's tests run."""

import asyncio
import logging
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown
from engine.contracts.parcel import Parcel, Rendered
from engine.contracts.ports import ChannelAdapter
from tests.channels.misbehaving import Misbehaviour
from tests.channels.raw_servers import answers, cut, cut_the_second, floods, loses_answers_of, raw_server, silent

SUBJECT = "Your record is waiting, Ada"
PERSONAL = "Ada Lovelace, Marylebone"


@dataclass(frozen=True)
class Taken:
    """A message that the provider took, and all it was told beside the message and its address.

    `attempt` and `labels` are empty where the provider takes none.
    """

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

    @property
    def taken_answer(self) -> bytes:
        """A whole HTTP response by which it takes a message."""
        ...

    def address_at(self, url: str) -> str:
        """The address, as far as it names a server that stands at `url` in the provider's place."""
        ...

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
        assert (taken.message_id, taken.attempt or "1", taken.address) == ("0f" * 16, "1", provider.address)

    async def test_tells_the_second_attempt_apart(self, provider: Provider, adapter: ChannelAdapter) -> None:
        await adapter.send(parcel(provider.address).model_copy(update={"attempt": 2}))
        assert [(taken.message_id, taken.attempt or "2") for taken in provider.taken()] == [("0f" * 16, "2")]

    @pytest.mark.parametrize("how", ["busy", "unavailable"])
    async def test_comes_back_later(self, provider: Provider, adapter: ChannelAdapter, how: Misbehaviour) -> None:
        provider.misbehave(how)
        answer = await adapter.send(parcel(provider.address))
        assert isinstance(answer, NotNow)
        assert answer.why == "throttled"
        assert answer.until is not None and answer.until > datetime.now(UTC)
        assert not provider.taken()

    async def test_comes_back_when_the_provider_says(self, provider: Provider, adapter: ChannelAdapter) -> None:
        provider.misbehave("busy")
        answer = await adapter.send(parcel(provider.address))
        assert isinstance(answer, NotNow)
        assert answer.until is not None
        assert timedelta(seconds=15) < answer.until - datetime.now(UTC) <= timedelta(seconds=21)
        assert answer.account_until in (answer.until, None), "None where every recipient has a service of its own"

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
        assert answer.fault == "recipient"
        assert answer.suppress != bool(answer.gone), "either the address, or those among several that are no more"
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
            answer = await _send_once(provider, server.url, seconds=3)
        assert isinstance(answer, Unknown)
        assert len(server.requests) == server.connections == 1

    async def test_a_pooled_connection_that_is_cut_is_not_tried_again(self, provider: Provider) -> None:
        async with raw_server(cut_the_second(provider.taken_answer)) as server:
            adapter, address = provider.adapter(server.url), provider.address_at(server.url)
            first = await adapter.send(parcel(address))
            second = await adapter.send(parcel(address, message_id="1e" * 16))
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

    async def test_a_redirect_is_not_followed(self, provider: Provider) -> None:
        async with raw_server(silent) as elsewhere:
            moved = f"HTTP/1.1 307 Moved\r\nLocation: {elsewhere.url}/x\r\nContent-Length: 0\r\n\r\n"
            async with raw_server(answers(moved.encode())) as server:
                answer = await _send_once(provider, server.url)
        assert isinstance(answer, Refused)
        assert answer.fault == "configuration"
        assert not elsewhere.requests

    async def test_an_answer_without_end_keeps_its_status(self, provider: Provider) -> None:
        async with raw_server(floods(b"403 Forbidden")) as server:
            answer = await _send_once(provider, server.url)
        assert isinstance(answer, Refused)
        assert answer.fault == "configuration"
        assert len(answer.detail) <= 400

    @pytest.mark.parametrize("body", [b"\x00\xff{", b"[" * 60_000, b'{"errors": 7, "code": "x", "sid": []}'])
    async def test_a_body_of_garbage_keeps_its_status(self, provider: Provider, body: bytes) -> None:
        garbage = b"HTTP/1.1 403 Forbidden\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        async with raw_server(answers(garbage)) as server:
            answer = await _send_once(provider, server.url)
        assert isinstance(answer, Refused)
        assert (answer.fault, answer.detail) == ("configuration", "403")

    @pytest.mark.parametrize("said", [b"220 smtp ready\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\x16\x03\x01\x00\r\n\r\n"])
    async def test_an_answer_that_is_none_is_unknown(self, provider: Provider, said: bytes) -> None:
        async with raw_server(answers(said)) as server:
            answer = await _send_once(provider, server.url)
        assert isinstance(answer, Unknown)
        assert len(server.requests) == 1

    async def test_a_proxy_of_the_environment_is_not_used(
        self, provider: Provider, adapter: ChannelAdapter, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        assert isinstance(await adapter.send(parcel(provider.address)), Accepted)

    @pytest.mark.parametrize("marketing", [True, False])
    async def test_labels_say_nothing_of_the_person(
        self, provider: Provider, adapter: ChannelAdapter, marketing: bool
    ) -> None:
        await adapter.send(parcel(provider.address, marketing=marketing))
        [taken] = provider.taken()
        told = " ".join(taken.labels)
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
            sending = asyncio.ensure_future(adapter.send(parcel(provider.address_at(server.url))))
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
        return await adapter.send(parcel(provider.address_at(url)))
    finally:
        await adapter.close()
