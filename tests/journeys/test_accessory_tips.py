"""Tips for that accessory: once per product, more only for who reads."""

from tests.journeys.resident import Resident

JOURNEY = "accessory-tips"
BOUGHT = "2026-04-14 10:10"


def buys(her: Resident, product: str, kind: str, when: str, order: str) -> None:
    her.buys(product, when, category="accessory", kind=kind, order_id=order)


def test_who_reads_the_tips_gets_one_more_a_week_later() -> None:
    her = Resident()
    buys(her, "Moss case", "case", BOUGHT, "o-1")
    her.until("2026-04-16 00:00")
    her.reacts("clicked", "accessory-tips", "2026-04-16 12:00")
    her.until("2026-07-01 00:00")
    assert her.story(JOURNEY) == [
        "Tue 14 Apr 10:10 entered",
        "Wed 15 Apr 10:00:59 accessory-tips sent by email",
        "Thu 23 Apr 10:21:10 accessory-advanced-tips sent by email",
        "Thu 23 Apr 10:21:10 ended: completed",
    ]


def test_who_does_not_read_them_is_left_alone() -> None:
    her = Resident()
    buys(her, "Moss case", "case", BOUGHT, "o-1")
    her.until("2026-07-01 00:00")
    assert her.story(JOURNEY)[1:] == [
        "Wed 15 Apr 10:00:59 accessory-tips sent by email",
        "Sat 25 Apr 10:00:59 ended: timed_out",
    ]


def test_two_of_a_product_share_an_enrolment_and_another_product_has_its_own() -> None:
    her = Resident()
    buys(her, "Moss case", "case", BOUGHT, "o-1")
    buys(her, "Moss case", "case", "2026-04-14 12:10", "o-2")
    buys(her, "Tern buds", "headphones", "2026-04-14 13:10", "o-3")
    her.until("2026-04-20 00:00")
    assert her.story(JOURNEY) == [
        "Tue 14 Apr 10:10 entered",
        "Tue 14 Apr 12:10 not entered: already_in",
        "Tue 14 Apr 13:10 entered",
        "Wed 15 Apr 10:00:59 accessory-tips sent by email",
        "Wed 15 Apr 10:00:59 accessory-tips sent by email",
    ]


def test_the_same_product_is_explained_again_only_after_a_quarter() -> None:
    her = Resident()
    buys(her, "Moss case", "case", BOUGHT, "o-1")
    her.until("2026-07-20 00:00")  # it ended on 25 April
    buys(her, "Moss case", "case", "2026-07-20 10:10", "o-2")
    buys(her, "Moss case", "case", "2026-07-25 10:10", "o-3")
    assert her.story(JOURNEY)[-2:] == ["Mon 20 Jul 10:10 not entered: too_soon", "Sat 25 Jul 10:10 entered"]


def test_only_the_return_of_that_order_ends_it() -> None:
    her = Resident()
    buys(her, "Moss case", "case", BOUGHT, "o-1")
    her.track("return_requested", "2026-04-14 15:00", order_id="o-9")
    her.track("return_requested", "2026-04-14 18:00", order_id="o-1")
    her.until("2026-07-01 00:00")
    assert her.story(JOURNEY)[1:] == ["Tue 14 Apr 18:00 ended: returned"]
