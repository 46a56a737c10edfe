"""Every line has an enrolment of its own, and is written to at its own number."""

from tests.journeys.resident import Resident

JOURNEY = "extra-line"


def test_each_line_is_welcomed_by_itself_and_ends_by_itself() -> None:
    her = Resident()
    her.track("line_added", "2026-04-14 12:00", line_id="l-1", line={"number": "+4915550001", "name": "Mia"})
    her.track("line_added", "2026-04-14 12:05", line_id="l-2", line={"number": "+4915550002"})
    her.track("line_removed", "2026-04-16 12:00", line_id="l-2")
    her.until("2026-05-01 00:00")
    assert her.story(JOURNEY) == [
        "Tue 14 Apr 12:00 entered",
        "Tue 14 Apr 12:00 extra-line-ready sent by email",
        "Tue 14 Apr 12:00 extra-line-hello sent by sms",
        "Tue 14 Apr 12:05 entered",
        "Tue 14 Apr 12:05 extra-line-ready sent by email",
        "Tue 14 Apr 12:05 extra-line-hello sent by sms",
        "Thu 16 Apr 12:00 ended: line-removed",
        "Tue 21 Apr 17:01:48 extra-line-tips sent by sms",
        "Tue 21 Apr 17:01:48 ended: completed",
    ]


def test_a_line_that_comes_back_is_welcomed_again() -> None:
    her = Resident()
    her.track("line_added", "2026-04-14 12:00", line_id="l-1", line={"number": "+4915550001"})
    her.track("line_added", "2026-04-15 12:00", line_id="l-1", line={"number": "+4915550001"})
    her.track("line_removed", "2026-04-16 12:00", line_id="l-1")
    her.track("line_added", "2026-04-17 12:00", line_id="l-1", line={"number": "+4915550001"})
    assert [line for line in her.story(JOURNEY) if "entered" in line] == [
        "Tue 14 Apr 12:00 entered",
        "Wed 15 Apr 12:00 not entered: already_in",
        "Fri 17 Apr 12:00 entered",
    ]
