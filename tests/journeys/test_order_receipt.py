"""A receipt per order, whatever was agreed to."""

from tests.journeys.resident import Resident

JOURNEY = "order-receipt"


def test_each_order_has_one_receipt() -> None:
    her = Resident(agreed=False)
    her.buys("Moss case", "2026-04-14 10:10", category="accessory", kind="case", order_id="o-1")
    her.buys("Tern buds", "2026-04-14 10:10", category="accessory", kind="headphones", order_id="o-1")
    her.buys("Fairphone 6", "2026-04-15 10:10", order_id="o-2")
    assert her.story(JOURNEY) == [
        "Tue 14 Apr 10:10 entered",
        "Tue 14 Apr 10:10 order-receipt sent by email",
        "Tue 14 Apr 10:10 ended: completed",
        "Tue 14 Apr 10:10 not entered: never_again",
        "Wed 15 Apr 10:10 entered",
        "Wed 15 Apr 10:10 order-receipt sent by email",
        "Wed 15 Apr 10:10 ended: completed",
    ]
