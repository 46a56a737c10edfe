"""One instant for everybody: reminders before it, and never after."""

from engine.contracts.verbs import Pause, Resume
from tests.journeys.resident import Resident

JOURNEY = "webinar"


def books(her: Resident, when: str) -> None:
    """It begins on 28 April at 18:00 in Berlin, 17:00 in London."""
    link = "https://www.wren.example/w-1"
    her.track("webinar_booked", when, webinar="w-1", title="Safe abroad", starts="2026-04-28T16:00:00Z", link=link)


def test_the_hour_is_printed_in_her_zone() -> None:
    her = Resident(address={"city": "London", "country": "GB"})
    books(her, "2026-04-20 10:00")
    her.until("2026-06-01 00:00")
    assert her.story(JOURNEY) == [
        "Mon 20 Apr 10:00 entered",
        "Mon 20 Apr 10:00 webinar-booked sent by email",
        "Mon 27 Apr 18:00 webinar-tomorrow sent by email",
        "Tue 28 Apr 17:00 webinar-soon sent by email",
        "Tue 28 Apr 17:00 ended: reminded",
    ]
    assert her.mails["webinar-tomorrow"].subject == "Tomorrow at 17:00: Safe abroad"
    assert "Tuesday, 28 April 2026, 17:00" in her.mails["webinar-soon"].text


def test_who_books_on_the_day_reads_no_tomorrow() -> None:
    her = Resident()
    books(her, "2026-04-28 09:00")
    her.until("2026-06-01 00:00")
    assert her.story(JOURNEY)[2:] == [
        "Tue 28 Apr 17:00 webinar-soon sent by email",
        "Tue 28 Apr 17:00 ended: reminded",
    ]


def test_who_books_in_the_last_hour_gets_the_link_and_no_reminder() -> None:
    her = Resident()
    books(her, "2026-04-28 17:30")
    her.until("2026-06-01 00:00")
    assert her.story(JOURNEY)[1:] == [
        "Tue 28 Apr 17:30 webinar-booked sent by email",
        "Tue 28 Apr 17:30 ended: past",
    ]


def test_what_has_begun_is_not_entered() -> None:
    her = Resident()
    books(her, "2026-04-28 18:00")
    her.until("2026-06-01 00:00")
    assert her.story(JOURNEY) == []


def test_a_reminder_that_was_held_too_long_never_comes_after() -> None:
    her = Resident()
    books(her, "2026-04-20 10:00")
    her.orders(Pause(), "2026-04-28 16:30")
    her.orders(Resume(), "2026-04-28 18:05")
    her.until("2026-06-01 00:00")
    assert her.story(JOURNEY)[3:] == [
        "Tue 28 Apr 17:00 webinar-soon held: paused",
        "Tue 28 Apr 17:50 webinar-soon dropped: paused",
        "Tue 28 Apr 17:50 ended: reminded",
    ]


def test_what_is_still_held_when_it_begins_is_dropped() -> None:
    her = Resident()
    her.orders(Pause(), "2026-04-28 16:30")
    books(her, "2026-04-28 16:40")
    her.orders(Resume(), "2026-04-28 18:30")
    her.until("2026-06-01 00:00")
    assert her.story(JOURNEY)[1:] == [
        "Tue 28 Apr 16:40 webinar-booked held: paused",
        "Tue 28 Apr 18:00 webinar-booked dropped: exited",
        "Tue 28 Apr 18:00 ended: begun",
    ]


def test_after_an_outage_no_reminder_comes_late() -> None:
    for woken in ("17:50", "18:30"):
        her = Resident()
        books(her, "2026-04-20 10:00")
        her.until("2026-04-28 16:59")
        her.sleeps_until(f"2026-04-28 {woken}")
        assert "webinar-soon sent by email" not in str(her.story(JOURNEY))
        assert "ended" in her.story(JOURNEY)[-1]


def test_cancelled_and_booked_again() -> None:
    her = Resident()
    books(her, "2026-04-20 18:00")
    her.track("webinar_cancelled", "2026-04-21 18:00", webinar="w-9")
    her.track("webinar_cancelled", "2026-04-22 18:00", webinar="w-1")
    books(her, "2026-04-28 10:00")
    her.until("2026-06-01 00:00")
    assert her.story(JOURNEY)[2:4] == ["Wed 22 Apr 18:00 ended: cancelled", "Tue 28 Apr 10:00 entered"]
