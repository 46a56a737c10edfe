"""An address that turns out to be no good at delivery: the message goes by what else she can be reached by."""

from zoneinfo import ZoneInfo

import pytest
from pydantic import JsonValue

from engine.contracts.answers import Refused
from engine.contracts.inputs import ConsentChange, Feedback
from engine.contracts.journal import Decided, Ended
from engine.language.reactions import Reaction
from engine.language.terms import Channel
from engine.telling.decisions.context import Context
from engine.telling.decisions.paragraph import paragraph
from engine.telling.titles import Titles
from tests.engine.books import Books, journey, message, send
from tests.engine.lives import Life, at

GONE = Refused(fault="recipient", gone=("https://push.example/phone",))
NO_NUMBER = Refused(fault="recipient", suppress=True)
STOPPED = Refused(fault="recipient", opted_out=True)
DEVICE: dict[str, JsonValue] = {"endpoint": "https://push.example/phone", "p256dh": "p", "auth": "a"}


def life(channels: list[str], purpose: str = "lifecycle", **more: object) -> Life:
    books = Books(
        journey("a", send("hello"), send("next")),
        messages=(message("hello", channels=channels, purpose=purpose), message("next")),
        policy={"channels": {"push": {}, "sms": {}, "email": {}}, **more},
    )
    return Life(books, phone="+4915112345678", push=[DEVICE], zone="Europe/Berlin")


def taken(she: Life) -> list[tuple[str, int]]:
    return [(one.channel.value, one.attempt) for one in she.deliveries() if one.message == "hello"]


def start(when: str) -> Feedback:
    return Feedback(
        id="start",
        at=at(when),
        message_id="",
        reaction=Reaction.RESUBSCRIBED,
        channel=Channel.SMS,
        address="+4915112345678",
        everything=True,
    )


def test_it_goes_from_channel_to_channel_and_counts_once() -> None:
    cap = {"name": "one", "counts": {"messages": ["hello"]}, "max": 1, "per": "7d", "over": "drop"}
    she = life(["push", "sms", "email"], caps=[cap])
    she.answers["hello"] = [GONE, NO_NUMBER]
    she.track("purchase")
    assert taken(she) == [("push", 1), ("sms", 2), ("email", 3)]
    assert [(one.message, one.channel) for one in she.state.sent] == [("hello", "email"), ("next", "email")]
    assert she.dropped() == []


def test_each_skip_is_on_record_and_told() -> None:
    she = life(["push", "email"])
    she.answers["hello"] = [GONE]
    she.track("purchase")
    last = [one for one in she.entries if isinstance(one, Decided) and one.message == "hello"][-1]
    assert [(one.channel, one.reason) for one in last.rules if one.verdict == "next_channel"] == [
        ("push", "suppressed")
    ]
    told = " ".join(paragraph(last, Context(last.at, ZoneInfo("Europe/Berlin"), Titles(she.definitions, 1), {})))
    assert "It did not go by push" in told


def test_with_no_other_channel_left_it_drops_with_what_stops_it_there() -> None:
    she = life(["push", "sms"])
    she.answers["hello"] = [GONE, NO_NUMBER]
    she.track("purchase")
    assert she.dropped() == [("0", "hello", "suppressed")]
    assert [one.message for one in she.state.sent] == ["next"]


def test_a_new_address_meanwhile_is_taken() -> None:
    she = life(["sms"])
    she.answers["hello"] = [None]
    she.track("purchase")
    she.identify("1m", phone="+4915187654321")
    she.answer("hello", NO_NUMBER, "2m")
    assert [(one.address, one.attempt) for one in she.deliveries() if one.message == "hello"] == [
        ("+4915112345678", 1),
        ("+4915187654321", 2),
    ]


@pytest.mark.parametrize(("purpose", "channels"), [("lifecycle", ["sms"]), ("service", ["sms", "email"])])
def test_stop_told_by_the_provider_ends_the_search_in_marketing_alone(purpose: str, channels: list[str]) -> None:
    she = life(["sms", "email"], purpose)
    she.answers["hello"] = [STOPPED]
    she.track("purchase")
    assert [channel for channel, _ in taken(she)] == channels
    assert she.dropped() == ([("0", "hello", "opted_out")] if purpose == "lifecycle" else [])


def test_stop_told_by_the_provider_is_taken_back_by_start() -> None:
    she = life(["sms"])
    she.answers["hello"] = [STOPPED]
    she.track("purchase")
    assert she.dropped() == [("0", "hello", "refused")]
    she.feed(start("1h"), "1h")
    she.track("purchase", "2h")
    assert taken(she) == [("sms", 1), ("sms", 1)]


def test_an_exit_meanwhile_drops_it_all_the_same() -> None:
    books = Books(
        journey("a", send("hello"), exit=[{"trigger": "returned"}]),
        messages=(message("hello", channels=["push", "email"]),),
        policy={"channels": {"push": {}, "email": {}}},
    )
    she = Life(books, push=[DEVICE])
    she.answers["hello"] = [None]
    she.track("purchase")
    she.track("returned", "1m")
    she.answer("hello", GONE, "2m")
    assert she.dropped() == [("2m", "hello", "exited")]
    assert [one.outcome for one in she.entries if isinstance(one, Ended)] == ["exited"]


def test_a_consent_change_in_flight_is_obeyed() -> None:
    she = life(["push", "email"])
    she.answers["hello"] = [None]
    she.track("purchase")
    she.identify("1m", ConsentChange(status="denied", source="test"))
    she.answer("hello", GONE, "2m")
    assert [(what, why) for _, what, why in she.dropped()] == [("hello", "opted_out"), ("next", "opted_out")]
