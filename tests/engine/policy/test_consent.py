"""Rule 2: who agreed to what, on which channel, and which addresses are closed."""

from typing import Any

import pytest

from engine.contracts.answers import Accepted
from engine.contracts.inputs import Feedback
from engine.contracts.verbs import Pause, Resume
from engine.customer.consent import standing
from engine.customer.marks import KeptConsent
from engine.language.reactions import Reaction
from engine.language.terms import Channel, Purpose
from tests.engine.books import Books, journey, message, send
from tests.engine.lives import Life, at
from tests.engine.policy.consents import change


def consent(status: str, when: str = "0", **scope: Any) -> KeptConsent:
    return KeptConsent.model_validate({"status": status, "at": at(when), **scope})


NEWS = ["news"]


@pytest.mark.parametrize(
    ("consents", "topics", "stands"),
    [
        ([], [], "unknown"),
        ([consent("granted")], [], "granted"),
        ([consent("pending")], [], "pending"),
        ([consent("denied")], [], "denied"),
        ([consent("granted", purpose="promotional")], [], "granted"),
        ([consent("granted", purpose="survey")], [], "unknown"),
        ([consent("granted", channel="sms")], [], "unknown"),
        ([consent("granted", topic="news")], [], "unknown"),
        ([consent("granted", topic="news")], NEWS, "granted"),
        ([consent("granted", "1h"), consent("denied", channel="email")], [], "denied"),  # the broader lifts nothing
        ([consent("denied"), consent("granted", "1h", channel="email")], [], "granted"),  # the narrower does
        ([consent("denied", "1h"), consent("granted", channel="email")], [], "denied"),  # unless it came before
        ([consent("denied"), consent("granted", channel="email")], [], "denied"),  # or at the same time
        ([consent("denied", topic="other"), consent("granted")], NEWS, "granted"),
        ([consent("granted"), consent("denied", topic="news")], NEWS, "denied"),
        ([consent("granted"), consent("pending", channel="email")], [], "pending"),
        ([consent("pending", channel="email"), consent("granted", "1h", channel="email")], [], "granted"),
    ],
)
def test_what_stands(consents: list[KeptConsent], topics: list[str], stands: str) -> None:
    for order in (consents, consents[::-1]):
        assert standing(order, Purpose.PROMOTIONAL, Channel.EMAIL, topics)[0] == stands


@pytest.mark.parametrize(
    ("needed", "status", "reason"),
    [
        ("opt_in", None, "consent_missing"),
        ("opt_in", "pending", "consent_missing"),
        ("opt_in", "granted", None),
        ("opt_in", "denied", "opted_out"),
        ("opt_out", None, None),
        ("opt_out", "pending", "consent_missing"),
        ("opt_out", "granted", None),
        ("opt_out", "denied", "opted_out"),
        ("none", None, None),
        ("none", "denied", None),
    ],
)
def test_what_a_purpose_needs(needed: str, status: str | None, reason: str | None) -> None:
    rules = {"lifecycle": {"consent": needed, "expires": "7d", "unknown": "leave"}}
    she = Life(Books(journey("a", send("hello")), policy={"purposes": rules}), agreed=False)
    if status is not None:
        she.identify("-30m", change(status))
    she.track("purchase")
    assert [why for *_, why in she.dropped()] == ([reason] if reason else [])
    assert bool(she.sent()) is (reason is None)


SMS_TOO: dict[str, Any] = {"channels": {"email": {}, "sms": {}}}


def both(**more: Any) -> Life:
    two = message("hello", channels=["email", "sms"], **more)
    return Life(Books(journey("a", send("hello")), messages=(two,), policy=SMS_TOO), agreed=False, phone="+49151")


@pytest.mark.parametrize(
    ("email", "sms", "sent", "dropped"),
    [
        ("granted", "granted", "email", None),
        (None, "granted", "sms", None),  # never given: the next channel
        ("pending", "granted", "sms", None),
        ("denied", "granted", None, "opted_out"),  # an opt-out ends the search
        (None, "denied", None, "opted_out"),
        (None, None, None, "consent_missing"),
    ],
)
def test_channels_in_their_order(email: str | None, sms: str | None, sent: str | None, dropped: str | None) -> None:
    she = both()
    given = [change(status, channel=name) for name, status in (("email", email), ("sms", sms)) if status]
    she.identify("-30m", *given)
    she.track("purchase")
    assert [one.channel.value for one in she.deliveries()] == ([sent] if sent else [])
    assert [why for *_, why in she.dropped()] == ([dropped] if dropped else [])


def test_the_order_is_the_messages() -> None:
    she = Life(
        Books(journey("a", send("hello")), messages=(message("hello", channels=["sms", "email"]),), policy=SMS_TOO),
        phone="+49151",
    )
    she.track("purchase")
    assert [one.channel for one in she.deliveries()] == ["sms"]


def test_no_address_goes_to_the_next_channel_and_each_skip_is_on_record() -> None:
    she = both()
    she.identify("-30m", change("granted"), email=None)
    she.track("purchase")
    assert [(one.channel, one.address) for one in she.deliveries()] == [("sms", "+49151")]
    (decided,) = [one for one in she.story() if one.kind == "decided"]
    looks = [(look.rule, look.channel, look.verdict, look.reason) for look in decided.rules]
    assert ("channel", "email", "next_channel", "no_address") in looks


def test_without_any_address() -> None:
    she = both()
    she.identify("-30m", change("granted"), email=None, phone="  ")
    she.track("purchase")
    assert she.dropped() == [("0", "hello", "no_address")]


def test_a_channel_that_the_policy_does_not_list_is_not_used() -> None:
    she = Life(Books(journey("a", send("hello")), messages=(message("hello", channels=["push"]),)), push="token")
    she.track("purchase")
    assert she.dropped() == [("0", "hello", "no_channel")]


def life() -> Life:
    """Marketing on purchase, service on view, a transactional one on return."""
    return Life(
        Books(
            journey("a", send("hello")),
            journey("b", send("note"), enter="viewed"),
            messages=(message("note", purpose="service", channels=["email"]),),
        )
    )


def test_one_click_ends_all_marketing_on_the_channel_and_nothing_else() -> None:
    she = life()
    she.track("purchase")
    she.react("unsubscribed", "hello", "1h")
    she.track("purchase", "2h")
    she.track("viewed", "3h")
    assert she.sent() == [("0", "hello"), ("3h", "note")]
    assert she.dropped() == [("2h", "hello", "opted_out")]


def test_one_click_may_mean_the_topic() -> None:
    books = Books(
        journey("a", send("hello")),
        journey("b", send("other"), enter="viewed"),
        messages=(message("hello", topics=["news"]), message("other", topics=["shop"])),
        policy={"consent": {"unsubscribe_means": "topic"}},
    )
    she = Life(books)
    she.track("purchase")
    she.react("unsubscribed", "hello", "1h")
    she.track("purchase", "2h")
    she.track("viewed", "3h")
    assert she.dropped() == [("2h", "hello", "opted_out")]
    assert she.sent()[1:] == [("3h", "other")]


def test_one_click_on_a_message_long_forgotten_ends_marketing_everywhere() -> None:
    she = life()
    she.feed(Feedback(id="f", at=at("0"), message_id="gone", reaction=Reaction.UNSUBSCRIBED), "0")
    she.track("purchase", "1h")
    she.track("viewed", "1h")
    assert she.dropped() == [("1h", "hello", "opted_out")]
    assert she.sent() == [("1h", "note")]


def test_a_complaint_closes_the_address_for_marketing_even_after_a_new_grant() -> None:
    she = life()
    she.track("purchase")
    she.react("complained", "hello", "1h")
    marketing = [change("granted", purpose=purpose, channel="email") for purpose in ("lifecycle", "promotional")]
    she.identify("2h", *marketing)
    she.track("purchase", "3h")
    she.track("viewed", "3h")  # and the password mail still comes
    assert she.dropped() == [("3h", "hello", "suppressed")]
    assert she.sent()[1:] == [("3h", "note")]


def test_a_hard_bounce_closes_the_address_for_everything_and_a_new_one_is_free() -> None:
    she = life()
    she.track("viewed")
    she.react("bounced", "note", "1h", hard=True)
    she.track("viewed", "2h")
    she.identify("3h", email="C-1@EXAMPLE.com ")  # the same address in another spelling
    she.track("viewed", "4h")
    she.identify("5h", email="new@example.com")
    she.track("viewed", "6h")
    assert she.dropped() == [("2h", "note", "suppressed"), ("4h", "note", "suppressed")]
    assert she.sent() == [("0", "note"), ("6h", "note")]


def test_a_soft_bounce_closes_nothing() -> None:
    she = life()
    she.track("viewed")
    she.react("bounced", "note", "1h")
    she.track("viewed", "2h")
    assert len(she.sent()) == 2


@pytest.mark.parametrize(
    ("reaction", "reason"), [("unsubscribed", "opted_out"), ("complained", "opted_out"), ("bounced", "suppressed")]
)
def test_what_closes_her_address_acts_at_once_on_what_is_held(reaction: str, reason: str) -> None:
    she = life()
    she.track("purchase")
    she.control(Pause(), "1h")
    she.track("purchase", "2h")
    she.react(reaction, "hello", "3h", hard=reaction == "bounced")
    she.control(Resume(), "4h")
    assert she.held() == [("2h", "hello", "paused")]
    assert she.dropped() == [("3h", "hello", reason)]
    assert len(she.sent()) == 1


@pytest.mark.parametrize("reaction", ["unsubscribed", "complained"])
def test_an_opt_out_before_the_outcome_acts_at_once(reaction: str) -> None:
    she = life()
    she.answers["hello"] = [None]
    she.track("purchase")
    she.react(reaction, "hello", "5s")
    she.answer("hello", Accepted(), "20s")
    she.track("purchase", "1h")
    assert she.sent() == [("0", "hello")]
    assert len(she.dropped()) == 1


def test_the_last_consent_by_event_time_counts() -> None:
    she = life()
    she.identify("2h", change("denied", channel="email"), event="2h")
    she.identify("3h", change("granted", channel="email"), event="1h")  # late, and from before
    she.track("purchase", "4h")
    assert she.dropped() == [("4h", "hello", "opted_out")]
    she.identify("5h", change("granted", channel="email"))
    she.track("purchase", "6h")
    assert she.sent() == [("6h", "hello")]


def test_the_recipient_may_be_another_than_the_customer() -> None:
    to_line = message("hello", to="run.line.number", channels=["sms"])
    books = Books(journey("a", send("hello"), remember={"line": "customer.line"}), messages=(to_line,), policy=SMS_TOO)
    she = Life(books, line={"number": "+49170"})
    she.track("purchase")
    she.propose("hello", "1h", line={"number": "+49171"})
    she.propose("hello", "2h")
    assert [one.address for one in she.deliveries()] == ["+49170", "+49171"]
    assert she.dropped() == [("2h", "hello", "no_address")]
