"""Who hardly answers is first left in peace, then asked, then written to differently."""

from tests.journeys.resident import Resident

JOURNEY = "low-response"
ASKED = "Tue 28 Apr 18:26:20 low-response-choice sent by email"


def crosses(her: Resident, when: str, crossed: str = "below") -> None:
    her.track("response_rate_changed", when, name="email-low", channel="email", rate=0.08, crossed=crossed)


def test_who_says_nothing_gets_one_page_instead_of_many_letters() -> None:
    her = Resident()
    crosses(her, "2026-04-14 10:00")
    her.until("2026-09-01 00:00")
    assert her.story(JOURNEY) == [
        "Tue 14 Apr 10:00 entered",
        ASKED,
        "Thu 28 May 18:26:20 low-response-one-page sent by email",
        "Thu 28 May 18:26:20 ended: completed",
    ]


def test_who_answers_is_heard() -> None:
    her = Resident()
    crosses(her, "2026-04-14 10:00")
    her.until("2026-05-01 10:00")
    her.reacts("clicked", "low-response-choice", "2026-05-01 12:00")
    her.until("2026-09-01 00:00")
    assert her.story(JOURNEY)[1:] == [ASKED, "Fri 01 May 12:00 ended: answered"]


def test_who_has_chosen_by_herself_is_not_asked() -> None:
    her = Resident()
    crosses(her, "2026-04-14 10:00")
    her.track("preferences_saved", "2026-04-20 10:00")
    her.until("2026-09-01 00:00")
    assert her.story(JOURNEY)[1:] == ["Tue 28 Apr 18:26:20 ended: answered"]


def test_who_reads_again_is_left_to_read() -> None:
    her = Resident()
    crosses(her, "2026-04-14 10:00")
    crosses(her, "2026-04-20 10:00", "recovered")
    her.until("2026-09-01 00:00")
    assert her.story(JOURNEY)[1:] == ["Mon 20 Apr 10:00 ended: recovered"]


def test_another_channel_is_another_matter() -> None:
    her = Resident()
    her.track("response_rate_changed", "2026-04-14 10:00", name="x", channel="sms", rate=0.08, crossed="below")
    assert her.story(JOURNEY) == []
