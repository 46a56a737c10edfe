from datetime import UTC, datetime, timedelta

import pytest

from engine.contracts.answers import NotNow
from engine.contracts.commands import DayPlaces, Deliver, SendGuard, SharedLimits
from engine.contracts.facts import Facts
from engine.contracts.journal import ComplaintGuard, Journal
from engine.contracts.shared_pause import SharedPause
from engine.language.terms import Channel, Purpose
from engine.policy.shared.clearance import SharedRows, complained_too_often, judge
from engine.policy.shared.limits import day_places

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)


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
    assert answer == NotNow.model_validate({"why": why, "detail": f"{kind} {name}".strip()})


def test_a_breaker_says_until_when() -> None:
    later = NOW + timedelta(minutes=5)
    answer = judge(rows(breaker_until=later), deliver())
    assert answer == NotNow(why="breaker", until=later, detail="email")


def test_the_last_instant_itself_is_too_late() -> None:
    assert judge(rows(), deliver(send_by=NOW)) == NotNow(why="late")
    assert judge(rows(), deliver(send_by=NOW + timedelta(microseconds=1))) is None


def limited(
    places: int | None = None, *guards: SendGuard, priority: int = 50, purpose: Purpose = Purpose.LIFECYCLE
) -> Deliver:
    day = DayPlaces(count=places, since=MIDNIGHT, until=MIDNIGHT + DAY) if places is not None else None
    limits = SharedLimits(places=day, guards=guards)
    return deliver(purpose).model_copy(update={"limits": limits, "priority": priority})


@pytest.mark.parametrize(
    ("count", "taken", "before", "days"),
    [
        (2, 0, 0, None),
        (2, 1, 0, None),
        (2, 2, 0, 0),
        (2, 0, 1, None),
        (2, 0, 2, 0),  # those who wait before it take both
        (2, 1, 1, 0),
        (2, 2, 1, 0),
        (2, 2, 2, 1),
        (2, 2, 5, 2),
        (2, 5, 0, 0),  # the policy allowed more before
        (0, 0, 0, 0),
    ],
)
def test_a_place_is_for_whoever_goes_first_and_the_rest_have_their_day(
    count: int, taken: int, before: int, days: int | None
) -> None:
    answer = judge(rows(places_taken=taken, waiting_before=before), limited(count))
    if days is None:
        assert answer is None
    else:
        assert answer == NotNow(why="capacity", until=MIDNIGHT + DAY + days * DAY, detail="email")


def test_who_waits_behind_a_held_channel_tries_at_her_second() -> None:
    later = NOW + timedelta(minutes=5)
    for before, seconds in ((0, 0), (19, 0), (20, 1), (399, 19)):
        answer = judge(rows(breaker_until=later, waiting_before=before), deliver())
        assert answer == NotNow(why="breaker", until=later + timedelta(seconds=seconds), detail="email")


def test_a_guard_stops_the_one_that_is_too_many_and_goes_before_places() -> None:
    guards = (
        SendGuard(kind="journey", name="welcome", most=3, seconds=60),
        SendGuard(kind="message", name="thank-you", most=2, seconds=60),
    )
    assert judge(rows(sends=(2, 1)), limited(None, *guards)) is None
    assert judge(rows(sends=(2, 2)), limited(0, *guards)) == NotNow(why="guard", detail="message thank-you")
    assert judge(rows(sends=(3, 2)), limited(None, *guards)) == NotNow(why="guard", detail="journey welcome")


def test_a_pause_goes_before_a_guard_and_lateness_before_both() -> None:
    guard = SendGuard(kind="journey", name="welcome", most=0, seconds=60)
    paused = rows(sends=(0,), pauses=(SharedPause(kind="journey", name="welcome"),))
    assert judge(paused, limited(0, guard)) == NotNow(why="paused", detail="journey welcome")
    late = limited(0, guard).model_copy(update={"send_by": NOW})
    assert judge(rows(sends=(0,)), late) == NotNow(why="late")


def test_of_several_pauses_the_widest_is_waited_for_and_a_channel_last() -> None:
    kinds = (("channel", "email"), ("message", "thank-you"), ("everything", ""), ("journey", "welcome"))
    pauses = tuple(SharedPause.model_validate({"kind": kind, "name": name}) for kind, name in kinds)
    answer = judge(rows(pauses=pauses), deliver())
    assert answer == NotNow(why="paused", detail="everything")
    answer = judge(rows(pauses=pauses[:2]), deliver())
    assert answer == NotNow(why="paused", detail="message thank-you")


@pytest.mark.parametrize(
    ("complaints", "deliveries", "pauses"), [(1, 999, False), (1, 1000, False), (2, 1000, True), (2, 1999, True)]
)
def test_complaints_count_from_so_many_deliveries_on(complaints: int, deliveries: int, pauses: bool) -> None:
    guard = ComplaintGuard(kind="message", name="thank-you", above=0.001, of_at_least=1000)
    assert complained_too_often(guard, complaints, deliveries) is pauses


@pytest.mark.parametrize(
    ("now", "zone", "since", "until"),
    [
        ("2026-03-01T12:00Z", "UTC", "2026-03-01T00:00Z", "2026-03-02T00:00Z"),
        ("2026-03-01T23:30Z", "Europe/Berlin", "2026-03-01T23:00Z", "2026-03-02T23:00Z"),
        ("2026-03-29T12:00Z", "Europe/Berlin", "2026-03-28T23:00Z", "2026-03-29T22:00Z"),  # 23 hours
        ("2026-10-25T12:00Z", "Europe/Berlin", "2026-10-24T22:00Z", "2026-10-25T23:00Z"),  # 25 hours
        ("2026-03-01T23:00Z", "Europe/Berlin", "2026-03-01T23:00Z", "2026-03-02T23:00Z"),
    ],
)
def test_the_day_is_that_of_the_organisations_calendar(now: str, zone: str, since: str, until: str) -> None:
    day = day_places(7, datetime.fromisoformat(now), zone)
    assert day == DayPlaces.model_validate({"count": 7, "since": f"{since[:-1]}:00Z", "until": f"{until[:-1]}:00Z"})
