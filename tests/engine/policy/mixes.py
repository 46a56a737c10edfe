"""Rules for the mix of messages, and a history of them written in letters."""

from typing import Any

from tests.engine.books import Books, Step, message
from tests.engine.lives import Life

SHARE: Step = {"name": "one-in-three", "of_last": 3, "at_least": 1, "purposes": ["content"], "over": "hold"}
ROW: Step = {"name": "no-three", "never_in_a_row": 3, "purposes": ["promotional"], "over": "hold"}
LETTER: Step = {**SHARE, "instead": "letter"}
KINDS = {"p": "promotional", "l": "lifecycle", "c": "content", "s": "survey", "e": "service", "t": "transactional"}
MESSAGES = (
    *(message(name, purpose=purpose, channels=["email", "sms"]) for name, purpose in KINDS.items()),
    message("letter", purpose="content", department="crm", priority=20, channels=["email", "sms"]),
)


def books(*rules: Step, **policy: Any) -> Books:
    return Books(messages=MESSAGES, policy={"channels": {"email": {}, "sms": {}}, "mix": list(rules), **policy})


def after(she: Life, history: str, start: int = 0) -> None:
    """An hour apart, each message of the history, one after another."""
    for number, name in enumerate(history):
        she.propose(name, f"{start + number}h")


def received(she: Life) -> str:
    return "".join(name for _, name in she.sent())
