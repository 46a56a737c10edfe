"""What each of SendGrid's answers means, by table."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from channels.http_post import Reply
from channels.sendgrid.answers import answer
from engine.contracts.answers import Accepted, NotNow, Refused, Unknown

NOW = datetime(2026, 4, 14, 8, 0, tzinfo=UTC)


def reply(status: int, headers: dict[str, str] | None = None, *faults: tuple[str | None, str]) -> Reply:
    errors = [{"message": message, "field": field, "help": None} for field, message in faults]
    return Reply(status, headers or {}, json.dumps({"errors": errors}).encode() if errors else b"")


def test_accepted_carries_the_providers_id() -> None:
    assert answer(reply(202, {"X-Message-Id": "abc"}), NOW, ()) == Accepted(provider_id="abc")


def test_nothing_left_in_the_allowance_is_told_with_a_mail_that_was_taken() -> None:
    left = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(NOW.timestamp()) + 9)}
    assert answer(reply(202, left), NOW, ()) == Accepted(account_until=NOW + timedelta(seconds=9))
    assert answer(reply(202, {**left, "X-RateLimit-Remaining": "1"}), NOW, ()) == Accepted()


def test_what_is_too_large_is_the_content() -> None:
    assert answer(reply(413), NOW, ()) == Refused(fault="content", detail="413")


@pytest.mark.parametrize("status", [200, 302, 400, 403, 404, 405, 406, 415, 451])
def test_refused_for_configuration(status: int) -> None:
    got = answer(reply(status), NOW, ())
    assert got == Refused(fault="configuration", detail=str(status), suppress=False)


@pytest.mark.parametrize("status", [201, 408, 500, 501, 502, 504, 520])
def test_unknown(status: int) -> None:
    assert answer(reply(status), NOW, ()) == Unknown(detail=str(status))


def test_blocked_account_is_probed_after_a_minute() -> None:
    got = answer(reply(401, None, (None, "Maximum credits exceeded")), NOW, ())
    assert got == NotNow(why="breaker", until=NOW + timedelta(seconds=60), detail="401 Maximum credits exceeded")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 30),
        ({"X-RateLimit-Reset": str(int(NOW.timestamp()) + 12)}, 12),
        ({"X-RateLimit-Reset": str(int(NOW.timestamp()) - 12)}, 1),
        ({"X-RateLimit-Reset": str(int(NOW.timestamp()) + 86_400)}, 3600),
        ({"X-RateLimit-Reset": "soon"}, 30),
        ({"X-RateLimit-Reset": "1e400"}, 30),
        ({"X-RateLimit-Reset": "nan", "Retry-After": "7"}, 7),
        ({"Retry-After": "0"}, 1),
        ({"Retry-After": "Tue, 14 Apr 2026 08:00:45 GMT"}, 45),
        ({"Retry-After": "9" * 30}, 30),
        ({"Retry-After": "tomorrow"}, 30),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_throttled_until_the_provider_says(status: int, headers: dict[str, str], seconds: int) -> None:
    got = answer(reply(status, headers), NOW, ())
    assert isinstance(got, NotNow)
    assert (got.why, got.until) == ("throttled", NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("personalizations.0.to.0.email", "Does not contain a valid address."),
        ("personalizations.0.to", "must have at least one email object with a valid email address."),
    ],
)
def test_an_invalid_recipient_is_suppressed(field: str, message: str) -> None:
    got = answer(reply(400, None, (field, message)), NOW, ())
    assert got == Refused(fault="recipient", detail=f"400 {field}: {message}", suppress=True)


@pytest.mark.parametrize(
    "faults",
    [
        [("personalizations.0.to.0.email", "Invalid type. Expected: string, given: array.")],
        [("from.email", "Does not contain a valid address.")],
        [("personalizations.0.to.0.email", "Does not contain a valid address."), ("subject", "is required")],
        [(None, "Bad Request")],
    ],
)
def test_another_fault_suppresses_nobody(faults: list[tuple[str | None, str]]) -> None:
    got = answer(reply(400, None, *faults), NOW, ())
    assert isinstance(got, Refused)
    assert (got.fault, got.suppress) == ("configuration", False)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b'{"errors": 7}', b"\xff", b"[" * 50_000])
def test_a_body_of_another_shape_is_no_obstacle(body: bytes) -> None:
    assert answer(Reply(400, {}, body), NOW, ()) == Refused(fault="configuration", detail="400")


def test_the_detail_names_no_address_and_no_secret() -> None:
    fault = ("personalizations.0", "duplicate instance of [Ada@Example.com], <bob@example.org>; key sg.Key and +4412")
    got = answer(reply(400, None, fault), NOW, hidden=("ada@example.com", "SG.key", "+4412"))
    assert isinstance(got, Refused)
    assert got.detail == "400 personalizations.0: duplicate instance of [[…]], <[…]>; key […] and […]"
