"""Ninety days of silence, to the second; nothing is pushed on who listens or waits for a repair."""

from tests.journeys.resident import Resident

JOURNEY = "win-back"
BOUGHT = "2026-01-05 10:10"
SILENT = "Sun 05 Apr 11:10 entered"  # ninety days of 24 hours later: the clocks have gone forward


def silent(id: str = "c-1", open_tickets: int = 0) -> Resident:
    her = Resident(id=id, open_tickets=open_tickets)
    her.buys("Moss case", BOUGHT, category="accessory", kind="case")
    return her


def test_who_stays_silent_gets_two_letters_the_second_by_her_arm() -> None:
    for id, at, second in (("c-1", "10:45:33", "gift"), ("c-2", "11:37:56", "survey")):
        her = silent(id)
        her.until("2026-09-01 00:00")
        assert her.story(JOURNEY) == [
            SILENT,
            f"Tue 07 Apr {at} win-back-insider sent by email",
            f"Tue 21 Apr {at} win-back-{second} sent by email",
            f"Tue 12 May {at} ended: lapsed",
        ]


def test_who_reads_the_first_letter_gets_no_second_one() -> None:
    her = silent()
    her.until("2026-04-10 00:00")
    her.reacts("clicked", "win-back-insider", "2026-04-10 19:00")
    her.until("2026-09-01 00:00")
    assert her.story(JOURNEY)[2:] == ["Fri 10 Apr 19:00 ended: reads-again"]


def test_who_buys_came_back_and_may_fall_silent_again() -> None:
    her = silent()
    her.until("2026-04-12 00:00")
    her.buys("Tern buds", "2026-04-12 10:10", category="accessory", kind="headphones", amount=79)
    her.until("2026-07-12 00:00")
    assert her.story(JOURNEY)[2:] == [
        "Sun 12 Apr 10:10 goal 79.0",
        "Sun 12 Apr 10:10 ended: came-back",
        "Sat 11 Jul 10:10 entered",
    ]


def test_first_the_repair_then_the_letter() -> None:
    her = silent(open_tickets=1)
    her.identify("2026-04-20 12:00", open_tickets=0)
    her.until("2026-04-23 00:00")
    assert her.story(JOURNEY) == [
        SILENT,
        "Mon 20 Apr 12:00 win-back-insider held: blocked",  # and for two days after
        "Wed 22 Apr 12:00 win-back-insider sent by email",
    ]


def test_who_waits_a_month_for_a_repair_gets_no_letter() -> None:
    her = silent(open_tickets=1)
    her.until("2026-09-01 00:00")
    assert her.story(JOURNEY) == [SILENT, "Thu 07 May 10:45:33 ended: timed_out"]
