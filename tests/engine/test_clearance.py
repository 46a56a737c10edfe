from datetime import UTC, datetime, timedelta

import pytest

from engine.contracts.answers import NotNow
from engine.contracts.commands import Deliver, Facts
from engine.contracts.journal import Journal
from engine.language.terms import Channel, Purpose
from engine.policy.clearance import SharedPause, SharedRows, judge

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def deliver(purpose: Purpose = Purpose.LIFECYCLE, send_by: datetime = NOW + timedelta(days=1)) -> Deliver:
    return Deliver(
        customer_id="c-1",
        message_id="m-1",
        attempt=1,
        message="thank-you",
        content="0" * 64,
        title="Thank you",
        purpose=purpose,
        department="store",
        origin="journey",
        journey="welcome",
        channel=Channel.EMAIL,
        address="anna@example.com",
        facts=Facts(),
        due=NOW,
        decided_at=NOW,
        send_by=send_by,
        catalogue=3,
        journal=Journal(as_of=NOW),
    )


def rows(**changed: object) -> SharedRows:
    return SharedRows.model_validate({"in_force": 3, "now": NOW, **changed})


def test_nothing_shared_stands_in_the_way() -> None:
    harmless = rows(
        breaker_until=NOW,
        pauses=(SharedPause(kind="journey", name="thank-you"), SharedPause(kind="channel", name="sms")),
    )
    assert judge(harmless, deliver()) is None


def test_a_newer_catalogue_goes_before_every_rule_but_erasure() -> None:
    crowded = {"in_force": 4, "suppressed": "everything", "breaker_until": NOW + timedelta(hours=1)}
    assert judge(rows(**crowded), deliver()) == NotNow(why="catalogue", number=4)
    assert judge(rows(**crowded, erased=True), deliver()) == NotNow(why="erased")


@pytest.mark.parametrize(
    ("scope", "purpose", "stops"),
    [
        ("marketing", Purpose.PROMOTIONAL, True),
        ("marketing", Purpose.SERVICE, False),
        ("everything", Purpose.TRANSACTIONAL, True),
    ],
)
def test_a_suppression_for_marketing_lets_essential_messages_pass(scope: str, purpose: Purpose, stops: bool) -> None:
    answer = judge(rows(suppressed=scope), deliver(purpose))
    assert (answer is not None and answer.why == "suppressed") == stops


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("everything", ""),
        ("message", "thank-you"),
        ("journey", "welcome"),
        ("channel", "email"),
        ("department", "store"),
    ],
)
def test_every_kind_of_pause_holds_what_it_names(kind: str, name: str) -> None:
    pause = SharedPause.model_validate({"kind": kind, "name": name})
    answer = judge(rows(pauses=(pause,)), deliver())
    why = "channel_paused" if kind == "channel" else "paused"
    assert answer == NotNow(why=why, detail=f"{kind} {name}".strip())


def test_a_breaker_says_until_when() -> None:
    later = NOW + timedelta(minutes=5)
    answer = judge(rows(breaker_until=later), deliver())
    assert answer == NotNow(why="breaker", until=later, detail="email")


def test_the_last_instant_itself_is_too_late() -> None:
    assert judge(rows(), deliver(send_by=NOW)) == NotNow(why="late")
    assert judge(rows(), deliver(send_by=NOW + timedelta(microseconds=1))) is None
