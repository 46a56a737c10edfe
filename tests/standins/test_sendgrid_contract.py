"""The stand-in's contract: every published limit, on both of its sides."""

import base64
from collections.abc import Iterator

import pytest

from standins.sendgrid.contract import complaints
from tests.standins.payloads import Payload, envelope, mailboxes, payload, without

NOW = 1_780_000_000.0


def fields(sent: object) -> set[str | None]:
    return {complaint.field for complaint in complaints(sent, NOW)}


TAKEN: dict[str, Payload] = {
    "plain": payload(),
    "html only": payload(content=[{"type": "text/html", "value": "x"}]),
    "one-click headers": payload(
        headers={"List-Unsubscribe": "<https://u>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    ),
    "1000 recipients": envelope(cc=mailboxes(999)),
    "1000 personalizations": payload(personalizations=[{"to": [mailbox]} for mailbox in mailboxes(1000)]),
    "ten categories of 255": payload(categories=[f"{number}" * 255 for number in range(10)]),
    "custom_args of 10,000 bytes": envelope(custom_args={"a": "x" * 9_991}),
    "custom_args as text at message level": payload(custom_args="x"),
    "subject per personalization": without("subject") | {"personalizations": [{"to": mailboxes(1), "subject": "Hi"}]},
    "template": {
        "personalizations": [{"to": mailboxes(1), "dynamic_template_data": {"a": [1]}}],
        "from": {"email": "shop@example.com"},
        "template_id": "d-1",
    },
    "send_at in 72 hours": payload(send_at=int(NOW) + 72 * 3600),
    "25 groups": payload(asm={"group_id": 1, "groups_to_display": list(range(25))}),
    "two of three bypasses": payload(
        mail_settings={
            "bypass_spam_management": {"enable": True},
            "bypass_unsubscribe_management": {"enable": True},
        }
    ),
    "bypass of lists beside one that is off": payload(
        mail_settings={
            "bypass_list_management": {"enable": True},
            "bypass_spam_management": {"enable": False},
        }
    ),
    "tracking": payload(tracking_settings={"click_tracking": {"enable": True, "enable_text": False}}),
    "pool": payload(ip_pool_name="ab"),
    "reply_to_list": payload(reply_to_list=mailboxes(2)),
    "attachment": payload(attachments=[{"content": base64.b64encode(b"x").decode(), "filename": "a.txt"}]),
}


@pytest.mark.parametrize("name", TAKEN)
def test_taken(name: str) -> None:
    assert complaints(TAKEN[name], NOW) == []


REFUSED: dict[str, tuple[object, str | None]] = {
    "not an object": ([], None),
    "no personalizations": (without("personalizations"), "personalizations"),
    "empty personalizations": (payload(personalizations=[]), "personalizations"),
    "1001 personalizations": (
        payload(personalizations=[{"to": [mailbox]} for mailbox in mailboxes(1001)]),
        "personalizations",
    ),
    "1001 recipients": (envelope(cc=mailboxes(500), bcc=mailboxes(500, "b")), "personalizations"),
    "a personalization that is no object": (payload(personalizations=["x"]), "personalizations.0"),
    "no to": (payload(personalizations=[{}]), "personalizations.0.to"),
    "empty to": (envelope(to=[]), "personalizations.0.to"),
    "to without email": (envelope(to=[{"name": "Ada"}]), "personalizations.0.to.0.email"),
    "to of another type": (envelope(to=[{"email": ["a@b.c"]}]), "personalizations.0.to.0.email"),
    "invalid second to": (
        envelope(to=[{"email": "a@b.cd"}, {"email": "nobody"}]),
        "personalizations.0.to.1.email",
    ),
    "a list in one address": (envelope(to=[{"email": "a@b.cd,e@f.gh"}]), "personalizations.0.to.0.email"),
    "a display name in an address": (
        envelope(to=[{"email": "A <a@b.cd>"}]),
        "personalizations.0.to.0.email",
    ),
    "semicolon in a name": (
        envelope(to=[{"email": "a@b.cd", "name": "A; B"}]),
        "personalizations.0.to.0.name",
    ),
    "comma in a name": (envelope(cc=[{"email": "a@b.cd", "name": "A, B"}]), "personalizations.0.cc.0.name"),
    "the same twice": (envelope(cc=[{"email": "ADA@example.com"}]), "personalizations.0"),
    "cc of another type": (envelope(cc="a@b.cd"), "personalizations.0.cc"),
    "empty subject of a personalization": (envelope(subject=""), "personalizations.0.subject"),
    "reserved header of a personalization": (
        envelope(headers={"bcc": "a@b.cd"}),
        "personalizations.0.headers.bcc",
    ),
    "custom_args over 10,000 bytes": (
        envelope(custom_args={"a": "x" * 9_992}),
        "personalizations.0.custom_args",
    ),
    "custom_args counted in bytes": (
        envelope(custom_args={"a": "é" * 5_000}),
        "personalizations.0.custom_args",
    ),
    "custom_args of another type": (envelope(custom_args=["a"]), "personalizations.0.custom_args"),
    "a custom_arg that is no text": (envelope(custom_args={"a": 1}), "personalizations.0.custom_args.a"),
    "substitutions over 10,000 bytes": (
        envelope(substitutions={"a": "x" * 10_000}),
        "personalizations.0.substitutions",
    ),
    "substitutions with a dynamic template": (
        envelope(substitutions={"a": "b"}) | {"template_id": "d-1"},
        "personalizations.0.substitutions",
    ),
    "template data without a template": (
        envelope(dynamic_template_data={}),
        "personalizations.0.dynamic_template_data",
    ),
    "late send_at of a personalization": (
        envelope(send_at=int(NOW) + 72 * 3600 + 1),
        "personalizations.0.send_at",
    ),
    "an unknown key of a personalization": (envelope(too=[]), "personalizations.0.too"),
    "custom_args as an object at message level": (payload(custom_args={"a": "b"}), "custom_args"),
    "no from": (without("from"), "from.email"),
    "from without email": (payload(**{"from": {"name": "Shop"}}), "from.email"),
    "invalid from": (payload(**{"from": {"email": "shop"}}), "from.email"),
    "unicode from": (payload(**{"from": {"email": "shöp@example.com"}}), "from.email"),
    "both kinds of reply_to": (
        payload(reply_to={"email": "a@b.cd"}, reply_to_list=[{"email": "a@b.cd"}]),
        "reply_to",
    ),
    "1001 reply_to": (payload(reply_to_list=mailboxes(1001)), "reply_to_list"),
    "reply_to twice": (payload(reply_to_list=mailboxes(1) * 2), "reply_to_list.1"),
    "invalid reply_to": (payload(reply_to={"email": "x"}), "reply_to.email"),
    "no subject": (without("subject"), "subject"),
    "empty subject": (payload(subject=""), "subject"),
    "no content": (without("content"), "content"),
    "empty content": (payload(content=[]), "content"),
    "empty body": (payload(content=[{"type": "text/plain", "value": ""}]), "content.0.value"),
    "no type": (payload(content=[{"value": "x"}]), "content.0.type"),
    "html before text": (
        payload(content=[{"type": "text/html", "value": "x"}, {"type": "text/plain", "value": "x"}]),
        "content",
    ),
    "attachment without a name": (payload(attachments=[{"content": "eA=="}]), "attachments.0.filename"),
    "attachment that is not base64": (
        payload(attachments=[{"content": "not base64", "filename": "a"}]),
        "attachments.0.content",
    ),
    "unknown disposition": (
        payload(attachments=[{"content": "eA==", "filename": "a", "disposition": "loud"}]),
        "attachments.0.disposition",
    ),
    "a header of another type": (payload(headers={"X-A": 1}), "headers.X-A"),
    "a header with a line break": (payload(headers={"X-A": "a\r\nBcc: b@c.de"}), "headers.X-A"),
    "headers of another type": (payload(headers=[]), "headers"),
    "eleven categories": (payload(categories=[str(number) for number in range(11)]), "categories"),
    "a long category": (payload(categories=["x" * 256]), "categories.0"),
    "a category twice": (payload(categories=["a", "b", "a"]), "categories.2"),
    "send_at after 72 hours": (payload(send_at=int(NOW) + 72 * 3600 + 1), "send_at"),
    "send_at as text": (payload(send_at="soon"), "send_at"),
    "a batch that was never made": (payload(batch_id="abc"), "batch_id"),
    "asm without a group": (payload(asm={}), "asm.group_id"),
    "26 groups": (payload(asm={"group_id": 1, "groups_to_display": list(range(26))}), "asm.groups_to_display"),
    "a short pool": (payload(ip_pool_name="a"), "ip_pool_name"),
    "a long pool": (payload(ip_pool_name="a" * 65), "ip_pool_name"),
    "bypass of lists with another": (
        payload(
            mail_settings={
                "bypass_list_management": {"enable": True},
                "bypass_bounce_management": {"enable": True},
            }
        ),
        "mail_settings.bypass_list_management",
    ),
    "an unknown mail setting": (payload(mail_settings={"sandbox": {}}), "mail_settings.sandbox"),
    "a switch that is text": (
        payload(mail_settings={"sandbox_mode": {"enable": "yes"}}),
        "mail_settings.sandbox_mode.enable",
    ),
    "an unknown tracking setting": (
        payload(tracking_settings={"open_tracking": {"pixel": "x"}}),
        "tracking_settings.open_tracking.pixel",
    ),
    "an unknown key": (payload(customArgs={}), "customArgs"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_the_fields_path(name: str) -> None:
    sent, field = REFUSED[name]
    assert field in fields(sent)


@pytest.mark.parametrize(
    "reserved",
    ["x-sg-id", "X-SG-EID", "received", "dkim-signature", "Content-Type", "Content-Transfer-Encoding", "To",
     "From", "Subject", "Reply-To", "CC", "BCC"],
)  # fmt: skip
def test_reserved_headers(reserved: str) -> None:
    assert f"headers.{reserved}" in fields(payload(headers={reserved: "x"}))


def _replace(value: object, junk: object) -> Iterator[object]:
    """The payload with each of its parts, in turn, replaced by junk."""
    if isinstance(value, dict):
        for key, part in value.items():
            for changed in (junk, *_replace(part, junk)):
                yield value | {key: changed}
    if isinstance(value, list):
        for at, part in enumerate(value):
            for changed in (junk, *_replace(part, junk)):
                yield [*value[:at], changed, *value[at + 1 :]]


@pytest.mark.parametrize("junk", [None, True, 1, 1.5, "", [], {}, [[]], [None], {"email": None}, {"": 0}])
def test_junk_anywhere_gets_complaints_and_no_failure(junk: object) -> None:
    everything = payload(
        headers={"X-A": "a"},
        categories=["a"],
        asm={"group_id": 1, "groups_to_display": [1]},
        attachments=[{"content": "eA==", "filename": "a", "type": "text/plain"}],
        mail_settings={"footer": {"enable": True, "text": "x"}},
        tracking_settings={"ganalytics": {"enable": True}},
        reply_to_list=mailboxes(1),
        personalizations=[{"to": mailboxes(1), "custom_args": {"a": "b"}, "send_at": 1, "headers": {}}],
    )
    variants = list(_replace(everything, junk))
    assert len(variants) > 30
    found = [complaints(variant, NOW) for variant in variants]
    assert any(found)
    assert all(complaint.message for some in found for complaint in some)
