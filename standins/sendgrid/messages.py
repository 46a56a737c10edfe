"""Tells the inbox of a mail in the inbox's own words."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from standins.inbox.model import Message, Unsubscribing
from standins.sendgrid.mailbox import Mail


def message_of(mail: Mail, counted: bool = False) -> Message:
    """`counted`: somebody is told what a reader does."""
    return Message(
        number=mail.number,
        channel="email",
        sender=mail.sender.get("name") or mail.sender["email"],
        sender_address=mail.sender["email"],
        recipients=list(mail.recipients()),
        recipients_line=address_line([*mail.to, *mail.cc, *mail.bcc]),
        title=mail.subject,
        text=mail.text,
        html=mail.html,
        received_at=datetime.fromisoformat(mail.received_at),
        labels=mail.categories,
        attachments=[str(name) for name in _attachments(mail)],
        unsubscribing=_unsubscribing(mail.headers),
        headers=list(_headers(mail)),
        particulars=list(_particulars(mail)),
        json_url=f"/_standin/mails?after={mail.number - 1}&limit=1",
        answers_url=f"/mails/{mail.number}/done" if counted else "",
        follow_url=f"/mails/{mail.number}/links/" if counted and counts(mail, "click_tracking") else "",
    )


def counts(mail: Mail, tracking: str) -> bool:
    """Unless the mail says otherwise, `open_tracking` and `click_tracking` are what the account has: on."""
    settings = mail.other.get("tracking_settings")
    setting = settings.get(tracking) if isinstance(settings, dict) else None
    return not (isinstance(setting, dict) and setting.get("enable") is False)


def address_line(mailboxes: Sequence[Mapping[str, str]]) -> str:
    """Names and addresses as a mail's head shows them."""
    return ", ".join(_written(mailbox) for mailbox in mailboxes)


def _written(mailbox: Mapping[str, str]) -> str:
    name = mailbox.get("name")
    return f"{name} <{mailbox['email']}>" if name else mailbox["email"]


def _unsubscribing(headers: Mapping[str, str]) -> Unsubscribing | None:
    folded = {name.lower(): value for name, value in headers.items()}
    targets = folded.get("list-unsubscribe")
    return Unsubscribing(targets, one_click="list-unsubscribe-post" in folded) if targets else None


def _attachments(mail: Mail) -> Iterable[object]:
    named = mail.other.get("attachments", [])
    return named if isinstance(named, list) else []


def _headers(mail: Mail) -> Iterable[tuple[str, str]]:
    yield "From", address_line([mail.sender])
    yield "To", address_line(mail.to)
    if mail.cc:
        yield "Cc", address_line(mail.cc)
    yield "Subject", mail.subject
    yield "Received (UTC)", mail.received_at[:19].replace("T", " ")
    yield "X-Message-Id", mail.message_id
    yield from mail.headers.items()


def _particulars(mail: Mail) -> Iterable[tuple[str, str]]:
    if mail.bcc:
        yield "bcc", address_line(mail.bcc)
    if mail.categories:
        yield "categories", ", ".join(mail.categories)
    yield from ((f"custom_args.{name}", value) for name, value in mail.custom_args.items())
    yield from ((name, json.dumps(value, ensure_ascii=False)) for name, value in mail.other.items())
