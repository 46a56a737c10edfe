"""Every message in every language for somebody real: nothing is left open, and what was promised is there."""

import asyncio
from datetime import UTC, datetime
from functools import cache

import pytest
from pydantic import JsonValue

from engine.contracts.answers import Found
from engine.contracts.commands import LookUp
from engine.contracts.facts import Facts
from engine.contracts.parcel import Rendered
from engine.contracts.unsubscribing import UNSUBSCRIBE_URL
from engine.language.catalogue import Catalogue
from engine.language.message import Message
from engine.language.terms import MARKETING, Channel
from engine.model import Attributes
from tests.journeys.resident import HAMBURG, definitions, renderer, shelf, sources

DECIDED = datetime(2026, 4, 27, 16, 0, tzinfo=UTC)


@cache
def published() -> dict[str, str]:
    return dict(Catalogue.model_validate_json(shelf().catalogue(1)).messages)


def definition(message: str) -> Message:
    return definitions().message(published()[message]).definition


def found(name: str, **args: JsonValue) -> Attributes:
    command = LookUp(customer_id="c-1", enrolment_id="e", step="s", visit=1, name=name, args=args, timeout=2)
    answer = asyncio.run(sources()[name].find(command))
    assert isinstance(answer, Found)
    return answer.result


def facts(language: str = "en", *, zone: str = "Europe/Berlin", **more: JsonValue) -> Facts:
    """What the journeys remember of one customer, all together."""
    run: Attributes = {
        "phone": "Fairphone 6",
        "product": "Tern buds <2nd>",
        "kind": "headphones",
        "reason": "price",
        "order_id": "o-1001",
        "amount": 599,
        "currency": "EUR",
        "city": "Wien",
        "store": found("nearest_store", at={"city": "Wien"}),
        "guide": found("city_guide", city="Wien"),
        "line": {"number": "+4915550001", "name": "Mia"},
        "until": "2026-06-30",
        "title": "Safe abroad",
        "starts": "2026-04-28T16:00:00Z",
        "link": "https://www.wren.example/w-1",
    }
    customer: Attributes = {"first_name": "Ada", "language": language, "address": HAMBURG}
    return Facts(customer=customer, run=run | more, decided_at=DECIDED, zone=zone)


def rendered(message: str, given: Facts, channel: Channel = Channel.EMAIL) -> Rendered:
    return renderer().render(published()[message], channel, given)


def editions() -> list[tuple[str, Channel, str]]:
    return [
        (message, channel, language)
        for message in sorted(published())
        for channel in definition(message).channels
        for language in (definition(message).languages or ("en",))
    ]


@pytest.mark.parametrize(("message", "channel", "language"), editions())
def test_every_edition_is_whole(message: str, channel: Channel, language: str) -> None:
    said = rendered(message, facts(language), channel)
    told = said.html + said.text + said.subject
    assert told and not {one for one in ("{{", "{%", "<mj-") if one in told}
    if channel is Channel.EMAIL:
        assert said.subject and said.text and f'lang="{language}"' in said.html
        essential = definition(message).purpose not in MARKETING
        assert (UNSUBSCRIBE_URL in said.html) is not essential
        assert (UNSUBSCRIBE_URL in said.text) is not essential


@pytest.mark.parametrize(("message", "channel", "language"), editions())
def test_every_edition_does_without_what_may_be_missing(message: str, channel: Channel, language: str) -> None:
    """Only what the message calls required, what names its blocks, and a language."""
    whole = facts(language)
    wanted = {name.split(".")[1] for name, need in definition(message).needs.items() if need == "required"}
    run = {name: value for name, value in whole.run.items() if name in wanted | {"reason"}}
    bare = whole.model_copy(update={"customer": {"language": language}, "run": run})
    assert rendered(message, bare, channel).text or rendered(message, bare, channel).html


@pytest.mark.parametrize("message", ["phone-welcome", "browse-help", "new-in-town", "accessory-tips", "webinar-soon"])
def test_a_german_reads_german_and_a_dane_the_fall_back(message: str) -> None:
    english, german, austrian, danish = (rendered(message, facts(tag)) for tag in ("en", "de", "de-AT", "da"))
    assert english.subject != german.subject and english.html != german.html
    assert austrian == german and danish == english


@pytest.mark.parametrize(
    ("reason", "en", "de"),
    [
        ("price", "What it costs in the end", "Was es am Ende kostet"),
        ("compatibility", "Whether it fits what you have", "Ob es zu dem passt, was du hast"),
        ("delivery", "When it would be there", "Wann es da wäre"),
        ("still-choosing", "How others found theirs", "Wie andere ihres gefunden haben"),
    ],
)
def test_the_help_answers_the_likely_reason_and_no_other(reason: str, en: str, de: str) -> None:
    headings = ("What it costs", "Whether it fits", "When it would", "How others")
    told = rendered("browse-help", facts(reason=reason)).html
    assert en in told and sum(one in told for one in headings) == 1
    assert de in rendered("browse-help", facts("de", reason=reason)).html


def test_nobody_is_told_to_come_back_and_buy() -> None:
    told = "".join(rendered(one, facts()).html for one in ("browse-help", "win-back-insider", "insider-repair-bench"))
    told = told.lower()
    assert not {word for word in ("come back and", "buy now", "% off", "discount code", "hurry") if word in told}


@pytest.mark.parametrize(
    ("kind", "heading"),
    [("case", "about cases"), ("charger", "about charging"), ("mount", "about mounts"), ("spoon", "anything new")],
)
def test_the_tips_are_for_that_accessory(kind: str, heading: str) -> None:
    assert heading in rendered("accessory-tips", facts(kind=kind)).html


def test_what_the_customer_sent_cannot_break_the_mail() -> None:
    said = rendered("accessory-tips", facts())
    assert "Tern buds &lt;2nd&gt;" in said.html and "Tern buds <2nd>" in said.subject


def test_events_that_are_past_at_the_decision_are_not_shown() -> None:
    """In Vienna: 28 April, 20 May, 23 June, 19 August 2026, and others later."""
    soon = rendered("new-in-town", facts()).text
    assert [day in soon for day in ("28 Apr, 17:30", "20 May", "23 Jun", "19 Aug")] == [True, True, True, False]
    given = facts()
    later = rendered("new-in-town", given.model_copy(update={"decided_at": datetime(2026, 4, 28, 15, 30, tzinfo=UTC)}))
    assert [day in later.text for day in ("28 Apr", "20 May", "23 Jun", "19 Aug")] == [False, True, True, True]
    ended = rendered("new-in-town", given.model_copy(update={"decided_at": datetime(2030, 1, 1, tzinfo=UTC)})).text
    assert "Soon, with us" not in ended and "Brunnenmarkt" in ended


def test_the_nearest_store_stands_there_only_if_it_can_be_reached() -> None:
    assert "Wren an der Mariahilfer" in rendered("new-in-town", facts()).text
    far: JsonValue = found("nearest_store", at={"city": "Wien"}) | {"km": 50.1}
    assert "nearest shop" not in rendered("new-in-town", facts(store=far)).text


def test_a_second_attempt_renders_the_same() -> None:
    for message in ("new-in-town", "webinar-tomorrow"):
        assert rendered(message, facts()) == rendered(message, facts())


@pytest.mark.parametrize(
    ("zone", "language", "hour"),
    [
        ("Europe/Berlin", "en", "Tuesday, 28 April 2026, 18:00"),
        ("Europe/London", "en", "Tuesday, 28 April 2026, 17:00"),
        ("Asia/Tokyo", "en", "Wednesday, 29 April 2026, 01:00"),
        ("America/New_York", "de", "28.04.2026, 12:00 Uhr"),
    ],
)
def test_a_fixed_instant_is_told_by_the_readers_clock(zone: str, language: str, hour: str) -> None:
    for message in ("webinar-booked", "webinar-tomorrow", "webinar-soon"):
        said = rendered(message, facts(language, zone=zone))
        assert hour in said.text and zone in said.text


def test_links_carry_where_they_were_clicked_but_not_the_one_that_ends_it() -> None:
    told = rendered("phone-welcome", facts()).html
    assert "help/move?utm_campaign=phone-welcome&amp;utm_medium=email&amp;utm_source=letters" in told
    assert f'"{UNSUBSCRIBE_URL}"' in told
