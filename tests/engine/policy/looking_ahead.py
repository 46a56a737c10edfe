"""A cap that looks ahead, and a lighter and a heavier message under it."""

from typing import Any

from tests.engine.books import Books, Step, journey, message, send, wait
from tests.engine.lives import Life

CAP: Step = {
    "name": "week",
    "counts": {"class": "marketing"},
    "max": 1,
    "per": "7d",
    "over": "hold",
    "look_ahead": "48h",
}
MESSAGES = (
    message("big", priority=80, tags=["big"]),
    message("same", priority=50),
    message("light", expires="60d"),
    message("note", purpose="service"),
)


def cap(**more: Any) -> Step:
    return {**CAP, **more}


def life(*caps: Step, wait_for_it: Any = "1d", then: str = "big", policy: Step | None = None, **profile: Any) -> Life:
    """A purchase leads to `then`."""
    rules: Step = {"channels": {"email": {}, "sms": {}}, "caps": list(caps or (CAP,)), **(policy or {})}
    books = Books(journey("a", wait(wait_for_it), send(then)), messages=MESSAGES, policy=rules)
    return Life(books, zone="Europe/Berlin", **profile)
