"""Her story in words: every kind of thing that happens, with titles, reasons and her local time."""

from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from pydantic import JsonValue

from engine.contracts.answers import NotNowWhy
from engine.contracts.inputs import Feedback
from engine.contracts.journal import Absorbed
from engine.contracts.verbs import Pause
from engine.contracts.views import Stop, TimelineItem, UpcomingItem
from engine.customer.notes import told
from engine.language.reactions import Reaction
from engine.language.terms import Channel, EntryRefusal, Reason
from engine.model import Attributes
from engine.telling.prospects import obstacle, prospect
from engine.telling.reasons import NOT_NOW, REASONS, REFUSALS, because
from engine.telling.sentences import sentence, shown, tone
from engine.telling.titles import Titles
from engine.upcoming import upcoming
from tests.engine.books import SCHEMA, Books, journey, message, send, wait
from tests.engine.lives import Life, at

BERLIN = ZoneInfo("Europe/Berlin")
TIPS = message("tips", title="Tips for your accessory")
FIRST_MONTH = journey("phone", wait("3d", id="give-it-time"), send("tips"), exit=[{"trigger": "returned"}])
BOOKS = Books(FIRST_MONTH.model_copy(update={"title": "The first month"}), messages=(TIPS,))


def words(item: TimelineItem) -> str:
    return sentence(item, Titles(Life(BOOKS).definitions, 1), BERLIN)


@pytest.mark.parametrize(
    ("what", "subject", "detail", "said"),
    [
        ("trigger", "address_changed", "", "address changed"),
        ("trigger", "purchase", "was in the future", "purchase (was in the future)"),
        ("trigger", "identify", "plan, stage", "profile: plan, stage"),
        ("trigger", "identify", "", "profile or consent changed"),
        ("trigger", "opened", "tips", "opened: “Tips for your accessory”"),
        ("trigger", "propose", "tips", "“Tips for your accessory” is proposed from outside a journey"),
        ("trigger", "enrol", "phone", "asked to enter “The first month”"),
        ("trigger", "pause", "ann", "paused by ann"),
        ("trigger", "exit", "ann: she asked", "told to leave a journey by ann: she asked"),
        ("trigger", "exit", "", "exit"),
        ("trigger", "visit", "inbound_call", "was at the inbound call (visit)"),
        ("trigger", "withdrawn", "too_late", "the channel answered that it is too late to take it back"),
        ("outcome", "tips", "withdrawn", "“Tips for your accessory”: taken back before it was carried out"),
        (
            *("outcome", "tips", "withdrawn, opted_out"),
            "“Tips for your accessory”: taken back before it was carried out because of an opt-out",
        ),
        ("outcome", "tips", "asked back: exited", "“Tips for your accessory”: asked back because the journey ended"),
        ("outcome", "tips", "asked back: cancelled", "“Tips for your accessory”: asked back"),
        ("outcome", "tips", "too late", "“Tips for your accessory”: it is too late to take it back"),
        ("entered", "phone", "order-7", "enters “The first month” for order-7"),
        ("entered", "gone-by-now", "", "enters “gone by now”"),
        ("not_entered", "phone", "limit", "does not enter “The first month” because she is in too many"),
        ("moved", "phone", "give-it-time", "is at “give it time” of “The first month”"),
        ("ended", "phone", "timed_out", "leaves “The first month”: timed out"),
        ("goal", "phone", "worth 12", "reaches the goal of “The first month”, worth 12"),
        ("sending", "tips", "email", "“Tips for your accessory” by email: to be sent"),
        ("sent", "tips", "email", "“Tips for your accessory” by email: sent"),
        ("unknown", "tips", "email", "“Tips for your accessory” by email: nobody knows whether it went out"),
        ("not_now", "tips", "breaker", "“Tips for your accessory”: not now because the channel's breaker is open"),
        ("held", "tips", "cap", "“Tips for your accessory”: held because the cap is reached"),
        ("dropped", "tips", "opted_out", "“Tips for your accessory”: dropped because of an opt-out"),
        ("dropped", "tips", "of_tomorrow", "“Tips for your accessory”: dropped because of tomorrow"),
        ("outcome", "tips", "refused, recipient", "“Tips for your accessory”: refused, recipient"),
        ("alert", "content error", "tips: no name", "to look at: content error (tips: no name)"),
    ],
)
def test_what_happened_is_told_in_words(what: str, subject: str, detail: str, said: str) -> None:
    item = TimelineItem.model_validate({"at": at("0"), "what": what, "subject": subject, "detail": detail})
    assert words(item) == said
    assert tone(item) == {"trigger": "happened", "sent": "message", "held": "stopped"}.get(what, tone(item))


def test_a_trigger_is_told_with_its_properties() -> None:
    properties: Attributes = {
        "product": "Pixel 9",
        "gift": True,
        "order_id": None,
        "tags": ["a", 2],
        "to": {"city": "Bonn"},
    }
    item = TimelineItem(at=at("0"), what="trigger", subject="purchase", properties=properties)
    assert words(item) == "purchase: product Pixel 9, gift yes, tags a, 2, to Bonn"
    changed = item.model_copy(update={"subject": "plan_changed", "properties": {"old": None, "new": "gold"}})
    assert words(changed.model_copy(update={"detail": "derived"})) == "plan changed from nothing to gold"


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ({"product": "Pixel 9", "amount": 699}, "bought Pixel 9 (purchase: amount 699)"),
        ({"product": "Pixel 9"}, "bought Pixel 9 (purchase)"),
        ({"amount": 699}, "purchase: amount 699"),
        ({"product": "{0.__class__}"}, "bought {0.__class__} (purchase)"),
        ({}, "purchase"),
    ],
)
def test_a_trigger_reads_as_the_tracking_plan_says(properties: Attributes, said: str) -> None:
    she = Life(Books(schema=SCHEMA | {"says": {"purchase": "bought {product}"}}))
    item = TimelineItem(at=at("0"), what="trigger", subject="purchase", properties=properties)
    assert sentence(item, Titles(she.definitions, 1), BERLIN) == said


def test_a_hold_says_until_when_in_her_zone() -> None:
    item = TimelineItem(at=at("0"), what="held", subject="tips", detail="quiet_hours", until=at("23h"))
    assert words(item) == "“Tips for your accessory”: held until Wed 15 Apr 2026 09:00 because of quiet hours"


def test_reactions_in_the_tail_name_the_message() -> None:
    she = Life(Books(journey("a", send("tips")), messages=(TIPS,)))
    she.track("purchase")
    she.react("opened", "tips", "1h")
    assert [one.detail for one in she.state.tail if one.subject == "opened"] == ["tips"]
    assert told(she.absorbed()[-1]) is not None


def test_a_call_says_what_came_of_it() -> None:
    detail: Attributes = {"outcome": "call_back_at", "call_back_at": "2026-04-15T17:30:00Z", "note": "in a meeting"}
    said = Feedback(id="f", at=at("0"), message_id="m", reaction=Reaction.CALL_OUTCOME, detail=detail)
    item = told(Absorbed(seq=1, at=at("0"), input=said, event_at=at("0")))
    assert item is not None
    assert words(item).startswith("call outcome, call back at, 2026-04-15T17:30:00Z: ")
    assert "meeting" not in item.model_dump_json(), "notes are for the ledger"


def test_a_device_is_told_without_its_keys() -> None:
    device: JsonValue = {"endpoint": "https://push.example.com/a/b", "keys": {"p256dh": "public", "auth": "secret"}}
    assert shown([device]) == "a device at push.example.com"


def test_every_reason_has_its_words() -> None:
    assert (set(REASONS), set(REFUSALS)) == (set(Reason), set(EntryRefusal))
    assert set(NOT_NOW) == {*get_args(NotNowWhy), Reason.REFUSED}
    assert because("") == ""


def coming(she: Life, when: str) -> list[tuple[str, str]]:
    titles = Titles(she.definitions, 1)
    items = upcoming(she.state, at(when), she.definitions)
    return [(one.what, prospect(one, titles, BERLIN)) for one in items]


def test_what_is_to_come_is_told_in_words() -> None:
    she = Life(BOOKS)
    she.track("purchase")
    assert coming(she, "1h") == [
        ("step", "comes to “tips” of “The first month”"),
        ("message", "“Tips for your accessory” by email"),
        ("end", "leaves “The first month”: completed"),
        ("exit", "“The first month” on returned"),
    ]
    she.control(Pause(), "2h")
    found = next(one for one in coming(she, "2h") if one[0] == "message")
    assert found[1] == "“Tips for your accessory” would be held because of a pause"


def test_an_entry_to_come() -> None:
    entry = UpcomingItem(at=at("0"), what="entry", journey="phone", step=None)
    assert prospect(entry, Titles(Life(BOOKS).definitions, 1), BERLIN) == "enters “The first month”"


SPRING = UpcomingItem(at=at("0"), what="message", journey=None, step=None, message="tips", channel=Channel.EMAIL)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"verdict": "send"}, "“Tips for your accessory” by email"),
        (
            {"verdict": "hold", "may_block": (Reason.CAP,), "until": at("1d")},
            "“Tips for your accessory” would be held until Wed 15 Apr 2026 10:00 because the cap is reached",
        ),
        (
            {"verdict": "drop", "may_block": (Reason.HOLDOUT,)},
            "“Tips for your accessory” would be dropped because of the holdout group",
        ),
        (
            {"what": "held", "may_block": (Reason.QUIET_HOURS,), "until": at("1d")},
            "“Tips for your accessory” is held until Wed 15 Apr 2026 10:00 because of quiet hours",
        ),
        ({"what": "planned", "detail": "store"}, "“Tips for your accessory” by email: sent by store, as planned"),
        (
            {"what": "reserved", "detail": "store"},
            "“Tips for your accessory” by email: until then its place is kept for store",
        ),
        ({"what": "cut"}, "so much comes that nothing later was looked at"),
    ],
)
def test_what_may_come_of_a_message_is_told_in_words(more: dict[str, object], said: str) -> None:
    assert prospect(SPRING.model_copy(update=more), Titles(Life(BOOKS).definitions, 1), BERLIN) == said


@pytest.mark.parametrize(
    ("stop", "said"),
    [
        (
            Stop(rule="quiet hours", name="night", verdict="hold", reason=Reason.QUIET_HOURS, until=at("1d")),
            "“night” (quiet hours) until Wed 15 Apr 2026 10:00",
        ),
        (Stop(rule="cap", name="weekly", verdict="drop", observed=True), "“weekly” (cap), which only looks on"),
        (
            Stop(rule="channel", verdict="next_channel", reason=Reason.NO_ADDRESS, channel=Channel.SMS),
            "channel because there is no address, for sms",
        ),
    ],
)
def test_a_rule_that_would_stop_a_message_is_named(stop: Stop, said: str) -> None:
    assert obstacle(stop, BERLIN) == said
