"""The task channel: the contract of every channel, what an endpoint may answer, and what is built."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from channels.building import AdapterFault, built
from channels.pull import PullChannel
from channels.tasks.adapter import TaskChannel
from engine.contracts.answers import Accepted, NotNow, Refused
from engine.contracts.ports import ChannelAdapter
from engine.language.terms import Channel
from tests.channels.contract import ChannelContract, parcel
from tests.channels.tasks.desk import OLDER, SECRET, House, answered, call, settings, values, withdraw


class TestContract(ChannelContract):
    pass


class TestContractOfLetters(ChannelContract):
    """A task channel of another name, whose recipient is a postal address."""

    @pytest.fixture
    def provider(self, provider: House) -> House:
        return replace(
            provider, channel=Channel.MAIL, address="Ann Wren, Kaistraße 4, 20457 Hamburg", bad_address="   "
        )


async def test_satisfies_the_protocol(provider: House) -> None:
    adapter: ChannelAdapter = provider.adapter(provider.url)
    assert (adapter.channel, adapter.dedupes) == (Channel.CALL, "native_key")


async def test_a_task_is_taken_once_by_its_webhook_id(provider: House, adapter: TaskChannel) -> None:
    first, again = await adapter.send(call()), await adapter.send(call().model_copy(update={"attempt": 2}))
    assert isinstance(first, Accepted)
    assert first == again
    assert first.provider_id == "T-000001"
    assert len(provider.tasks.book) == 1


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


async def test_a_task_that_is_too_large_is_not_sent(provider: House, adapter: TaskChannel) -> None:
    answer = await adapter.send(call(text="x" * 600_000))
    assert isinstance(answer, Refused)
    assert (answer.fault, len(provider.tasks.book)) == ("content", 0)
    assert "524,288 at most" in answer.detail


@pytest.mark.parametrize(
    "endpoint",
    ["http://calls.example.com/", "https://127.0.0.1/", "https://10.1.2.3/", "https://[::1]/", "https://localhost/x",
     "https://calls.internal/", "https://169.254.169.254/latest"],
)  # fmt: skip
def test_no_task_leaves_for_our_own_network_in_production(endpoint: str) -> None:
    with pytest.raises(ValidationError, match="tasks leave only by https"):
        settings("", endpoint=endpoint, public_only=True)


def test_the_adapter_is_built_by_its_name() -> None:
    assert built("call", "tasks", values()).channel is Channel.CALL
    assert built("visit", "tasks", values(task_endpoints={"visit": "http://127.0.0.1:9/v"})).channel == "visit"
    with pytest.raises(AdapterFault, match="mail=tasks needs mail=https://… in TASK_ENDPOINTS"):
        built("mail", "tasks", values())
    with pytest.raises(AdapterFault, match="tasks leave only by https"):
        built("call", "tasks", values(profile="production"))


@pytest.mark.parametrize(
    ("secrets", "taken"),
    [
        ({"task_secret": SECRET}, True),
        ({"task_secret": OLDER}, False),
        ({"task_secret": OLDER, "task_secrets": {"call": SECRET}}, True),
        ({"task_secret": SECRET, "task_secrets": {"call": OLDER}}, False),
        ({"task_secret": SECRET, "task_secrets": {"mail": OLDER}}, True),
        ({"task_secret": None, "task_secrets": {"call": f"{OLDER},{SECRET}"}}, True),
    ],
)
async def test_a_channel_that_has_its_own_secrets_signs_with_these_alone(
    provider: House, secrets: dict[str, object], taken: bool
) -> None:
    adapter = built("call", "tasks", values(task_endpoints={"call": f"{provider.url}/tasks/call"}, **secrets))
    assert isinstance(await adapter.send(call()), Accepted) is taken
    await adapter.close()


def test_a_channel_without_any_secret_is_not_built_and_no_secret_is_shown() -> None:
    given = values(task_secret=None, task_secrets={"mail": SECRET})
    with pytest.raises(AdapterFault, match="call=tasks needs call=whsec_… in TASK_SECRETS, or TASK_SECRET"):
        built("call", "tasks", given)
    assert SECRET not in f"{given!r} {given} {given.model_dump_json()}"


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
