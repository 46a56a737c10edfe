"""The published contract of `/v3/mail/send`, as one check over a parsed request body."""

from collections.abc import Callable

from standins.sendgrid.complaints import (
    Complaint,
    Complaints,
    check_known,
    check_mailbox,
    check_text,
    wrong_type,
)
from standins.sendgrid.content_rules import check_attachments, check_content, check_subject
from standins.sendgrid.envelope_rules import check_envelopes
from standins.sendgrid.header_rules import check_headers
from standins.sendgrid.settings_rules import (
    check_asm,
    check_categories,
    check_mail_settings,
    check_tracking_settings,
)
from standins.sendgrid.time_rules import check_send_at

MOST_REPLY_TO = 1000

_KNOWN = frozenset(
    {"personalizations", "from", "reply_to", "reply_to_list", "subject", "content", "attachments",
     "template_id", "headers", "categories", "custom_args", "send_at", "batch_id", "asm", "ip_pool_name",
     "mail_settings", "tracking_settings"}
)  # fmt: skip

# The published schema types the message level's custom_args as a string; an object goes to personalizations.
_OPTIONAL: dict[str, Callable[[object], Complaints]] = {
    "attachments": check_attachments,
    "template_id": lambda value: check_text(value, "template_id", least=1),
    "headers": lambda value: check_headers(value, "headers"),
    "categories": check_categories,
    "custom_args": lambda value: check_text(value, "custom_args", most=10_000),
    "batch_id": lambda value: _check_batch(value),
    "asm": check_asm,
    "ip_pool_name": lambda value: check_text(value, "ip_pool_name", least=2, most=64),
    "mail_settings": check_mail_settings,
    "tracking_settings": check_tracking_settings,
}


def complaints(payload: object, now: float) -> list[Complaint]:
    """All that is wrong with it; empty for a mail that would be taken. `now` in unix seconds."""
    if not isinstance(payload, dict):
        return [Complaint("Bad Request")]
    return list(_check(payload, now))


def _check(payload: dict[str, object], now: float) -> Complaints:
    yield from check_known(payload, _KNOWN, "")
    yield from check_envelopes(payload.get("personalizations"), payload.get("template_id"), now)
    yield from _check_from(payload.get("from"))
    yield from _check_reply_to(payload)
    yield from check_subject(payload)
    yield from check_content(payload)
    for name, check in _OPTIONAL.items():
        if name in payload:
            yield from check(payload[name])
    if "send_at" in payload:
        yield from check_send_at(payload["send_at"], "send_at", now)


def _check_from(value: object) -> Complaints:
    if not isinstance(value, dict) or not value.get("email"):
        yield Complaint(
            "The from object must be provided for every email send. It is an object that requires the email "
            "parameter, but may also contain a name parameter.",
            "from.email",
        )
        return
    yield from check_mailbox(value, "from")
    email = value["email"]
    if isinstance(email, str) and not email.isascii():
        yield Complaint("Unicode is not supported in the from address.", "from.email")


def _check_reply_to(payload: dict[str, object]) -> Complaints:
    if "reply_to" in payload and "reply_to_list" in payload:
        yield Complaint("Use either reply_to or reply_to_list, not both.", "reply_to")
    if "reply_to" in payload:
        yield from check_mailbox(payload["reply_to"], "reply_to")
    listed = payload.get("reply_to_list", [])
    if not isinstance(listed, list):
        yield wrong_type("array", listed, "reply_to_list")
        return
    if len(listed) > MOST_REPLY_TO:
        yield Complaint(f"reply_to_list is limited to {MOST_REPLY_TO} addresses.", "reply_to_list")
    for index, mailbox in enumerate(listed):
        yield from check_mailbox(mailbox, f"reply_to_list.{index}")
        if mailbox in listed[:index]:
            yield Complaint("The addresses of reply_to_list must be unique.", f"reply_to_list.{index}")


def _check_batch(value: object) -> Complaints:
    yield from check_text(value, "batch_id", least=1)
    if isinstance(value, str):
        # Ids come from POST /v3/mail/batch, which the stand-in does not offer: there is no valid one.
        yield Complaint("invalid batch id", "batch_id")
