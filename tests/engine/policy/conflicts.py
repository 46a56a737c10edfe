"""A rule by which promotion yields to a welcome, and the messages that it concerns."""

from typing import Any

from tests.engine.books import Books, Step, journey, message, send

RULE: Step = {
    "name": "welcome-day",
    "keep": {"tags": ["welcome"]},
    "yield": {"purposes": ["promotional"]},
    "within": "24h",
    "over": "hold",
}
BERLIN: Step = {"zone": "Europe/Berlin", "channels": {"email": {}, "sms": {}}}


def rule(**more: Any) -> Step:
    return {**RULE, **more}


def books(*rules: Step, **policy: Any) -> Books:
    """`welcome` on purchase; `news` promotes, `tips` does not."""
    return Books(
        journey("a", send("welcome")),
        messages=(
            message("welcome", tags=["welcome"], channels=["email", "sms"]),
            message("news", purpose="promotional", topics=["phones"], expires="9d"),
            message("both", purpose="promotional", tags=["welcome"]),
            message("tips"),
            message("note", purpose="service"),
        ),
        policy={**BERLIN, "conflicts": list(rules), **policy},
    )
