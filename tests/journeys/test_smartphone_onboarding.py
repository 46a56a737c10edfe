"""The first month with a new phone, to the second."""

from tests.journeys.resident import Resident

JOURNEY = "smartphone-onboarding"
BOUGHT = "2026-04-14 10:10"


def test_who_switches_it_on_and_reads_gets_the_guide_and_the_camera_tips() -> None:
    her = Resident()
    her.buys("Fairphone 6", BOUGHT)
    her.track("phone_activated", "2026-04-14 20:00")
    her.until("2026-04-24 11:00")
    her.reacts("clicked", "phone-accessory-guide", "2026-04-24 12:00")
    her.until("2026-07-01 00:00")
    assert her.story(JOURNEY) == [
        "Tue 14 Apr 10:10 entered",
        "Tue 14 Apr 10:10 phone-welcome sent by email",
        "Sun 19 Apr 10:18:54 phone-accessory-guide sent by email",
        "Fri 24 Apr 12:00 phone-camera-tips sent by email",
        "Fri 24 Apr 12:00 ended: at-home",
    ]


def test_who_leaves_it_in_its_box_is_helped_and_with_a_contract_rung_up() -> None:
    """The call centre is no channel yet: its message is dropped, and says why."""
    her = Resident(plan="contract", phone="+4917000000")
    her.buys("Fairphone 6", BOUGHT)
    her.until("2026-07-01 00:00")
    assert her.story(JOURNEY) == [
        "Tue 14 Apr 10:10 entered",
        "Tue 14 Apr 10:10 phone-welcome sent by email",
        "Tue 21 Apr 10:07:36 phone-setup-help sent by email",
        "Fri 24 Apr 10:18:54 phone-accessory-guide sent by email",
        "Fri 01 May 10:18:54 phone-courtesy-call sent by call",
        "Fri 01 May 10:18:54 ended: at-home",
    ]


def test_nobody_rings_up_who_prepays() -> None:
    her = Resident()
    her.buys("Fairphone 6", BOUGHT)
    her.until("2026-07-01 00:00")
    assert her.story(JOURNEY)[-2:] == [
        "Fri 24 Apr 10:18:54 phone-accessory-guide sent by email",
        "Fri 01 May 10:18:54 ended: at-home",
    ]


def test_an_accessory_makes_the_guide_to_accessories_pointless_and_is_the_goal() -> None:
    her = Resident()
    her.buys("Fairphone 6", BOUGHT)
    her.track("phone_activated", "2026-04-17 20:00")
    her.buys("Moss case", "2026-04-19 09:00", category="accessory", kind="case", amount=29)
    her.until("2026-07-01 00:00")
    assert her.story(JOURNEY) == [
        "Tue 14 Apr 10:10 entered",
        "Tue 14 Apr 10:10 phone-welcome sent by email",
        "Sun 19 Apr 09:00 goal 29.0",
        "Mon 20 Apr 10:18:54 ended: at-home",
    ]


def test_a_newer_phone_starts_over_and_only_its_own_return_ends_it() -> None:
    her = Resident()
    her.buys("Fairphone 6", BOUGHT)
    her.buys("Pixel 11", "2026-04-18 09:00")
    her.track("return_requested", "2026-04-19 09:00", order_id="fairphone 6")
    her.track("return_requested", "2026-04-20 09:00", order_id="pixel 11")
    her.until("2026-07-01 00:00")
    assert her.story(JOURNEY) == [
        "Tue 14 Apr 10:10 entered",
        "Tue 14 Apr 10:10 phone-welcome sent by email",
        "Sat 18 Apr 09:00 ended: superseded",
        "Sat 18 Apr 09:00 entered",
        "Sat 18 Apr 09:00 phone-welcome sent by email",
        "Mon 20 Apr 09:00 ended: returned",
    ]


def test_without_consent_no_marketing_goes_and_the_receipt_does() -> None:
    her = Resident(agreed=False)
    her.buys("Fairphone 6", BOUGHT)
    assert her.story(JOURNEY)[1] == "Tue 14 Apr 10:10 phone-welcome dropped: consent_missing"
    assert her.story("order-receipt") == [
        "Tue 14 Apr 10:10 entered",
        "Tue 14 Apr 10:10 order-receipt sent by email",
        "Tue 14 Apr 10:10 ended: completed",
    ]


def test_without_an_address_the_welcome_has_nowhere_to_go_until_sms_is_there() -> None:
    her = Resident(email=None)
    her.buys("Fairphone 6", BOUGHT)
    assert her.story(JOURNEY)[1] == "Tue 14 Apr 10:10 phone-welcome dropped: no_address"
