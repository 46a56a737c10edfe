"""What each of Twilio's answers means."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from channels.http_post import Reply
from channels.twilio.answers import answer
from engine.contracts.answers import NotNow, Refused

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def reply(status: int, code: int | None = None, message: str = "no", **headers: str) -> Reply:
    body = {} if code is None else {"code": code, "message": message, "status": status}
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, json.dumps(body).encode())


@pytest.mark.parametrize(
    ("status", "code", "meaning"),
    [
        (200, None, "accepted"),
        (201, None, "accepted"),
        (400, 21610, "recipient"),
        (400, 21211, "recipient"),
        (400, 21614, "recipient"),
        (400, 21217, "recipient"),
        (400, 21617, "content"),
        (400, 21602, "content"),
        (400, 21606, "configuration"),
        (400, 21408, "configuration"),
        (400, 21609, "configuration"),
        (400, None, "configuration"),
        (404, 20404, "configuration"),
        (403, 20006, "configuration"),
        (302, None, "configuration"),
        (401, 20003, "breaker"),
        (401, None, "breaker"),
        (402, None, "breaker"),
        (403, 20005, "breaker"),
        (400, 30002, "breaker"),
        (429, 20429, "throttled"),
        (429, None, "throttled"),
        (503, 20503, "throttled"),
        (400, 21611, "throttled"),
        (408, None, "unknown"),
        (500, 20500, "unknown"),
        (500, 20003, "unknown"),
        (502, None, "unknown"),
        (504, None, "unknown"),
    ],
)
def test_every_answer_has_one_meaning(status: int, code: int | None, meaning: str) -> None:
    said = answer(reply(status, code), NOW, hidden=())
    match said:
        case Refused():
            assert said.fault == meaning
            assert (said.suppress, said.opted_out) == (meaning == "recipient" and code != 21610, code == 21610)
        case NotNow():
            assert said.why == meaning
        case _:
            assert said.answer == meaning


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({}, 30), ({"Retry_After": "7"}, 7), ({"Retry_After": "0"}, 1), ({"Retry_After": "90000"}, 3600),
     ({"Retry_After": "Sun, 22 Nov 2026 09:00:40 GMT"}, 40), ({"Retry_After": "soon"}, 30),
     ({"X_RateLimit_Reset": str(NOW.timestamp() + 5)}, 5)],
)  # fmt: skip
def test_it_comes_back_when_twilio_says(headers: dict[str, str], seconds: int) -> None:
    said = answer(reply(429, 20429, **headers), NOW, hidden=())
    assert isinstance(said, NotNow)
    assert said.until == said.account_until == NOW + timedelta(seconds=seconds)


def test_nothing_left_in_the_allowance_is_told_with_a_message_that_was_taken() -> None:
    headers = {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": str(NOW.timestamp() + 9)}
    taken = answer(Reply(201, {k.replace("_", "-"): v for k, v in headers.items()}, b'{"sid":"SM1"}'), NOW, hidden=())
    assert taken.answer == "accepted"
    assert taken.account_until == NOW + timedelta(seconds=9)
    assert taken.provider_id == "SM1"


def test_numbers_and_secrets_are_left_out() -> None:
    told = "The 'To' number +49 151 12345678 or +4915112345678, see https://x.example/a?b and token-Q."
    said = answer(reply(400, 21211, told), NOW, hidden=("TOKEN-q",))
    assert isinstance(said, Refused)
    assert said.detail == "400 21211 The 'To' number […] or […], see […] and […]."
