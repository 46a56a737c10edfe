"""A cap of one marketing message in a day, messages under it, and a department that asks."""

from typing import Any

from tests.engine.books import Books, Step, message
from tests.engine.lives import Life

CAP: Step = {"name": "one", "counts": {"class": "marketing"}, "max": 1, "per": "1d", "over": "hold"}
MESSAGES = (
    message("x", expires="60d"),
    message("late", expires="60d", priority=10),
    message("tagged", tags=["big"]),
    message("news", purpose="promotional", channels=["email", "sms"]),
    message("note", purpose="service"),
)


def cap(**more: Any) -> Step:
    return {**CAP, **more}


def life(*caps: Step, zone: str = "Europe/Berlin", week: str = "monday", **attributes: Any) -> Life:
    policy: Step = {"caps": list(caps), "week_starts": week, "channels": {"email": {}, "sms": {}}}
    return Life(Books(messages=MESSAGES, policy=policy), zone=zone, **attributes)
