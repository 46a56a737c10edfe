"""Twilio's webhooks: signatures over the public address, statuses in any order, and what customers write back."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from audit.address import AddressKey
from engine.language.terms import Channel
from tests.starter.http.webhooks.desk import NUMBER, Desk, open_desk
from tests.starter.http.webhooks.signing import SHARED, TOKEN, twilio_form, twilio_json

SID = "SM" + "0" * 32
STATUS = "/webhooks/twilio/status?m=m-1&a=1"
INBOUND = "/webhooks/twilio/inbound"


def status(of: str, **more: str) -> dict[str, str]:
    return {
        "MessageSid": SID,
        "SmsSid": SID,
        "MessageStatus": of,
        "SmsStatus": of,
        "To": NUMBER,
        "From": "+15550006",
        "AccountSid": "AC" + "1" * 32,
        "ApiVersion": "2010-04-01",
        **more,
    }


def inbound(body: str, number: str = NUMBER, sid: str = SID, **more: str) -> dict[str, str]:
    return {
        "MessageSid": sid,
        "SmsSid": sid,
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "NumSegments": "1",
        "From": number,
        "To": "+15550006",
        "Body": body,
        "FromCity": "",
        "AccountSid": "AC" + "1" * 32,
        **more,
    }


async def text_message(desk: Desk, id: str = "m-1", customer: str = "c-1") -> None:
    await desk.sent(id, customer, Channel.SMS)


def told(desk: Desk) -> list[tuple[str, bool, bool]]:
    return [(one.reaction.value, one.hard, one.everything) for one in desk.told]


@pytest.mark.parametrize(
    ("form", "meant"),
    [
        (status("queued"), []),
        (status("sent", RawDlrDoneDate="2611211030"), []),
        (status("delivered"), []),
        (status("read"), [("opened", False, False)]),
        (status("canceled"), []),
        (status("undelivered", ErrorCode="30003"), [("bounced", False, False)]),
        (status("undelivered", ErrorCode="30005"), [("bounced", True, False)]),
        (status("failed", ErrorCode="30007"), [("bounced", False, False)]),
        (status("failed", ErrorCode="21610"), [("bounced", False, False), ("unsubscribed", False, True)]),
        (status("delivered", SomethingNew="yes", Empty=""), []),
    ],
    ids=lambda value: str(value.get("ErrorCode", value["MessageStatus"])) if isinstance(value, dict) else "",
)
async def test_what_a_status_means(desk: Desk, form: Mapping[str, str], meant: list[tuple[str, bool, bool]]) -> None:
    await text_message(desk)
    answer = await twilio_form(desk.http, STATUS, form)
    assert (answer.status_code, answer.content) == (204, b"")
    assert told(desk) == meant
    assert all((one.message_id, one.channel, one.address) == ("m-1", "sms", NUMBER) for one in desk.told)
    await twilio_form(desk.http, STATUS, form)
    assert len(desk.kinds) == 1


async def test_statuses_in_any_order_move_nothing_back(desk: Desk) -> None:
    await text_message(desk)
    for one in ("undelivered", "sent", "delivered", "queued"):
        assert (await twilio_form(desk.http, STATUS, status(one))).status_code == 204
    assert told(desk) == [("bounced", False, False)]
    assert {kind for kind, _ in desk.kinds} == {"undelivered", "sent", "delivered", "queued"}


@pytest.mark.parametrize("algorithm", [None, "HMAC_SHA1", "HMAC_SHA256"])
@pytest.mark.parametrize(
    "public", ["https://twostep.example.com/here", "https://twostep.example.com:443/here"], ids=["plain", "port"]
)
async def test_both_kinds_of_signature_over_the_public_address(desk: Desk, algorithm: str | None, public: str) -> None:
    await text_message(desk)
    answer = await twilio_form(desk.http, STATUS, status("delivered"), algorithm=algorithm, public=public)
    assert answer.status_code == 204


@pytest.mark.parametrize(
    ("secret", "status_code"),
    [(SHARED[1], 204), (TOKEN, 403), ("nobodys-shared-key", 403)],
    ids=["older", "token", "none"],
)
async def test_a_shared_key_is_not_the_auth_token_and_lives_on_beside_a_newer_one(
    desk: Desk, secret: str, status_code: int
) -> None:
    await text_message(desk)
    form = status("delivered")
    answer = await twilio_form(desk.http, STATUS, form, algorithm="HMAC_SHA256", secret=secret)
    assert answer.status_code == status_code
    answer = await twilio_form(desk.http, STATUS, form, secret=SHARED[0])  # in the place of the token
    assert answer.status_code == 403


@pytest.mark.parametrize("public", ["http://inside:8080", "https://evil.example.com/here"])
async def test_the_name_by_which_we_were_called_counts_for_nothing(desk: Desk, public: str) -> None:
    await text_message(desk)
    answer = await twilio_form(desk.http, INBOUND, inbound("STOP"), public=public)
    assert answer.status_code == 403
    assert desk.kinds == []


async def test_an_unknown_way_of_signing_is_refused(desk: Desk) -> None:
    headers = {"X-Twilio-Signature": "x", "X-Twilio-Webhooks-Signature-Settings": "key=a,algorithm=NONE"}
    answer = await desk.http.post(STATUS, data=status("sent"), headers=headers)
    assert answer.status_code == 403


async def test_json_is_signed_by_its_hash_in_the_address(desk: Desk) -> None:
    await text_message(desk)
    assert (await twilio_json(desk.http, STATUS, status("read"))).status_code == 204
    assert told(desk) == [("opened", False, False)]
    assert (await twilio_json(desk.http, STATUS, ["no object"])).status_code == 400


@pytest.mark.parametrize("written", ["STOP", "stop", " Stop! ", "STOPALL", "unsubscribe", "END", "QUIT", "CANCEL",
                                     "REVOKE", "optout"])  # fmt: skip
async def test_stop_closes_the_number_for_all_who_have_it_and_is_not_answered(desk: Desk, written: str) -> None:
    await text_message(desk)
    await text_message(desk, "m-2", "c-2")
    answer = await twilio_form(desk.http, INBOUND, inbound(written))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/xml; charset=utf-8")
    assert answer.text.endswith("<Response/>")
    assert told(desk) == [("unsubscribed", False, True)] * 2
    assert {one.message_id for one in desk.told} == {"m-1", "m-2"}


@pytest.mark.parametrize(
    ("form", "meant"),
    [
        (inbound("START"), [("resubscribed", False, True)]),
        (inbound("Unstop"), [("resubscribed", False, True)]),
        (inbound("HELP"), []),
        (inbound("info"), []),
        (inbound("Please stop this"), [("replied", False, False)]),
        (inbound("arrêt", OptOutType="STOP"), [("unsubscribed", False, True)]),
        (inbound("STOP", OptOutType="HELP"), []),
        (inbound("STOP", OptOutType="START"), [("resubscribed", False, True)]),
        (inbound(""), [("replied", False, False)]),
    ],
)
async def test_what_is_written_back(desk: Desk, form: Mapping[str, str], meant: list[tuple[str, bool, bool]]) -> None:
    await text_message(desk)
    assert (await twilio_form(desk.http, INBOUND, form)).status_code == 200
    assert told(desk) == meant


async def test_a_reply_carries_its_text_and_answers_the_newest_message(desk: Desk) -> None:
    await text_message(desk)
    await text_message(desk, "m-2")
    await twilio_form(desk.http, INBOUND, inbound("Is it still there? 👟"))
    [one] = desk.told
    assert (one.message_id, one.detail) == ("m-2", {"text": "Is it still there? 👟"})


async def test_the_longest_reply_is_kept_whole(desk: Desk) -> None:
    await text_message(desk)
    written = "a" * 1_599 + "z"
    await twilio_form(desk.http, INBOUND, inbound(written))
    [one] = desk.told
    assert one.detail == {"text": written}


async def test_who_is_not_known_is_kept_and_counted(desk: Desk) -> None:
    assert (await twilio_form(desk.http, INBOUND, inbound("hello", "+4930999"))).status_code == 200
    assert desk.kinds == [("received", "unmatched")]


@pytest.mark.parametrize(
    ("path", "form", "kept"),
    [
        (INBOUND, inbound("STOP"), ("everything", "stopped")),
        (INBOUND, inbound("UNSTOP"), ("nothing", "started")),
        (STATUS, status("undelivered", ErrorCode="30006"), ("everything", "gone")),
        (STATUS, status("failed", ErrorCode="21610"), ("everything", "stopped")),
        (INBOUND, inbound("hello"), None),
        (STATUS, status("undelivered", ErrorCode="30003"), None),
    ],
)
async def test_what_is_said_of_a_number_that_nobody_has_is_kept_for_the_number(
    desk: Desk, path: str, form: Mapping[str, str], kept: tuple[str, str] | None
) -> None:
    for _ in range(2):
        assert (await twilio_form(desk.http, path, form)).is_success
    assert [became for _, became in desk.kinds] == ["unmatched"]
    hashed = AddressKey(desk.key).hash(NUMBER)
    assert desk.suppressed == ([] if kept is None else [("sms", *kept, hashed)])


@pytest.mark.parametrize("path", [STATUS, INBOUND])
@pytest.mark.parametrize("form", [{}, {"MessageSid": "a b"}, {"From": NUMBER}])
async def test_what_lacks_its_parts_is_refused(desk: Desk, path: str, form: Mapping[str, str]) -> None:
    assert (await twilio_form(desk.http, path, form)).status_code == 400


@pytest.mark.parametrize(("setting", "algorithm"), [("TWILIO_AUTH_TOKEN", None), ("TWILIO_WEBHOOK_KEY", "HMAC_SHA256")])
async def test_without_its_key_nothing_is_taken(tmp_path: Path, setting: str, algorithm: str | None) -> None:
    async with open_desk(tmp_path, **{setting.lower(): None}) as desk:
        answer = await twilio_form(desk.http, INBOUND, inbound("STOP"), algorithm=algorithm)
        assert answer.status_code == 404
        assert setting in answer.json()["detail"]
