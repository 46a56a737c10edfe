"""White space: letters that ask for nothing, when nothing else is going on."""

from tests.journeys.resident import Resident

JOURNEY = "insider"
BOUGHT = "2026-01-05 10:10"


def bought(*interests: str) -> Resident:
    her = Resident(interests=list(interests))
    her.buys("Moss case", BOUGHT, category="accessory", kind="case")
    return her


def test_the_first_letter_waits_for_two_quiet_weeks_and_a_thursday() -> None:
    """Quiet since the look at 12 January, so from 26 January on; the second letter is about her subject."""
    her = bought("photography")
    her.track("product_viewed", "2026-01-12 10:00", product="Cable", price=9)
    her.until("2026-06-01 00:00")
    assert her.story(JOURNEY) == [
        "Mon 05 Jan 10:10 entered",
        "Thu 29 Jan 18:13:52 insider-repair-bench sent by email",
        "Sun 29 Mar 18:09:34 insider-night-photographs sent by email",
        "Sun 29 Mar 18:09:34 ended: completed",
    ]


def test_who_named_no_interest_reads_of_the_masts() -> None:
    her = bought()
    her.until("2026-06-01 00:00")
    assert her.story(JOURNEY)[1:] == [
        "Thu 22 Jan 18:13:52 insider-repair-bench sent by email",
        "Sun 22 Mar 18:09:34 insider-mast-climbers sent by email",
        "Sun 22 Mar 18:09:34 ended: completed",
    ]


def test_it_begins_once_in_a_customers_life() -> None:
    her = bought()
    her.until("2026-06-01 00:00")
    her.buys("Tern buds", "2026-06-01 10:10", category="accessory", kind="headphones")
    assert her.story(JOURNEY)[-1] == "Mon 01 Jun 10:10 not entered: never_again"


def test_who_answers_seldom_gets_no_second_letter_and_is_asked_instead() -> None:
    """Five letters were delivered and none was opened: three days after the fifth the rate is nought."""
    her = Resident()
    bought = ((5, "A", "case"), (7, "B", "charger"), (9, "C", "mount"), (13, "D", "headphones"))
    for day, product, kind in bought:  # no more than three tips a week
        her.buys(product, f"2026-01-{day:02} 10:10", category="accessory", kind=kind)
        her.until(f"2026-01-{day + 1:02} 12:00")
        her.reacts("delivered", "accessory-tips", f"2026-01-{day + 1:02} 12:00")
    her.until("2026-01-30 00:00")
    her.reacts("delivered", "insider-repair-bench", "2026-01-30 09:00")
    her.until("2026-06-01 00:00")
    assert her.story(JOURNEY) == [
        "Mon 05 Jan 10:10 entered",
        *[f"{day} Jan 10:10 not entered: already_in" for day in ("Wed 07", "Fri 09", "Tue 13")],
        "Thu 29 Jan 18:13:52 insider-repair-bench sent by email",
        "Sun 29 Mar 18:09:34 ended: completed",
    ]
    assert her.story("low-response")[0].endswith("entered")
