"""Tasks are signed as Standard Webhooks says, with every secret while one takes the place of another."""

import pytest
import standardwebhooks

from channels.tasks.adapter import TaskChannel
from engine.contracts.answers import Accepted, Answer, NotNow
from engine.language.terms import Channel
from tests.channels.raw_servers import answers, raw_server
from tests.channels.tasks.desk import NOW, OLDER, SECRET, House, call, settings


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
