"""A team's own channel, and a message that falls back from one channel to the next with every skip on record."""

from zoneinfo import ZoneInfo

import pytest

from engine.contracts.inputs import ConsentChange
from engine.contracts.journal import Decided
from engine.language import terms
from engine.language.terms import Channel
from engine.telling.decisions.context import Context
from engine.telling.decisions.paragraph import paragraph
from engine.telling.titles import Titles
from tests.engine.books import SCHEMA, Books, journey, message, send
from tests.engine.lives import Life


def whatsapp(wa: str | None = None) -> Life:
    books = Books(
        journey("a", send("hello")),
        messages=(message("hello", channels=["whatsapp", "email"]),),
        policy={"channels": {"whatsapp": {"address": "wa"}, "email": {}}},
        schema={**SCHEMA, "customer": {"wa": "text"}},
    )
    return Life(books, wa=wa)


def test_its_address_is_the_attribute_that_the_policy_names() -> None:
    she = whatsapp(wa="a number of theirs")
    she.track("purchase")
    assert [(one.channel, one.address) for one in she.deliveries()] == [("whatsapp", "a number of theirs")]


def test_without_it_the_next_channel_is_tried() -> None:
    she = whatsapp()
    she.track("purchase")
    assert [one.channel for one in she.deliveries()] == ["email"]


def test_she_may_prefer_it() -> None:
    books = Books(
        journey("a", send("hello")),
        messages=(message("hello", channels=["email", "carrier_pigeon"]),),
        policy={"channels": {"email": {}, "carrier_pigeon": {}}},
    )
    she = Life(books, preferred_channel="carrier_pigeon")
    she.track("purchase")
    assert [(one.channel, one.address) for one in she.deliveries()] == [("carrier_pigeon", "c-1")]


def test_a_message_falls_back_from_push_to_sms_to_email_with_each_skip_on_record() -> None:
    books = Books(
        journey("a", send("hello")),
        messages=(message("hello", channels=["push", "sms", "email"]),),
        policy={"channels": {"push": {}, "sms": {}, "email": {}}},
    )
    she = Life(books, agreed=False, phone="+4915112345678", zone="Europe/Berlin")
    she.identify("-1m", ConsentChange(status="granted", channel=Channel.EMAIL))
    she.track("purchase")
    (delivery,) = she.deliveries()
    assert delivery.channel == "email"
    (decided,) = (one for one in she.entries if isinstance(one, Decided))
    skipped = [(one.channel, one.reason) for one in decided.rules if one.verdict == "next_channel"]
    assert skipped == [("push", "no_address"), ("sms", "consent_missing")]
    context = Context(decided.at, ZoneInfo("Europe/Berlin"), Titles(she.definitions, 1), {})
    told = " ".join(paragraph(decided, context))
    assert "It did not go by push: she has no address for push." in told
    assert "It did not go by sms: it needs her consent for sms, and she has never given it." in told


def test_so_many_names_are_remembered_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    known = Channel("whatsapp")
    monkeypatch.setattr(terms, "MAX_OWN_CHANNELS", 0)
    with pytest.raises(ValueError, match="never_heard_of"):
        Channel("never_heard_of")
    assert Channel("whatsapp") is known and Channel("email") is Channel.EMAIL
