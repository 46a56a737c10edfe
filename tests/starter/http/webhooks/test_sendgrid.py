"""SendGrid's event webhook: the events as its documents show them, and what they do."""

import json
from typing import Any

import pytest

from audit.address import AddressKey
from starter.http.webhooks.sendgrid.machines import by_scanners
from tests.starter.http.webhooks.desk import Desk

AT = 1_792_000_000
BASE = {
    "email": "anna@example.com",
    "timestamp": AT,
    "smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>",
    "category": ["cat facts"],
    "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
    "twostep_message_id": "m-1",
    "twostep_attempt": "1",
}
AGENT = "Mozilla/4.0 (compatible; MSIE 6.1; Windows XP; .NET CLR 1.1.4322; .NET CLR 2.0.50727)"


def event(kind: str, id: str = "e", **more: Any) -> dict[str, Any]:
    return {**BASE, "event": kind, "sg_event_id": f"{kind}-{id}", **more}


SAMPLES: dict[str, tuple[dict[str, Any], list[tuple[str, bool]]]] = {
    "processed": (event("processed", pool={"name": "new_MY_test", "id": 210}), []),
    "deferred": (event("deferred", response="400 try again later", attempt="5", category="cat facts"), []),
    "delivered": (event("delivered", response="250 OK", ip="127.0.0.1", tls=1), []),
    "open": (event("open", useragent=AGENT, ip="255.255.255.255", sg_machine_open=False), [("opened", False)]),
    "machine open": (event("open", useragent="Mozilla/5.0", sg_machine_open=True), []),
    "click": (
        event("click", useragent=AGENT, url="http://www.sendgrid.com/", url_offset={"index": 0, "type": "html"}),
        [("clicked", False)],
    ),
    "bounce": (
        event(
            "bounce",
            reason="500 unknown recipient",
            status="5.0.0",
            type="bounce",
            bounce_classification="Invalid Address",
        ),
        [("bounced", True)],
    ),
    "blocked": (event("bounce", reason="550 listed", status="5.7.1", type="blocked"), [("bounced", False)]),
    "dropped, bounced before": (event("dropped", reason="Bounced Address", status="5.0.0"), [("bounced", True)]),
    "dropped, invalid": (event("dropped", reason="Invalid"), [("bounced", True)]),
    "dropped, unsubscribed": (
        event("dropped", reason="Unsubscribed Address"),
        [("bounced", False), ("unsubscribed", False)],
    ),
    "dropped, complained before": (
        event("dropped", reason="Spam Reporting Address"),
        [("bounced", False), ("unsubscribed", False)],
    ),
    "dropped, spam": (event("dropped", reason="Spam Content (if Spam Checker app enabled)"), [("bounced", False)]),
    "dropped, our header": (event("dropped", reason="Invalid SMTPAPI header"), [("bounced", False)]),
    "spamreport": (event("spamreport"), [("complained", False)]),
    "unsubscribe": (event("unsubscribe"), [("unsubscribed", False)]),
    "group_unsubscribe": (
        event(
            "group_unsubscribe", useragent=AGENT, ip="255.255.255.255", url="http://www.sendgrid.com/", asm_group_id=10
        ),
        [("unsubscribed", False)],
    ),
    "group_resubscribe": (event("group_resubscribe", asm_group_id=10), [("resubscribed", False)]),
    "of a kind to come": (event("levitated", height=3), []),
}


@pytest.mark.parametrize("name", SAMPLES)
async def test_what_an_event_means(desk: Desk, name: str) -> None:
    sample, meant = SAMPLES[name]
    await desk.sent()
    answer = await desk.sendgrid.post(desk.http, [sample])
    assert answer.status_code == 204, answer.text
    assert [(one.reaction.value, one.hard) for one in desk.told] == meant
    assert desk.kinds == [(sample["event"], "signalled" if meant else "settled")]
    assert {one.at.timestamp() for one in desk.told} <= {AT}
    again = await desk.sendgrid.post(desk.http, [sample])
    assert again.status_code == 204
    assert len(desk.kinds) == 1


async def test_an_asynchronous_bounce_is_matched_by_our_own_id(desk: Desk) -> None:
    await desk.sent()
    late = event("bounce", type="bounce", reason="mailbox gone")
    del late["sg_message_id"], late["smtp-id"]
    await desk.sendgrid.post(desk.http, [late])
    [told] = desk.told
    assert (told.message_id, told.hard, told.detail["reason"]) == ("m-1", True, "mailbox gone")
    assert told.address == "anna@example.com"


async def test_a_batch_in_any_order_is_kept_whole(desk: Desk) -> None:
    await desk.sent()
    batch = [event("click", url="https://a.b"), event("open"), event("delivered"), event("processed"), event("open")]
    assert (await desk.sendgrid.post(desk.http, batch)).status_code == 204
    assert [one.reaction.value for one in desk.told] == ["clicked", "opened"]
    assert len(desk.kinds) == 4  # one came twice


async def test_of_a_batch_with_events_of_others_nothing_is_lost(desk: Desk) -> None:
    await desk.sent()
    strange: list[dict[str, Any]] = [
        {"event": "open", "sg_event_id": "x", "email": "somebody@else.com", "timestamp": AT},
        {},
        {"event": 7, "timestamp": "yesterday", "sg_event_id": ["?"], "twostep_message_id": {"a": 1}},
        event("spamreport"),
    ]
    assert (await desk.sendgrid.post(desk.http, strange)).status_code == 204
    assert [one.reaction.value for one in desk.told] == ["complained"]
    assert sorted(kind for kind, became in desk.kinds if became == "unmatched") == ["open", "unreadable", "unreadable"]


async def test_a_complaint_and_a_bounce_of_mail_that_nobody_knows_are_kept_for_the_address(desk: Desk) -> None:
    strange = [
        event(kind, "strange", twostep_message_id="m-of-others") for kind in ("spamreport", "open", "unsubscribe")
    ]
    bounces = [
        event("bounce", type=type, email=f"{type}@example.com", twostep_message_id=None)
        for type in ("bounce", "blocked")
    ]
    bounces[1]["sg_event_id"] = "other"
    assert (await desk.sendgrid.post(desk.http, [*strange, *bounces])).status_code == 204
    assert {became for _, became in desk.kinds} == {"unmatched"}
    key = AddressKey(desk.key)
    assert sorted(desk.suppressed) == [
        ("email", "everything", "gone", key.hash("bounce@example.com")),
        ("email", "marketing", "complained", key.hash("anna@example.com")),
    ]


async def test_what_became_of_the_account_is_an_alert(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    change = {"event": "account_status_change", "sg_event_id": "a", "timestamp": AT, "type": "compliance_suspend"}
    assert (await desk.sendgrid.post(desk.http, [change])).status_code == 204
    assert any("compliance_suspend" in record.message and record.levelname == "ERROR" for record in caplog.records)


def clicks(*offsets: float, links: str = "abc") -> list[dict[str, Any]]:
    return [
        event("click", str(number), timestamp=AT + offset, url=f"https://shop/{links[number]}", useragent=AGENT)
        for number, offset in enumerate(offsets)
    ]


@pytest.mark.parametrize(
    ("events", "machines"),
    [
        (clicks(0, 0, 1), {0, 1, 2}),
        (clicks(0, 5), set()),
        (clicks(0, 1, links="aa"), set()),
        ([event("click", useragent="Barracuda Sentinel (EE)", url="https://a.b")], {0}),
        ([event("open", useragent="Googlebot/2.1")], {0}),
        ([event("delivered", useragent="Googlebot/2.1")], set()),
        ([event("open", useragent="Mozilla/5.0 (via ggpht.com GoogleImageProxy)")], set()),
        ([event("click", url="a", timestamp=AT + 0.5), event("click", url="b", timestamp=10**400)], set()),
    ],
)
def test_who_follows_links_like_a_machine_is_one(events: list[dict[str, Any]], machines: set[int]) -> None:
    assert by_scanners(events) == machines


async def test_logs_name_neither_whom_nor_what(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    await desk.sent()
    await desk.sendgrid.post(
        desk.http, [event("bounce", reason="no anna@example.com here"), event("open", ip="10.1.2.3")]
    )
    body = json.dumps([event("open")]).encode()
    await desk.http.post("/webhooks/sendgrid", content=body + b" ", headers=desk.sendgrid.headers(body))
    said = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("httpx"))
    assert "2 events of sendgrid: 2 signalled" in said
    assert not any(secret in said for secret in ("anna", "10.1.2.3", "m-1", "c-1", desk.sendgrid.public))
