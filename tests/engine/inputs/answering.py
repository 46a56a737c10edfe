"""Journeys of a marketing and an essential message, and what the provider answers to them."""

from engine.contracts.answers import Answer
from tests.engine.books import Books, journey, message, send
from tests.engine.lives import Life

NOTE = message("note", purpose="service")


def life(*answers: Answer | None, exit: object = None) -> Life:
    """`hello` is marketing, on purchase; `note` essential, on view; both go on to `next`."""
    she = Life(
        Books(
            journey("a", send("hello"), send("next"), exit=exit or []),
            journey("b", send("note"), send("next"), enter="viewed", exit=exit or []),
            messages=(NOTE,),
        )
    )
    she.answers["hello"] = list(answers)
    she.answers["note"] = list(answers)
    return she
