"""The stand-in deletes what it kept of the named recipients, in its file too, and nobody else's mails."""

from pathlib import Path

import aiohttp
import pytest

from standins.sendgrid.server import RunningSendGrid, start_sendgrid
from tests.standins.asking import KEY, post
from tests.standins.payloads import payload

ERASE = "/v3/recipients/erasejob"


def to(address: str) -> dict[str, object]:
    return payload() | {"personalizations": [{"to": [{"email": address}]}]}


async def test_the_mails_are_gone_from_the_file_and_the_others_keep_their_numbers(tmp_path: Path) -> None:
    store = tmp_path / "mails.jsonl"
    running = await start_sendgrid(api_key=KEY, store=store)
    async with aiohttp.ClientSession(running.base_url, headers={"Authorization": f"Bearer {KEY}"}) as http:
        for address in ("ann@example.com", "bob@example.com", "Ann@Example.com", "cleo@example.com"):
            assert (await post(http, to(address))).status == 202
        async with http.post(ERASE, json={"email_addresses": ["ANN@example.com"]}) as answer:
            assert answer.status == 202
            assert set(await answer.json()) == {"job_id"}
        assert [mail.number for mail in running.mailbox.after(0)] == [2, 4]
        assert running.mailbox.get(1) is None
        assert b"ann@" not in store.read_bytes().lower()
        await post(http, to("dora@example.com"))
    await running.close()
    again = await start_sendgrid(api_key=KEY, store=store)
    assert [mail.number for mail in again.mailbox.after(0)] == [2, 4, 5]
    assert list(again.mailbox.numbers()) == [5, 4, 2]
    await again.close()


@pytest.mark.parametrize(
    "body", [{}, [], {"email_addresses": []}, {"email_addresses": ["ann"]}, {"email_addresses": ["a@b.de"] * 5001}]
)
async def test_a_wrong_request_is_refused_and_deletes_nothing(
    running: RunningSendGrid, http: aiohttp.ClientSession, body: object
) -> None:
    await post(http)
    async with http.post(ERASE, json=body) as answer:
        assert answer.status == 400
        assert (await answer.json())["errors"]
    assert len(running.mailbox) == 1


async def test_without_the_key_nothing_is_deleted(running: RunningSendGrid, http: aiohttp.ClientSession) -> None:
    await post(http)
    async with http.post(
        ERASE, json={"email_addresses": ["ann@example.com"]}, headers={"Authorization": "Bearer no"}
    ) as answer:
        assert answer.status == 401
    assert len(running.mailbox) == 1
