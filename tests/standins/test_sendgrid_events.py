"""The events that the stand-in posts: signed, by what the address says, by what a reader does, and in disorder."""

import base64
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from sendgrid.helpers.eventwebhook import EventWebhook as SendGridCheck

from standins.sendgrid.event_webhook import Disturbance
from standins.sendgrid.signing import SIGNATURE, TIMESTAMP, public_key
from tests.standins.houses import EVENTS_KEY, Street, open_street


@pytest.fixture
async def street() -> AsyncIterator[Street]:
    async with open_street() as street:
        yield street


async def events(street: Street, last: str) -> list[dict[str, object]]:
    """All of them, once `last` has come: how they are spread over batches is a matter of time."""
    await street.receiver.until(lambda: last in names(street))
    return street.receiver.events()


def names(street: Street) -> list[object]:
    return [event["event"] for event in street.receiver.events()]


def to(address: str) -> list[dict[str, object]]:
    return [{"to": [{"email": address}], "custom_args": {"twostep_message_id": "m-1", "twostep_attempt": "1"}}]


async def test_a_batch_passes_the_check_that_sendgrid_publishes(street: Street) -> None:
    await street.mail(personalizations=to("ada@example.com"), categories=["hello"])
    [(path, headers, body)] = await street.receiver.wait(1)
    assert path == "/webhooks/sendgrid"
    check = SendGridCheck(public_key(EVENTS_KEY))
    assert check.verify_signature(body.decode(), headers[SIGNATURE], headers[TIMESTAMP], check.public_key)
    assert not check.verify_signature(body.decode() + " ", headers[SIGNATURE], headers[TIMESTAMP], check.public_key)
    processed, delivered = json.loads(body)
    assert (processed["event"], delivered["event"]) == ("processed", "delivered")
    [mail] = street.running.sendgrid.mailbox.after(0)
    assert delivered["sg_message_id"].startswith(mail.message_id)
    assert (delivered["twostep_message_id"], delivered["category"]) == ("m-1", "hello")
    assert processed["sg_event_id"] != delivered["sg_event_id"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("bounce", ["processed", "bounce"]),
        ("blocked", ["processed", "bounce"]),
        ("deferred", ["processed", "deferred", "delivered"]),
        ("later-bounce", ["processed", "delivered", "bounce"]),
    ],
)
async def test_the_address_says_what_becomes_of_a_mail(street: Street, name: str, expected: list[str]) -> None:
    await street.mail(personalizations=to(f"{name}@example.com"), categories=["a", "b"])
    found = await events(street, expected[-1])
    assert [event["event"] for event in found] == expected
    assert found[0]["category"] == ["a", "b"]
    bounced = [event for event in found if event["event"] == "bounce"]
    assert [event["type"] for event in bounced] == {"blocked": ["blocked"], "deferred": []}.get(name, ["bounce"])
    assert ["sg_message_id" in event for event in bounced] == [name != "later-bounce"] * len(bounced)


async def test_an_opening_and_a_link_are_told_unless_the_mail_is_not_to_be_tracked(street: Street) -> None:
    html = '<p>Hi <a href="mailto:a@example.com">a</a> <a href="https://shop.example/x?a=1&amp;b=2">go</a></p>'
    content = [{"type": "text/html", "value": html}]
    off = {"click_tracking": {"enable": False}, "open_tracking": {"enable": False}}
    await street.mail(personalizations=to("ada@example.com"), content=content)
    await street.mail(personalizations=to("ada@example.com"), content=content, tracking_settings=off)
    async with aiohttp.ClientSession(street.url) as http:
        shown = [await (await http.get(f"/mails/{number}/html")).text() for number in (1, 2)]
        links = [await (await http.get(f"/mails/{number}?view=links")).text() for number in (1, 2)]
        assert ["open.gif" in one for one in shown] == [True, False]
        assert ['href="/mails/1/links/1"' in links[0], 'href="https://shop.example/x' in links[1]] == [True, True]
        async with http.get("/mails/1/open.gif") as pixel:
            assert pixel.content_type == "image/gif"
        async with http.get("/mails/1/links/1", allow_redirects=False) as moved:
            assert (moved.status, moved.headers["Location"]) == (302, "https://shop.example/x?a=1&b=2")
        async with http.get("/mails/1/links/0", allow_redirects=False) as none:
            assert none.status == 404
    found = await events(street, "click")
    told = [event for event in found if event["event"] in ("open", "click")]
    assert [(event["event"], event.get("url")) for event in told] == [
        ("open", None),
        ("click", "https://shop.example/x?a=1&b=2"),
    ]
    assert told[0]["sg_machine_open"] is False


async def test_a_reader_reports_spam_and_unsubscribes_by_one_click(street: Street) -> None:
    one_click = {
        "List-Unsubscribe": f"<mailto:u@example.com>, <{street.here.base_url}/u/token>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    await street.mail(headers=one_click)
    await street.mail()
    async with aiohttp.ClientSession(street.url) as http:
        async with http.post("/mails/1/done", data={"action": "unsubscribe"}) as answer:
            assert answer.status == 200
        async with http.post("/mails/2/done", data={"action": "unsubscribe"}) as answer:
            assert answer.status == 409
        headers = {"Origin": "https://evil.example"}
        async with http.post("/mails/1/done", data={"action": "spamreport"}, headers=headers) as answer:
            assert answer.status == 403
        async with http.post("/mails/1/done", data={"action": "spamreport"}) as answer:
            assert answer.status == 200
    told = [event["event"] for event in await events(street, "spamreport")]
    assert [body for path, _, body in street.receiver.requests if path == "/u/token"] == [b"List-Unsubscribe=One-Click"]
    assert told == ["processed", "delivered", "processed", "delivered", "spamreport"]


async def test_a_batch_comes_again_until_it_is_taken_and_in_disorder_by_order(street: Street) -> None:
    webhook = street.running.sendgrid.webhook
    assert webhook is not None
    street.receiver.refuse = 1
    webhook.order(Disturbance(twice=True, reversed=True))
    await street.mail()
    first, second = await street.receiver.wait(2)
    assert first[2] == second[2]
    assert [event["event"] for event in json.loads(first[2])] == ["delivered", "processed"]


async def test_inside_images_are_shown_and_attachments_are_checked(street: Street) -> None:
    png = base64.b64encode(b"\x89PNG").decode()
    logo = {"content": png, "filename": "l.png", "type": "image/png", "disposition": "inline", "content_id": "logo"}
    await street.mail(
        content=[{"type": "text/html", "value": '<img src="cid:logo"><img src="cid:none">'}], attachments=[logo]
    )
    async with aiohttp.ClientSession(street.url) as http, http.get("/mails/1/html") as shown:
        text = await shown.text()
        assert f'<img src="data:image/png;base64,{png}"><img src="cid:none">' in text
        assert f"img-src data: {street.url}/mails/1/open.gif;" in shown.headers["Content-Security-Policy"]
