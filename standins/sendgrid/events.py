"""Makes the events that SendGrid posts of a mail: what became of it by itself, and what its reader does."""

import secrets
import time
from collections.abc import Iterator
from typing import Literal

from standins.sendgrid.mailbox import Mail

Event = dict[str, object]
Did = Literal["open", "click", "unsubscribe", "spamreport"]

_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
_IP = "203.0.113.7"


def fate(mail: Mail) -> Iterator[Event]:
    """By each recipient's name before the @: `bounce`, `blocked`, `deferred`, `later-bounce`; others get it."""
    for address in mail.recipients():
        yield _event(mail, address, "processed", **_smtp(mail), pool={"name": "standin", "id": 1})
        yield from _after(mail, address, address.partition("@")[0].casefold())


def _after(mail: Mail, address: str, name: str) -> Iterator[Event]:
    delivered = _event(mail, address, "delivered", **_smtp(mail), response="250 OK", ip="198.51.100.7", tls=1)
    gone: Event = {"reason": "550 5.1.1 The mailbox does not exist", "status": "5.1.1", "type": "bounce",
                   "bounce_classification": "Invalid Address"}  # fmt: skip
    match name:
        case "bounce":
            yield _event(mail, address, "bounce", **_smtp(mail), **gone)
        case "blocked":
            said = {"reason": "554 5.7.1 Refused by policy", "status": "5.7.1", "type": "blocked"}
            yield _event(mail, address, "bounce", **_smtp(mail), **said, bounce_classification="Content")
        case "deferred":
            yield _event(mail, address, "deferred", **_smtp(mail), response="450 Try again", attempt="1")
            yield delivered
        case "later-bounce":
            yield delivered
            # Said by a mail of its own, later on: SendGrid does not know any more which message it was about.
            late = _event(mail, address, "bounce", **gone)
            yield {name: value for name, value in late.items() if name != "sg_message_id"}
        case _:
            yield delivered


def done(mail: Mail, did: Did, url: str | None = None, *, machine: bool = False) -> Event:
    """What the first recipient did with it."""
    address = next(mail.recipients())
    match did:
        case "open":
            return _event(mail, address, "open", useragent=_AGENT, ip=_IP, sg_machine_open=machine)
        case "click":
            offset = {"index": 0, "type": "html"}
            return _event(mail, address, "click", useragent=_AGENT, ip=_IP, url=url, url_offset=offset)
        case "unsubscribe" | "spamreport":
            return _event(mail, address, did)


def _event(mail: Mail, address: str, event: str, **more: object) -> Event:
    """Custom arguments stand at the top level; names of SendGrid's own go before them."""
    return {
        **mail.custom_args,
        "email": address,
        "timestamp": int(time.time()),
        "event": event,
        "sg_event_id": secrets.token_urlsafe(22),
        "sg_message_id": f"{mail.message_id}.recvd-standin-1-0.0",
        # One category comes as a text, several as a list.
        **(
            {"category": mail.categories[0] if len(mail.categories) == 1 else mail.categories}
            if mail.categories
            else {}
        ),
        **more,
    }


def _smtp(mail: Mail) -> dict[str, str]:
    return {"smtp-id": f"<{mail.message_id}@standin.invalid>"}
