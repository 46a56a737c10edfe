"""The task channel: the contract of every channel, and what is its own: signatures, terms, taking back."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
import standardwebhooks
from pydantic import HttpUrl, SecretStr, ValidationError

from channels.building import AdapterFault, ProviderValues, built
from channels.pull import PullChannel
from channels.tasks.adapter import TaskChannel
from channels.tasks.settings import TaskSettings
from engine.contracts.answers import Accepted, Answer, NotNow, Refused
from engine.contracts.commands import Withdraw
from engine.contracts.parcel import Hours, Parcel, Rendered, TaskTerms
from engine.contracts.ports import ChannelAdapter
from engine.language.terms import Channel
from standins.faults import Fault
from standins.serving import Served, serve
from standins.tasks.book import Task
from standins.tasks.service import Tasks
from tests.channels.contract import ChannelContract, Misbehaviour, Taken, parcel
from tests.channels.raw_servers import answers, raw_server

SECRET = "whsec_" + "c2VjcmV0IG9mIHRoZSB0YXNrcyBmb3IgdGVzdHM="
OLDER = "whsec_" + "YW4gb2xkZXIgc2VjcmV0IG9mIHRoZSB0YXNrcyE="


@dataclass(frozen=True)
class House:
    """The stand-in as the contract suite drives it."""

    tasks: Tasks
    served: Served
    channel: Channel = Channel.CALL
    secret: str = SECRET
    address: str = "+4915112345678"
    bad_address: str = "0151 12345678"
    taken_answer: bytes = b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"

    @property
    def url(self) -> str:
        return self.served.base_url

    def address_at(self, url: str) -> str:
        return self.address

    def adapter(self, url: str, seconds: float = 10.0) -> TaskChannel:
        settings = TaskSettings(
            endpoint=HttpUrl(f"{url}/tasks/{self.channel.value}"),
            secret=SecretStr(self.secret),
            public_only=False,
            connect_timeout=seconds,
            total_timeout=seconds,
        )
        return TaskChannel(self.channel, settings)

    def misbehave(self, how: Misbehaviour) -> None:
        faults: dict[Misbehaviour, Fault] = {
            "busy": Fault("rate_limited", seconds=20),
            "unavailable": Fault("status", status=503, message="closed for the night"),
            "blocked": Fault("credits"),
            "forbidden": Fault("status", status=403, message="access forbidden"),
            "broken": Fault("status", status=500),
            "cut": Fault("cut"),
            "lost_answer": Fault("lost_answer"),
            "names_all": Fault("status", status=400, message=f"{self.address} with {self.secret}"),
        }
        self.tasks.faults.order(faults[how])

    def taken(self) -> Sequence[Taken]:
        return [
            Taken(
                message_id=task.id,
                attempt=str(task.data["attempt"]),
                address=task.recipient,
                labels=tuple(task.text(name) for name in ("message", "title", "purpose", "department", "channel")),
            )
            for task in self.tasks.book.after()
        ]


@pytest.fixture
async def provider() -> AsyncIterator[House]:
    tasks = Tasks(secrets=(SECRET,))
    served = await serve(tasks.routes())
    yield House(tasks, served)
    await tasks.close()
    await served.close()


@pytest.fixture
async def adapter(provider: House) -> AsyncIterator[TaskChannel]:
    adapter = provider.adapter(provider.url)
    yield adapter
    await adapter.close()


class TestContract(ChannelContract):
    pass


class TestContractOfLetters(ChannelContract):
    """A task channel of another name, whose recipient is a postal address."""

    @pytest.fixture
    def provider(self, provider: House) -> House:
        return replace(
            provider, channel=Channel.MAIL, address="Ann Wren, Kaistraße 4, 20457 Hamburg", bad_address="   "
        )


NOW = datetime(2026, 3, 27, 20, 0, tzinfo=UTC)
TERMS = TaskTerms(
    due=NOW + timedelta(days=2), attempts=3, hours=Hours(zone="America/New_York", start="09:00", end="17:30")
)


def call(terms: TaskTerms | None = TERMS, text: str = "Say hello.") -> Parcel:
    return parcel("+4915112345678").model_copy(update={"rendered": Rendered(text=text, task=terms)})


def withdraw(message_id: str = "0f" * 16) -> Withdraw:
    return Withdraw(
        customer_id="ann", message_id=message_id, attempt=1, message="m", title="t", channel=Channel.CALL, why="exited"
    )


async def test_satisfies_the_protocol(provider: House) -> None:
    adapter: ChannelAdapter = provider.adapter(provider.url)
    assert (adapter.channel, adapter.dedupes) == (Channel.CALL, "native_key")


async def test_whoever_calls_is_told_what_to_say_and_when(provider: House) -> None:
    later = datetime.now(UTC).replace(microsecond=0)
    adapter = TaskChannel(Channel.CALL, settings(provider.url), lambda: later)
    terms = TERMS.model_copy(update={"due": later + timedelta(days=3)})
    assert isinstance(await adapter.send(call(terms)), Accepted)
    await adapter.close()
    [task] = provider.tasks.book.after()
    assert task.text("script") == "Say hello."
    assert task.data["outcomes"] == ["reached", "no_answer", "call_back_at", "do_not_call", "sold"]
    assert (task.data["attempts"], task.data["hours"]) == (
        3,
        {"zone": "America/New_York", "from": "09:00", "to": "17:30"},
    )
    assert task.data["due"] == task.data["cut_off"] == terms.due.isoformat().replace("+00:00", "Z")
    assert "html" not in task.data


def settings(url: str, **changes: object) -> TaskSettings:
    given: dict[str, object] = {"endpoint": f"{url}/tasks/call", "secret": SECRET, "public_only": False}
    return TaskSettings.model_validate(given | changes)


async def test_a_letter_has_its_format_and_its_cut_off(provider: House) -> None:
    terms = TaskTerms(due=NOW + timedelta(days=3), cut_off=NOW + timedelta(days=1), format="postcard-a6")
    adapter = House(provider.tasks, provider.served, channel=Channel.MAIL).adapter(provider.url)
    letter = parcel("Torstrasse 1, 10119, Berlin").model_copy(
        update={"rendered": Rendered(html="<p>Hello</p>", task=terms)}
    )
    assert isinstance(await adapter.send(letter), Accepted)
    await adapter.close()
    [task] = provider.tasks.book.after()
    assert (task.channel, task.recipient) == ("mail", "Torstrasse 1, 10119, Berlin")
    assert (task.text("format"), task.text("html")) == ("postcard-a6", "<p>Hello</p>")
    assert (task.text("due"), task.text("cut_off")) == ("2026-03-30T20:00:00Z", "2026-03-28T20:00:00Z")
    assert task.data["outcomes"] == ["printed", "posted", "returned"]


async def test_a_task_is_taken_once_by_its_webhook_id(provider: House, adapter: TaskChannel) -> None:
    first, again = await adapter.send(call()), await adapter.send(call().model_copy(update={"attempt": 2}))
    assert isinstance(first, Accepted)
    assert first == again
    assert first.provider_id == "T-000001"
    assert len(provider.tasks.book) == 1


async def test_a_signature_of_another_day_is_not_taken(provider: House) -> None:
    adapter = TaskChannel(Channel.CALL, settings(provider.url), lambda: NOW)
    answer = await adapter.send(call())
    assert isinstance(answer, NotNow)
    assert answer.why == "breaker"
    assert "webhook-timestamp" in answer.detail
    await adapter.close()


async def test_another_secret_is_refused_and_two_secrets_bridge_a_change(provider: House) -> None:
    for secret, expected in ((OLDER, NotNow), (f"{OLDER}, {SECRET}", Accepted)):
        adapter = House(provider.tasks, provider.served, secret=secret).adapter(provider.url)
        answer: Answer = await adapter.send(call())
        assert isinstance(answer, expected), answer
        await adapter.close()


async def test_any_library_of_standard_webhooks_checks_what_is_sent(provider: House) -> None:
    async with raw_server(answers(provider.taken_answer)) as server:
        adapter = House(provider.tasks, provider.served, secret=f"{OLDER},{SECRET}").adapter(server.url)
        await adapter.send(call())
        await adapter.close()
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head.decode().split("\r\n"))}
    assert headers["webhook-id"] == "0f" * 16
    for secret in (OLDER, SECRET):
        told = standardwebhooks.Webhook(secret).verify(body.decode(), headers)
        assert (told["type"], told["data"]["task_id"]) == ("task.created", "0f" * 16)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(SECRET).verify(body.decode() + " ", headers)


@pytest.mark.parametrize(
    ("response", "fault", "told"),
    [
        ("410 Gone", "configuration", "the endpoint is gone: mend TASK_ENDPOINTS"),
        ("307 Moved", "configuration", "307"),
        ("404 Not Found", "configuration", "404"),
        ("413 Too Large", "content", "413"),
    ],
)
async def test_what_concerns_the_endpoint_is_the_configuration(
    provider: House, response: str, fault: str, told: str
) -> None:
    answer = await answered(provider, f"HTTP/1.1 {response}\r\nContent-Length: 0\r\n\r\n")
    assert isinstance(answer, Refused)
    assert (answer.fault, answer.suppress) == (fault, False)
    assert told in answer.detail


@pytest.mark.parametrize("status", [429, 502, 503, 504])
async def test_a_busy_endpoint_is_asked_again_when_it_says(provider: House, status: int) -> None:
    answer = await answered(provider, f"HTTP/1.1 {status} Busy\r\nRetry-After: 90\r\nContent-Length: 0\r\n\r\n")
    assert isinstance(answer, NotNow)
    assert answer.until is not None
    assert timedelta(seconds=80) < answer.until - datetime.now(UTC) <= timedelta(seconds=90)


async def answered(provider: House, response: str) -> Answer:
    async with raw_server(answers(response.encode())) as server:
        adapter = provider.adapter(server.url)
        answer = await adapter.send(call())
        await adapter.close()
    return answer


async def test_a_task_that_is_too_large_is_not_sent(provider: House, adapter: TaskChannel) -> None:
    answer = await adapter.send(call(text="x" * 600_000))
    assert isinstance(answer, Refused)
    assert (answer.fault, len(provider.tasks.book)) == ("content", 0)
    assert "524,288 at most" in answer.detail


async def test_taken_back_until_it_was_done(provider: House, adapter: TaskChannel) -> None:
    await adapter.send(call())
    assert (await adapter.withdraw(withdraw())).became == "withdrawn"
    assert (await adapter.withdraw(withdraw())).became == "withdrawn", "again is harmless"
    await adapter.send(call().model_copy(update={"message_id": "1e" * 16}))
    await provider.tasks.telling.outcome("1e" * 16, "sold")
    late = await adapter.withdraw(withdraw("1e" * 16))
    assert (late.became, late.detail) == ("too_late", "200 it is done")
    unknown = await adapter.withdraw(withdraw("2d" * 16))
    assert (unknown.became, unknown.detail) == ("failed", "404 no such task: the task is not known there")


@pytest.mark.parametrize(
    "response",
    [
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 500 Broken\r\nContent-Length: 21\r\n\r\n" + json.dumps({"state": "cancelled"}),
        "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n" + '{"state":"gone"}'[:15],
    ],
)
async def test_taking_back_counts_only_in_so_many_words(provider: House, response: str) -> None:
    async with raw_server(answers(response.encode())) as server:
        adapter = provider.adapter(server.url)
        assert (await adapter.withdraw(withdraw())).became == "failed"
        await adapter.close()


async def test_the_house_forgets_whom_it_is_told_to_forget(provider: House, adapter: TaskChannel) -> None:
    await adapter.send(call())
    await adapter.send(call().model_copy(update={"message_id": "1e" * 16, "address": "+4930123456"}))
    assert (await adapter.forget(["+4915112345678 ", "", "+4999"])).taken
    assert [task.recipient for task in provider.tasks.book.after()] == ["+4930123456"]
    provider.misbehave("forbidden")
    said = await adapter.forget(["+4930123456"])
    assert not said.taken
    assert "answers 403" in said.detail
    assert "+4930123456" not in said.detail


@pytest.mark.parametrize(
    "endpoint",
    ["http://calls.example.com/", "https://127.0.0.1/", "https://10.1.2.3/", "https://[::1]/", "https://localhost/x",
     "https://calls.internal/", "https://169.254.169.254/latest"],
)  # fmt: skip
def test_no_task_leaves_for_our_own_network_in_production(endpoint: str) -> None:
    with pytest.raises(ValidationError, match="tasks leave only by https"):
        settings("", endpoint=endpoint, public_only=True)


def values(**changes: object) -> ProviderValues:
    given: dict[str, object] = {
        "profile": "development", "public_url": "https://shop.test", "link_key": "k" * 32, "task_secret": SECRET,
        "task_endpoints": {"call": "http://127.0.0.1:9/tasks/call"},
    }  # fmt: skip
    return ProviderValues.model_validate(given | changes)


def test_the_adapter_is_built_by_its_name() -> None:
    assert built("call", "tasks", values()).channel is Channel.CALL
    assert built("visit", "tasks", values(task_endpoints={"visit": "http://127.0.0.1:9/v"})).channel == "visit"
    with pytest.raises(AdapterFault, match="mail=tasks needs mail=https://… in TASK_ENDPOINTS"):
        built("mail", "tasks", values())
    with pytest.raises(AdapterFault, match="tasks leave only by https"):
        built("call", "tasks", values(profile="production"))


async def test_a_channel_that_waits_for_her_is_never_handed_anything() -> None:
    adapter = built("till", "pull", values())
    answer = await adapter.send(parcel("ann"))
    assert isinstance(answer, Refused)
    assert (answer.fault, answer.detail) == (
        "configuration",
        "pull serves till: write `till: { kind: pull }` in the policy",
    )
    assert (await PullChannel(Channel.TILL).withdraw(withdraw())).became == "failed"
    assert (await adapter.forget(["ann"])).taken


def test_the_best_time_is_that_of_her_own_clock() -> None:
    from channels.tasks.payload import created

    def best(now: datetime, due: datetime) -> object:
        terms = TERMS.model_copy(update={"due": due})
        return json.loads(created(call(terms), "call", now))["data"]["best_time"]

    in_her_evening = datetime(2026, 3, 27, 22, 0, tzinfo=UTC)  # 18:00 in New York
    assert best(in_her_evening, in_her_evening + timedelta(days=2)) == {
        "from": "2026-03-28T13:00:00Z",
        "to": "2026-03-28T21:30:00Z",
    }
    at_noon = datetime(2026, 3, 27, 16, 0, tzinfo=UTC)
    assert best(at_noon, at_noon + timedelta(hours=2)) == {"from": "2026-03-27T16:00:00Z", "to": "2026-03-27T18:00:00Z"}
    assert best(in_her_evening, in_her_evening + timedelta(hours=3)) is None


def test_the_book_tells_how_many_attempts_are_left() -> None:
    task = Task(1, "t", "call", "", "+49", {"attempts": 3}, outcomes=("no_answer",))
    assert task.attempts_left == 2
