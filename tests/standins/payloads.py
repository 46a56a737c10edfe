"""Request bodies that SendGrid would take, and changes to them."""

import copy

Payload = dict[str, object]


def payload(**changes: object) -> Payload:
    plain: Payload = {
        "personalizations": [{"to": [{"email": "ada@example.com", "name": "Ada"}]}],
        "from": {"email": "shop@example.com"},
        "subject": "Hello",
        "content": [{"type": "text/plain", "value": "hello"}, {"type": "text/html", "value": "<p>hello</p>"}],
    }
    return copy.deepcopy(plain) | changes


def without(name: str) -> Payload:
    return {key: value for key, value in payload().items() if key != name}


def envelope(**changes: object) -> Payload:
    return payload(personalizations=[{"to": [{"email": "ada@example.com"}]} | changes])


def mailboxes(count: int, prefix: str = "c") -> list[dict[str, str]]:
    return [{"email": f"{prefix}{number}@example.com"} for number in range(count)]
