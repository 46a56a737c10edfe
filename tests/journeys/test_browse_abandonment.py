"""Help to decide, by the likely reason; over at once when she has decided."""

from engine.contracts.verbs import Pause, Resume
from tests.journeys.resident import Resident

JOURNEY = "browse-abandonment"


def views(her: Resident, *seen: tuple[str, str, int]) -> None:
    for when, product, price in seen:
        her.track("product_viewed", when, product=product, category="phone", price=price)


def told(her: Resident) -> list[str]:
    """Without the views that came while she was in already."""
    return [line for line in her.story(JOURNEY) if "already_in" not in line]


TWICE = (("2026-04-14 10:00", "Fairphone 6", 599), ("2026-04-14 10:05", "Fairphone 6", 599))


def test_one_look_is_no_search() -> None:
    her = Resident()
    views(her, TWICE[0])
    her.until("2026-05-01 00:00")
    assert told(her) == ["Tue 14 Apr 10:00 entered", "Tue 14 Apr 12:00 ended: not-serious"]


def test_what_costs_little_needs_no_help() -> None:
    her = Resident()
    views(her, ("2026-04-14 10:00", "Cable", 9), ("2026-04-14 10:05", "Cable", 9))
    her.until("2026-05-01 00:00")
    assert told(her) == []


def test_the_delivery_page_means_a_question_about_delivery_and_an_adviser_rings_a_contract() -> None:
    """Two hours after the last page, and a click brings the adviser."""
    her = Resident(plan="contract", adviser="Ms Bell")
    views(her, *TWICE)
    her.track("delivery_page_viewed", "2026-04-14 10:07")
    her.until("2026-04-15 00:00")
    her.reacts("clicked", "browse-help", "2026-04-15 10:00")
    her.until("2026-05-01 00:00")
    assert told(her) == [
        "Tue 14 Apr 10:00 entered",
        "Tue 14 Apr 12:07 browse-help sent by email",
        "Wed 15 Apr 10:00 browse-adviser-callback sent by adviser",
        "Wed 15 Apr 10:00 ended: completed",
    ]
    assert "When it would be there" in her.mails["browse-help"].html
    task = her.mails["browse-adviser-callback"].task
    assert task is not None and task.who == "Ms Bell"


def test_a_comparison_means_a_question_about_what_fits() -> None:
    her = Resident()
    views(her, *TWICE)
    her.track("products_compared", "2026-04-14 10:07", products=["Fairphone 6", "Pixel 11"])
    her.until("2026-04-15 00:00")
    her.reacts("clicked", "browse-help", "2026-04-15 10:00")
    assert told(her)[1:] == [
        "Tue 14 Apr 12:07 browse-help sent by email",
        "Wed 15 Apr 10:00 ended: completed",  # prepaid: no adviser
    ]
    assert "Whether it fits what you have" in her.mails["browse-help"].html


def test_three_prices_mean_a_question_about_money() -> None:
    her = Resident()
    views(her, TWICE[0], ("2026-04-14 10:05", "Pixel 11", 699), ("2026-04-14 10:06", "Jolla", 499))
    her.until("2026-04-15 00:00")
    assert told(her)[1:] == ["Tue 14 Apr 12:06 browse-help sent by email"]
    assert "What it costs in the end" in her.mails["browse-help"].html


def test_nothing_of_that_means_still_choosing_and_the_night_is_quiet() -> None:
    her = Resident()
    views(her, ("2026-04-14 22:00", "Fairphone 6", 599), ("2026-04-14 22:05", "Fairphone 6", 599))
    her.until("2026-05-01 00:00")
    assert told(her)[1:] == [
        "Wed 15 Apr 08:00 browse-help sent by email",
        "Sat 18 Apr 08:00 ended: timed_out",
    ]
    assert "How others found theirs" in her.mails["browse-help"].html


def test_the_product_is_the_one_that_she_looked_at_most() -> None:
    her = Resident()
    views(her, *TWICE, ("2026-04-14 10:06", "Pixel 11", 599))
    her.until("2026-04-15 00:00")
    assert her.mails["browse-help"].subject == "Fairphone 6: what people ask before they decide"


def test_a_search_without_end_is_helped_after_a_day() -> None:
    her = Resident()
    views(her, *((f"2026-04-{day} {hour:02}:00", "Fairphone 6", 599) for day in (14, 15) for hour in range(7, 24)))
    her.until("2026-04-16 00:00")
    assert told(her) == ["Tue 14 Apr 07:00 entered", "Wed 15 Apr 08:00 browse-help sent by email"]


def test_a_purchase_ends_it_before_anything_is_sent() -> None:
    her = Resident()
    views(her, *TWICE)
    her.buys("Fairphone 6", "2026-04-14 11:00")
    her.until("2026-05-01 00:00")
    assert told(her)[1:] == ["Tue 14 Apr 11:00 ended: decided"]


def test_something_in_the_cart_is_the_stronger_signal() -> None:
    her = Resident()
    views(her, *TWICE)
    her.track("cart_updated", "2026-04-14 11:00", items=1)
    her.until("2026-05-01 00:00")
    assert told(her)[1:] == ["Tue 14 Apr 11:00 ended: in-the-cart"]


def test_a_purchase_takes_the_help_back_while_it_is_held() -> None:
    her = Resident()
    views(her, *TWICE)
    her.orders(Pause(), "2026-04-14 11:00")
    her.buys("Fairphone 6", "2026-04-14 13:00")
    her.orders(Resume(), "2026-04-14 14:00")
    her.until("2026-05-01 00:00")
    assert told(her)[1:] == [
        "Tue 14 Apr 12:05 browse-help held: paused",
        "Tue 14 Apr 13:00 browse-help dropped: exited",
        "Tue 14 Apr 13:00 ended: decided",
    ]


def test_a_purchase_afterwards_is_the_goal_and_a_week_is_quiet() -> None:
    her = Resident()
    views(her, *TWICE)
    her.until("2026-04-15 00:00")
    her.buys("Fairphone 6", "2026-04-15 11:00", amount=599)
    views(her, ("2026-04-16 10:00", "Pixel 11", 699), ("2026-04-22 11:00", "Pixel 11", 699))
    assert told(her)[2:] == [
        "Wed 15 Apr 11:00 goal 599.0",
        "Wed 15 Apr 11:00 ended: decided",
        "Thu 16 Apr 10:00 not entered: too_soon",
        "Wed 22 Apr 11:00 entered",
    ]
