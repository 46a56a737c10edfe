"""Rule 2: where the policy asks for confirmation, a grant counts once it is confirmed."""

from typing import Any

import pytest

from engine.contracts.inputs import ConsentChange
from engine.contracts.journal import ConsentRecorded
from engine.customer.consent import standing
from engine.language.terms import Channel, Purpose
from tests.engine.books import Books, message
from tests.engine.lives import Life
from tests.engine.policy.consents import change

DOUBLE: dict[str, Any] = {"channels": {"email": {}, "sms": {}}, "consent": {"double_opt_in": ["email"]}}
GIVEN, CONFIRMED = "granted", "granted confirmed"


def stands(she: Life, purpose: Purpose = Purpose.LIFECYCLE) -> tuple[str, str]:
    """By email, which asks for confirmation, and by sms."""
    email, sms = (standing(she.state.consents, purpose, one, ())[0] for one in (Channel.EMAIL, Channel.SMS))
    return email, sms


def said(word: str, **scope: Any) -> ConsentChange:
    status, *confirmed = word.split()
    return change(status, confirmed=bool(confirmed), **scope)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([(GIVEN, {"channel": "email"})], ("pending", "unknown")),
        ([(CONFIRMED, {"channel": "email"})], ("granted", "unknown")),
        ([(GIVEN, {"channel": "sms"})], ("unknown", "granted")),
        ([(GIVEN, {})], ("pending", "granted")),  # of every channel: where none is asked for it counts
        ([(CONFIRMED, {})], ("granted", "granted")),
        ([(GIVEN, {}), (CONFIRMED, {"channel": "email"})], ("granted", "granted")),
        ([(GIVEN, {"channel": "email"}), (CONFIRMED, {})], ("granted", "granted")),
        ([(GIVEN, {"purpose": "lifecycle"}), (CONFIRMED, {})], ("granted", "granted")),
        ([(GIVEN, {"purpose": "lifecycle"}), (CONFIRMED, {"purpose": "survey"})], ("pending", "granted")),
        # signing up once more takes nothing away
        ([(CONFIRMED, {"channel": "email"}), (GIVEN, {"channel": "email"})], ("granted", "unknown")),
        ([(CONFIRMED, {"channel": "email"}), (GIVEN, {})], ("granted", "granted")),
        ([(CONFIRMED, {"purpose": "lifecycle"}), (GIVEN, {})], ("granted", "granted")),
        ([(GIVEN, {}), (GIVEN, {})], ("pending", "granted")),
        # and gives nothing back that was withdrawn
        ([("denied", {"channel": "email"}), (GIVEN, {"channel": "email"})], ("denied", "unknown")),
        ([("denied", {"channel": "email"}), (GIVEN, {})], ("denied", "granted")),
        ([("denied", {}), (GIVEN, {})], ("pending", "granted")),
        ([("denied", {"channel": "email"}), (CONFIRMED, {"channel": "email"})], ("granted", "unknown")),
        ([(CONFIRMED, {"channel": "email"}), ("denied", {"channel": "email"})], ("denied", "unknown")),
        ([(GIVEN, {"channel": "email"}), ("denied", {"channel": "email"})], ("denied", "unknown")),
    ],
)
def test_double_opt_in(words: list[tuple[str, dict[str, Any]]], expected: tuple[str, str]) -> None:
    she = Life(Books(policy=DOUBLE), agreed=False)
    for number, (word, scope) in enumerate(words):
        she.identify(f"{number}m", said(word, **scope))
    assert stands(she) == expected


def test_who_has_not_confirmed_gets_nothing_by_mail_until_she_has() -> None:
    two = message("hello", channels=["email", "sms"])
    she = Life(Books(messages=(two,), policy=DOUBLE), agreed=False)
    she.identify("-1m", change("granted", channel="email"))
    she.propose("hello", "0")
    she.identify("1h", change("granted", channel="email", confirmed=True))
    she.propose("hello", "2h")
    assert she.dropped() == [("0", "hello", "consent_missing")]
    assert she.sent() == [("2h", "hello")]


def test_grants_from_before_the_policy_asked_for_more_count() -> None:
    books = Books(messages=(message("hello"),))
    she = Life(books)
    books.publish(messages=(message("hello"),), policy=DOUBLE)
    she.state.catalogue = 2
    she.propose("hello", "0")
    assert she.sent() == [("0", "hello")]


def test_what_is_recorded_of_a_grant_that_waits_is_that_it_waits() -> None:
    she = Life(Books(policy=DOUBLE), agreed=False)
    she.identify("0", change("granted", source="form"))
    she.identify("1h", change("granted", channel="email", confirmed=True, source="click"))
    kept = [one.consent for one in she.entries if isinstance(one, ConsentRecorded)]
    assert [(one.status, one.channel, one.confirmed, one.source) for one in kept] == [
        ("granted", None, False, "form"),
        ("pending", "email", False, "form"),
        ("granted", "email", True, "click"),
    ]
