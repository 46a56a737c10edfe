"""API keys from the command line: shown once, listed without their secrets, rotated, revoked, expired."""

import asyncio
import json
from datetime import timedelta

import pytest
from typer.testing import CliRunner, Result

from audit.api_keys import NewKey, SqlApiKeys
from starter.http.known_keys import KnownKeys
from starter.http.tokens import new_token, read_token
from starter.main import app
from starter.operating.login import login_name
from tests.starter.http.doors import OpenDoors


@pytest.fixture(autouse=True)
def surroundings(doors: OpenDoors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", doors.doors.settings.database_url.get_secret_value())


async def typed(*words: str) -> Result:
    """In a thread, since a command may have an event loop of its own."""
    return await asyncio.to_thread(CliRunner().invoke, app, ["api-key", *words])


async def made(*words: str) -> tuple[str, str]:
    """Id and key."""
    done = await typed("create", "shop", "--scope", "events", "--json", *words)
    assert done.exit_code == 0, done.stderr
    said = json.loads(done.stdout)
    return said["id"], said["key"]


async def lets_in(doors: OpenDoors, key: str) -> bool:
    """By a look of its own, as a process that was just started has it."""
    return await KnownKeys(SqlApiKeys(doors.doors.database)).of(key) is not None


async def listed() -> dict[str, dict[str, object]]:
    done = await typed("list", "--json")
    return {one["id"]: one for one in json.loads(done.stdout)}


async def test_a_key_is_shown_once_and_only_its_hash_is_kept(doors: OpenDoors) -> None:
    key_id, key = await made("--department", "store", "--expires", "90d")
    found = await KnownKeys(SqlApiKeys(doors.doors.database)).of(key)
    assert found is not None
    assert (found.scopes, found.department, found.created_by) == (("events",), "store", login_name())
    assert found.expires_at is not None
    assert found.expires_at - found.created_at == pytest.approx(timedelta(days=90), abs=timedelta(minutes=1))
    secret = key.split("_", 2)[2]
    with doors.doors.database.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM api_key").all()
    shown = (await typed("list")).stdout + json.dumps(await listed())
    assert secret not in f"{rows}{shown}"
    assert found.digest not in shown
    assert key_id in shown


async def test_a_department_that_nothing_published_names_is_warned_of(doors: OpenDoors) -> None:
    for department, warned in (("crm", False), ("rceords", True)):
        done = await typed("create", "shop", "--scope", "events", "--json", "--department", department)
        assert done.exit_code == 0
        assert await lets_in(doors, json.loads(done.stdout)["key"])
        assert (f"names department {department!r}" in done.stderr) == warned, done.stderr


async def test_a_rotated_key_lives_on_for_its_grace_and_is_followed_by_one_that_may_do_the_same(
    doors: OpenDoors,
) -> None:
    old_id, old = await made("--department", "store")
    done = await typed("rotate", old_id, "--json")
    new = json.loads(done.stdout)
    assert await lets_in(doors, old) and await lets_in(doors, new["key"])
    everything = await listed()
    assert (everything[old_id]["state"], everything[old_id]["replaced_by"]) == ("rotated", new["id"])
    same = ("name", "scopes", "department", "created_by")
    assert [everything[old_id][name] for name in same] == [everything[new["id"]][name] for name in same]
    again = await typed("rotate", old_id)
    assert again.exit_code == 1 and f"rotated to '{new['id']}' already" in again.stderr

    newest = json.loads((await typed("rotate", new["id"], "--grace", "0s", "--json")).stdout)
    assert not await lets_in(doors, new["key"])
    assert await lets_in(doors, newest["key"])


async def test_a_revoked_key_lets_nobody_in(doors: OpenDoors) -> None:
    key_id, key = await made()
    assert (await typed("revoke", key_id)).exit_code == 0
    assert not await lets_in(doors, key)
    assert ((await listed())[key_id]["state"], (await listed())[key_id]["revoked_by"]) == ("revoked", login_name())
    for word in ("revoke", "rotate"):
        again = await typed(word, key_id)
        assert again.exit_code == 1 and "was revoked or has expired" in again.stderr
    strange = await typed("revoke", "000000000000")
    assert strange.exit_code == 1 and "there is no API key '000000000000'" in strange.stderr


async def test_an_expired_key_lets_nobody_in(doors: OpenDoors) -> None:
    shown, token = new_token()
    keys = SqlApiKeys(doors.doors.database)
    kept = NewKey.model_validate(
        {
            "id": token.id,
            "digest": token.digest,
            "name": "x",
            "scopes": ["events"],
            "expires_at": "2020-01-01T00:00:00Z",
        }
    )
    keys.add(kept, by="test")
    assert not await lets_in(doors, shown)
    assert (await listed())[token.id]["state"] == "expired"


async def test_a_verified_key_is_not_looked_up_at_every_call(doors: OpenDoors) -> None:
    key_id, key = await made()
    patient, forgetful = (KnownKeys(SqlApiKeys(doors.doors.database), fresh) for fresh in (60.0, 0.0))
    assert await patient.of(key) and await forgetful.of(key)
    SqlApiKeys(doors.doors.database).revoke(key_id, by="test")
    assert await patient.of(key)
    assert await patient.of(key[:-1] + ("A" if key[-1] != "A" else "B")) is None
    assert await forgetful.of(key) is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("create", "shop", "--scope", "everything"),
            "there is events, browser, consents, decisions, customers, journeys, operate",
        ),
        (("create", " ", "--scope", "events"), "NAME: write up to 100 characters"),
        (("create", "shop", "--scope", "events", "--expires", "soon"), "--expires"),
    ],
)
async def test_what_cannot_be_made_is_said(words: tuple[str, ...], said: str) -> None:
    done = await typed(*words)
    assert done.exit_code == 1
    assert said in done.stderr


def test_two_tokens_are_never_alike() -> None:
    one, two = new_token(), new_token()
    assert one[0] != two[0] and one[1].digest != two[1].digest
    assert read_token(one[0]) == one[1]
    assert read_token(one[0] + "x") is None
