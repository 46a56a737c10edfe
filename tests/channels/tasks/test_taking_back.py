"""A task is taken back until it was done, and those who do it forget whom they are told to forget."""

import json

import pytest

from channels.tasks.adapter import TaskChannel
from tests.channels.raw_servers import answers, raw_server
from tests.channels.tasks.desk import House, call, withdraw


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
