"""Sixty days before the contract ends, by the clock alone."""

from tests.journeys.resident import Resident

JOURNEY = "upgrade-ready"
ENTERED = "Fri 01 May 00:00 entered"  # sixty days before 30 June
OPTIONS = "Tue 05 May 10:30:38 upgrade-options sent by email"
NOTICE = "Tue 26 May 10:00 upgrade-notice sent by email"  # thirty-five days before


def test_who_weighs_the_four_ways_meets_a_person_and_is_told_the_date() -> None:
    her = Resident(contract_end="2026-06-30")
    her.until("2026-05-06 12:00")
    her.reacts("clicked", "upgrade-options", "2026-05-07 12:00")
    her.until("2026-09-01 00:00")
    assert her.story(JOURNEY) == [
        ENTERED,
        OPTIONS,
        "Thu 07 May 12:00 upgrade-adviser sent by adviser",
        NOTICE,
        "Tue 26 May 10:00 ended: completed",
    ]


def test_who_does_not_read_is_only_told_the_date() -> None:
    her = Resident(contract_end="2026-06-30")
    her.until("2026-09-01 00:00")
    assert her.story(JOURNEY) == [ENTERED, OPTIONS, NOTICE, "Tue 26 May 10:00 ended: completed"]


def test_a_renewal_is_the_goal_and_the_end() -> None:
    her = Resident(contract_end="2026-06-30")
    her.until("2026-05-08 00:00")
    her.track("contract_renewed", "2026-05-08 09:00", until="2028-06-30")
    her.until("2026-09-01 00:00")
    assert her.story(JOURNEY)[2:] == ["Fri 08 May 09:00 goal", "Fri 08 May 09:00 ended: renewed"]


def test_a_later_end_in_the_profile_ends_it_as_well() -> None:
    her = Resident(contract_end="2026-06-30")
    her.until("2026-05-08 00:00")
    her.identify("2026-05-08 09:00", contract_end="2028-06-30")
    her.until("2026-09-01 00:00")
    assert her.story(JOURNEY)[2:] == ["Fri 08 May 09:00 ended: extended"]


def test_when_it_is_too_late_for_the_date_nothing_is_said_of_it() -> None:
    her = Resident()
    her.identify("2026-05-27 00:00", contract_end="2026-06-30")
    her.until("2026-09-01 00:00")
    assert her.story(JOURNEY) == [
        "Wed 27 May 00:00 entered",
        "Wed 27 May 10:30:38 upgrade-options sent by email",
        "Wed 10 Jun 10:30:38 ended: completed",
    ]
