"""A move: what is in the new city, at ten by its own clock."""

from tests.journeys.resident import HAMBURG, Resident

JOURNEY = "new-in-town"


def test_a_move_to_london_is_greeted_at_ten_by_londons_clock() -> None:
    """10:00 in London and a share of the spread; the country alone says which zone it is."""
    her = Resident()
    her.moves("2026-04-14 10:00", city="London", country="GB", postcode="SE1 9TG")
    her.until("2026-06-30 00:00")
    assert her.story(JOURNEY) == [
        "Tue 14 Apr 10:00 entered",
        "Wed 15 Apr 11:31:43 new-in-town sent by email",
        "Wed 15 Apr 11:31:43 new-in-town-postcard sent by mail",
        "Wed 15 Apr 11:31:43 new-in-town-till-note held: no_channel",
        "Sun 14 Jun 11:31:43 new-in-town-till-note dropped: expired",
        "Sun 14 Jun 11:31:43 ended: completed",
    ]


def test_the_zone_of_the_address_itself_stands_before_that_of_its_country() -> None:
    her = Resident()
    her.moves("2026-04-14 10:00", city="Berlin", country="DE", zone="Asia/Tokyo")
    her.until("2026-06-30 00:00")
    assert her.story(JOURNEY)[1] == "Thu 16 Apr 03:31:43 new-in-town sent by email"


def test_a_correction_is_waited_for_and_the_corrected_address_counts() -> None:
    """The store is nearest to the second postcode, not to the first."""
    her = Resident()
    her.moves("2026-04-14 10:00", city="Berlin", country="DE", postcode="12043")
    her.moves("2026-04-14 21:00", city="Berlin", country="DE", postcode="10437")
    her.until("2026-06-30 00:00")
    assert her.story(JOURNEY)[:2] == [
        "Tue 14 Apr 10:00 entered",
        "Thu 16 Apr 10:31:43 new-in-town sent by email",
    ]
    assert "Wren am Alexanderplatz" in her.mails["new-in-town"].text


def test_corrections_without_end_delay_it_by_three_days_at_most() -> None:
    her = Resident()
    her.moves("2026-04-14 10:00", city="Berlin", country="DE")
    for day in (15, 16, 17):
        her.moves(f"2026-04-{day} 09:00", city="Berlin", country="DE", street=f"Street {day}")
    her.until("2026-06-30 00:00")
    # Friday at ten is too late for this week's Thursday
    assert her.story(JOURNEY)[1] == "Tue 21 Apr 10:31:43 new-in-town sent by email"


def test_moved_again_starts_over_in_the_other_city() -> None:
    her = Resident()
    her.moves("2026-04-14 10:00", city="London", country="GB")
    her.moves("2026-04-15 09:00", city="Berlin", country="DE")
    her.until("2026-06-30 00:00")
    assert her.story(JOURNEY)[:4] == [
        "Tue 14 Apr 10:00 entered",
        "Wed 15 Apr 09:00 ended: moved-on",
        "Wed 15 Apr 09:00 entered",
        "Thu 16 Apr 10:31:43 new-in-town sent by email",
    ]
    assert "Welcome to Berlin" in her.mails["new-in-town"].html


def test_back_home_again_is_a_move_as_well() -> None:
    her = Resident()
    her.moves("2026-04-14 10:00", city="London", country="GB")
    her.moves("2026-04-15 09:00", **HAMBURG)
    her.until("2026-06-30 00:00")
    assert "Wren in Altona" in her.mails["new-in-town"].text


def test_a_small_town_without_a_guide_hears_of_the_store_that_can_be_reached() -> None:
    her = Resident()
    her.moves("2026-04-14 10:00", city="Pinneberg", country="DE", lat=53.6591, lon=9.8009)
    her.until("2026-06-30 00:00")
    assert her.story(JOURNEY)[1:] == [
        "Thu 16 Apr 10:31:43 new-in-town sent by email",  # 14.8 km: too far for a postcard
        "Thu 16 Apr 10:31:43 new-in-town-till-note held: no_channel",
        "Mon 15 Jun 10:31:43 new-in-town-till-note dropped: expired",
        "Mon 15 Jun 10:31:43 ended: completed",
    ]


def test_a_city_of_the_guide_far_from_every_store_gets_the_guide_alone() -> None:
    her = Resident()
    her.moves("2026-04-14 10:00", city="London", country="GB", lat=50.0, lon=-5.2)
    her.until("2026-06-30 00:00")
    assert her.story(JOURNEY)[1:] == [
        "Wed 15 Apr 11:31:43 new-in-town sent by email",
        "Wed 15 Apr 11:31:43 ended: completed",
    ]


def test_where_there_is_nothing_to_tell_nothing_is_told() -> None:
    for place in ({"city": "Atlantis"}, {"city": "Lübeck", "country": "DE", "lat": 53.8655, "lon": 10.6866}):
        her = Resident()
        her.moves("2026-04-14 10:00", **place)
        her.until("2026-06-30 00:00")
        assert her.story(JOURNEY) == ["Tue 14 Apr 10:00 entered", "Wed 15 Apr 10:00 ended: no-guide"]


def test_another_house_in_the_same_city_is_no_move() -> None:
    her = Resident()
    her.moves("2026-04-14 10:00", street="Am Born 2", postcode="22765", city="Hamburg", country="DE")
    her.until("2026-06-30 00:00")
    assert her.story(JOURNEY) == []
