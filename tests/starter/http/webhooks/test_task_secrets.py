"""Who does the tasks of one channel cannot speak of those of another, and takes nothing of theirs away."""

import logging
from base64 import b64encode
from pathlib import Path

import pytest

from engine.language.terms import Channel
from starter.http.problems import MEDIA_TYPE
from starter.http.webhooks.tasks.signers import Signers
from tests.starter.http.webhooks.desk import Desk, open_desk
from tests.starter.http.webhooks.signing import SECRETS, task

CALLS, OLDER_CALLS, LETTERS, BOTH = ("whsec_" + b64encode(one * 32).decode() for one in (b"c", b"o", b"l", b"b"))
SHARED = SECRETS[0]
OWN = {"call": f"{CALLS},{OLDER_CALLS}", "mail": LETTERS}


async def said(desk: Desk, message_id: str, secret: str, kind: str = "task.printed", id: str = "evt-1") -> int:
    answer = await task(desk.http, kind, {"task_id": message_id}, secret=secret, id=id)
    return answer.status_code


async def all_sent(desk: Desk) -> None:
    for message_id, channel in (("m-call", Channel.CALL), ("m-mail", Channel.MAIL), ("m-store", Channel.STORE)):
        await desk.sent(message_id, channel=channel)


@pytest.mark.parametrize("secret", [CALLS, OLDER_CALLS])
async def test_a_channels_own_secret_and_the_one_before_it_speak_of_its_tasks(tmp_path: Path, secret: str) -> None:
    async with open_desk(tmp_path, task_secrets=OWN) as desk:
        await all_sent(desk)
        assert await said(desk, "m-call", secret) == 204
        assert [one.message_id for one in desk.told] == ["m-call"]


async def test_of_another_channels_task_nobody_else_says_anything(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with open_desk(tmp_path, task_secrets=OWN) as desk:
        await all_sent(desk)
        for message_id, secret in (("m-mail", CALLS), ("m-call", LETTERS), ("m-store", CALLS), ("m-mail", SHARED)):
            for kind in ("task.returned", "task.admired"):
                answer = await task(desk.http, kind, {"task_id": message_id}, secret=secret)
                assert (answer.status_code, answer.headers["content-type"]) == (403, MEDIA_TYPE)
                assert "sign with the secret of the channel" in answer.json()["detail"]
        assert (desk.kinds, desk.told, desk.suppressed) == ([], [], [])
        assert "message 'm-mail' went out on mail" in caplog.text
        assert not any(one[6:] in caplog.text for one in (CALLS, OLDER_CALLS, LETTERS, SHARED))
        # what was refused stands in nobody's way
        assert await said(desk, "m-mail", LETTERS, "task.returned") == 204
        assert [(one.message_id, one.hard) for one in desk.told] == [("m-mail", True)]


async def test_the_shared_secret_speaks_of_every_channel_that_has_none(tmp_path: Path) -> None:
    async with open_desk(tmp_path, task_secrets=OWN) as desk:
        await all_sent(desk)
        assert await said(desk, "m-call", SHARED) == 403
        assert await said(desk, "m-store", SHARED) == 204
        assert [one.message_id for one in desk.told] == ["m-store"]


async def test_a_task_that_is_unknown_is_counted_and_closes_nothing(tmp_path: Path) -> None:
    async with open_desk(tmp_path, task_secrets=OWN) as desk:
        about = {"task_id": "m-mail", "recipient": "Kaistraße 4, Hamburg", "channel": "mail"}
        assert (await task(desk.http, "task.returned", about, secret=CALLS)).status_code == 204
        assert (desk.kinds, desk.told, desk.suppressed) == ([("task.returned", "unmatched")], [], [])


async def test_the_webhook_ids_of_one_take_none_from_another(tmp_path: Path) -> None:
    async with open_desk(tmp_path, task_secrets=OWN) as desk:
        await all_sent(desk)
        assert await said(desk, "unknown", CALLS) == 204
        assert await said(desk, "m-call", CALLS) == 204
        assert await said(desk, "m-mail", LETTERS) == 204
        assert await said(desk, "m-mail", LETTERS) == 204  # the same again
        assert [one.message_id for one in desk.told] == ["m-call", "m-mail"]


async def test_a_secret_that_stands_at_two_channels_speaks_for_both(tmp_path: Path) -> None:
    own = {"call": BOTH, "mail": f"{LETTERS},{SHARED}", "store": BOTH}
    async with open_desk(tmp_path, task_secrets=own) as desk:
        await all_sent(desk)
        await desk.sent("m-adviser", channel=Channel.ADVISER)
        heard = {(one, name): await said(desk, f"m-{name}", one, id=f"{one[6:10]}-{name}")
                 for one in (BOTH, SHARED) for name in ("call", "store", "mail", "adviser")}  # fmt: skip
        assert {key for key, status in heard.items() if status == 204} == {
            (BOTH, "call"), (BOTH, "store"), (SHARED, "mail"), (SHARED, "adviser"),
        }  # fmt: skip
        assert set(heard.values()) == {204, 403}


async def test_without_a_shared_secret_the_door_is_there_for_those_that_have_their_own(tmp_path: Path) -> None:
    async with open_desk(tmp_path, task_secret=None, task_secrets=OWN) as desk:
        await all_sent(desk)
        assert await said(desk, "m-mail", LETTERS) == 204
        refusal = await task(desk.http, "task.printed", {"task_id": "m-store"}, secret=SHARED)
        assert (refusal.status_code, "does not match" in refusal.json()["detail"]) == (403, True)


def test_nothing_of_the_keys_is_printed() -> None:
    keys = Signers({Channel.CALL: (b"hush",)}, (b"hush",))
    assert "hush" not in f"{keys!r} {keys}"
