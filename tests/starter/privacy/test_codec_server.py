"""The codec server shows payloads to who has the token, from the UI's pages only, and to nobody else."""

import json
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import aiohttp
import pytest
from google.protobuf.json_format import MessageToJson, Parse
from sqlalchemy import Engine
from temporalio.api.common.v1 import Payload, Payloads
from temporalio.converter import WorkflowSerializationContext

from audit.database import write
from audit.keys import destroy_key
from starter.privacy.codec_server import MOST_BYTES, Access, RunningCodecServer, origins_of, start_codec_server
from tests.databases import migrated, sqlite_url
from tests.keys import codec_for

TOKEN = "a-token-for-tests-of-some-length"
UI = "http://127.0.0.1:8233"
SECRET = Payload(metadata={"encoding": b"json/plain"}, data=b'"Lovelace"')


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[tuple[RunningCodecServer, Engine]]:
    with migrated(sqlite_url(tmp_path)) as database:
        access = Access(TOKEN, origins_of([UI]), frozenset({"codec.example.com"}))
        running = await start_codec_server(codec_for(database), access)
        yield running, database
        await running.close()


async def sealed(database: Engine, customer: str) -> Payload:
    about = WorkflowSerializationContext(namespace="default", workflow_id=f"customer-{customer}")
    [payload] = await codec_for(database).with_context(about).encode([SECRET])
    return payload


async def asked(url: str, *payloads: Payload, **headers: str) -> tuple[int, list[Payload], dict[str, str]]:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    body = MessageToJson(Payloads(payloads=payloads))
    async with aiohttp.ClientSession() as http, http.post(url, data=body, headers=sent) as answer:
        text = await answer.text()
        found = list(Parse(text, Payloads()).payloads) if answer.status == 200 else []
        return answer.status, found, dict(answer.headers)


async def test_the_ui_reads_with_the_token_in_the_path(place: tuple[RunningCodecServer, Engine]) -> None:
    server, database = place
    status, found, headers = await asked(
        f"{server.endpoint}/decode", await sealed(database, "ann"), SECRET, Origin=UI, X_Namespace="default"
    )
    assert (status, found) == (200, [SECRET, SECRET])
    assert headers["Access-Control-Allow-Origin"] == UI
    assert headers["Cache-Control"] == "no-store"


async def test_others_read_with_a_bearer_token(place: tuple[RunningCodecServer, Engine]) -> None:
    server, database = place
    payload = await sealed(database, "ann")
    status, found, _ = await asked(f"{server.base_url}/decode", payload, Authorization=f"Bearer {TOKEN}")
    assert (status, found) == (200, [SECRET])
    for url, headers in (
        (f"{server.base_url}/decode", {}),
        (f"{server.base_url}/decode", {"Authorization": "Bearer wrong"}),
        (f"{server.base_url}/wrong/decode", {}),
        (f"{server.base_url}//decode", {}),
    ):
        status, _, _ = await asked(url, payload, **headers)
        assert status in (401, 404), (url, headers)


async def test_a_page_of_another_origin_or_name_gets_nothing(place: tuple[RunningCodecServer, Engine]) -> None:
    server, database = place
    payload = await sealed(database, "ann")
    url = f"{server.endpoint}/decode"
    status, _, headers = await asked(url, payload, Origin="https://evil.example.com")
    assert status == 403
    assert "Access-Control-Allow-Origin" not in headers
    assert (await asked(url, payload, Host="evil.example.com"))[0] == 421
    assert (await asked(url, payload, Host="[::1"))[0] == 421  # no address
    assert (await asked(url, payload, Host="codec.example.com:443"))[0] == 200
    assert (await asked(url, payload, Origin="http://localhost:8233"))[0] == 200


async def test_the_browser_is_told_beforehand_what_it_may_ask(place: tuple[RunningCodecServer, Engine]) -> None:
    server, _ = place
    async with aiohttp.ClientSession() as http:
        async with http.options(f"{server.endpoint}/decode", headers={"Origin": UI}) as answer:
            assert answer.status == 204
            assert answer.headers["Access-Control-Allow-Methods"] == "POST"
            assert "x-namespace" in answer.headers["Access-Control-Allow-Headers"]
        async with http.options(f"{server.endpoint}/decode", headers={"Origin": "null"}) as answer:
            assert answer.status == 403


async def test_there_is_no_way_to_write(place: tuple[RunningCodecServer, Engine]) -> None:
    server, _ = place
    assert (await asked(f"{server.endpoint}/encode", SECRET))[0] in (401, 404)


async def test_what_cannot_be_read_does_not_hide_the_rest(place: tuple[RunningCodecServer, Engine]) -> None:
    server, database = place
    hers, broken = await sealed(database, "ann"), await sealed(database, "bob")
    broken = Payload(metadata=dict(broken.metadata), data=b"x" + broken.data[1:])
    theirs = await sealed(database, "cleo")
    write(database, lambda connection: destroy_key(connection, "ann"))
    _, found, _ = await asked(f"{server.endpoint}/decode", hers, broken, theirs)
    assert json.loads(found[0].data) == {"erased": True}
    assert found[1:] == [broken, SECRET]


async def test_too_much_and_no_payloads_are_refused(place: tuple[RunningCodecServer, Engine]) -> None:
    server, _ = place
    async with aiohttp.ClientSession() as http:
        for body, status in ((b"x" * (MOST_BYTES + 1), 413), (b"{", 400), (b'{"payloads": 3}', 400), (b"\xff", 400)):
            async with http.post(f"{server.endpoint}/decode", data=BytesIO(body)) as answer:
                assert answer.status == status
