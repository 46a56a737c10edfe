"""How the tests ask the stand-in."""

from typing import Any

import aiohttp

from tests.standins.payloads import payload

KEY = "SG.a-key-for-tests"
SEND = "/v3/mail/send"


async def post(http: aiohttp.ClientSession, sent: object = None) -> aiohttp.ClientResponse:
    async with http.post(SEND, json=payload() if sent is None else sent) as response:
        await response.read()
    return response


async def order(http: aiohttp.ClientSession, **fault: object) -> int:
    async with http.post("/_standin/faults", json=fault) as response:
        return response.status


async def listed(http: aiohttp.ClientSession, query: str = "") -> Any:
    async with http.get(f"/_standin/mails{query}") as response:
        assert response.status == 200
        return await response.json()
