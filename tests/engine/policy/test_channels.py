"""Rule 4: which channels a message tries, in which order, and what is on record of each."""

from typing import Any

import pytest

from engine.contracts.inputs import Ask, ConsentChange, Elsewhere
from engine.contracts.journal import Decided
from engine.contracts.verbs import Pause, Resume
from engine.customer.addresses import can_be_one
from engine.language.terms import Channel, Purpose
from engine.policy.recompute import differences
from tests.engine.books import Books, journey, message, send
from tests.engine.lives import Life, at

NIGHT = {"name": "nights", "from": "21:00", "to": "08:00"}
PHONE = "+4915112345"


def books(*channels: str, on_hold: tuple[str, ...] = (), use: tuple[str, ...] = (), **policy: Any) -> Books:
    """One message for these channels; the policy lists those of `use`, or all of them."""
    listed = {name: {"fallback": "on_hold"} if name in on_hold else {} for name in use or channels}
    return Books(messages=(message("hello", channels=list(channels)),), policy={"channels": listed, **policy})


def quiet(channel: str, **more: Any) -> dict[str, Any]:
    return {**NIGHT, "name": f"nights-{channel}", "channels": [channel], **more}


def decided(she: Life) -> Decided:
    """The newest decision, which recomputes."""
    newest = [one for one in she.entries if isinstance(one, Decided)][-1]
    assert list(differences(newest)) == []
    return newest


def tried(she: Life) -> list[tuple[str, str, str | None]]:
    """Of each channel in its order: what the newest decision says, and why."""
    found: dict[str, tuple[str, str | None]] = {}
    for look in decided(she).rules:
        if look.channel is not None:
            stricter = {"send": 0, "hold": 1, "next_channel": 2, "drop": 3}
            was = found.get(look.channel.value, ("send", None))
            found.setdefault(look.channel.value, was)
            if stricter[look.verdict] > stricter[was[0]]:
                found[look.channel.value] = (look.verdict, look.reason)
    return [(name, *verdict) for name, verdict in found.items()]


def test_every_skip_is_on_record_and_the_first_that_passes_wins() -> None:
    she = Life(
        books("till", "push", "sms", "call", "email", "store", use=("push", "sms", "call", "email", "store")),
        phone="0151 12345",
    )
    she.identify("-10m", ConsentChange(status="pending", channel=Channel.CALL))
    she.propose("hello", "0")
    assert tried(she) == [
        ("till", "next_channel", "no_channel"),
        ("push", "next_channel", "no_address"),
        ("sms", "next_channel", "invalid_address"),
        ("call", "next_channel", "invalid_address"),
        ("email", "send", None),
    ]
    assert [one.channel for one in she.deliveries()] == ["email"]


def test_with_no_channel_left_the_reason_is_the_first_ones() -> None:
    she = Life(books("sms", "push"), phone="nonsense")
    she.propose("hello", "0")
    assert she.dropped() == [("0", "hello", "invalid_address")]
    assert [name for name, *_ in tried(she)] == ["sms", "push"]


@pytest.mark.parametrize(("after", "sent"), [("no_other_channel", None), ("next_channel", "sms")])
def test_an_explicit_opt_out_ends_the_search_unless_the_policy_says_otherwise(after: str, sent: str | None) -> None:
    she = Life(books("push", "email", "sms", consent={"after_opt_out": after}), phone=PHONE)
    she.identify("-10m", ConsentChange(status="denied", channel=Channel.EMAIL))
    she.propose("hello", "0")
    assert [one.channel.value for one in she.deliveries()] == ([sent] if sent else [])
    if sent is None:
        assert she.dropped() == [("0", "hello", "opted_out")]  # not the first channel's
        assert [name for name, *_ in tried(she)] == ["push", "email"]


def test_an_opt_out_of_another_purpose_ends_nothing() -> None:
    she = Life(books("email", "sms"), phone=PHONE)
    she.identify("-10m", ConsentChange(status="denied", channel=Channel.EMAIL, purpose=Purpose.SURVEY))
    she.propose("hello", "0")
    assert [one.channel for one in she.deliveries()] == ["email"]


# What only delays does not move on, unless the channel says so.


def test_what_waits_on_one_channel_waits() -> None:
    she = Life(books("email", "sms", quiet_hours=[quiet("email")]), phone=PHONE)
    she.propose("hello", "14h")
    assert she.held() == [("14h", "hello", "quiet_hours")]
    assert tried(she) == [("email", "hold", "quiet_hours")]


def test_with_fallback_on_hold_the_next_channel_goes_instead_of_waiting() -> None:
    she = Life(books("email", "sms", on_hold=("email",), quiet_hours=[quiet("email")]), phone=PHONE)
    she.propose("hello", "14h")
    assert [one.channel for one in she.deliveries()] == ["sms"]
    assert tried(she) == [("email", "hold", "quiet_hours"), ("sms", "send", None)]


@pytest.mark.parametrize("email", ["first", "last"])
def test_of_several_holds_the_first_channels_counts(email: str) -> None:
    rules = [quiet("email"), quiet("sms", to="09:00")]
    order = ("email", "sms") if email == "first" else ("sms", "email")
    she = Life(books(*order, on_hold=("email", "sms"), quiet_hours=rules), phone=PHONE, zone="UTC")
    she.propose("hello", "14h")
    assert decided(she).until == at("1d" if email == "first" else "1d1h")
    she.advance("3d")
    assert she.sent() == [("1d", "hello")]  # whichever opens first goes
    assert [one.channel for one in she.deliveries()] == ["email"]


@pytest.mark.parametrize("end", ["no address", "opt-out"])
def test_a_hold_goes_before_a_drop(end: str) -> None:
    she = Life(books("email", "sms", on_hold=("email",), quiet_hours=[quiet("email")]), phone=PHONE)
    if end == "no address":
        she.identify("-10m", phone=None)
    else:
        she.identify("-10m", ConsentChange(status="denied", channel=Channel.SMS))
    she.propose("hello", "14h")
    assert she.held() == [("14h", "hello", "quiet_hours")]
    assert len(tried(she)) == 2


def test_a_rule_that_drops_on_one_channel_leaves_the_others() -> None:
    she = Life(books("email", "sms", quiet_hours=[quiet("email", over="drop")]), phone=PHONE)
    she.propose("hello", "14h")
    assert [one.channel for one in she.deliveries()] == ["sms"]
    nowhere = Life(books("email", "sms", quiet_hours=[quiet("email", over="drop")]))
    nowhere.propose("hello", "14h")
    assert nowhere.dropped() == [("14h", "hello", "quiet_hours")]


def test_a_cap_may_send_to_the_next_channel() -> None:
    one_mail = {
        "name": "one-mail", "counts": {"channels": ["email"]}, "max": 1, "per": "1d", "over": "next_channel",
    }  # fmt: skip
    she = Life(books("email", "sms", caps=[one_mail]), phone=PHONE)
    she.propose("hello", "0")
    she.propose("hello", "1h")
    assert [one.channel for one in she.deliveries()] == ["email", "sms"]
    assert tried(she) == [("email", "next_channel", "cap"), ("sms", "send", None)]
    alone = Life(books("email", "sms", caps=[one_mail]))
    alone.propose("hello", "0")
    alone.propose("hello", "1h")
    assert alone.dropped() == [("1h", "hello", "cap")]


def test_a_paused_channel_waits_only_where_no_other_can_be() -> None:
    for phone, sent in ((PHONE, ["sms"]), (None, [])):
        she = Life(books("email", "sms"), phone=phone)
        she.control(Pause(channel=Channel.EMAIL), "-5m")
        she.propose("hello", "0")
        assert [one.channel for one in she.deliveries()] == sent
        she.control(Resume(channel=Channel.EMAIL), "1h")
        assert len(she.deliveries()) == 1


# The customer's preference.


@pytest.mark.parametrize(
    ("preferred", "channel"),
    [("sms", "sms"), ("email", "email"), ("call", "email"), ("pigeon", "email"), (7, "email"), (None, "email")],
)
def test_the_preference_comes_first_where_the_message_lists_it(preferred: Any, channel: str) -> None:
    she = Life(books("email", "push", "sms", use=("email", "push", "sms", "call")), phone=PHONE, push="token")
    she.identify("-10m", preferred_channel=preferred)
    she.propose("hello", "0")
    assert [one.channel for one in she.deliveries()] == [channel]
    first = next(look for look in decided(she).rules if look.rule == "channel")
    assert first.evidence.get("preferred", False) is (preferred == channel)


def test_after_the_preference_the_order_is_the_messages() -> None:
    she = Life(books("email", "push", "sms"), phone="nonsense", push="token", preferred_channel="sms")
    she.propose("hello", "0")
    assert [one.channel for one in she.deliveries()] == ["email"]
    assert tried(she)[0] == ("sms", "next_channel", "invalid_address")


def test_a_step_may_narrow_away_what_she_prefers() -> None:
    hello = message("hello", channels=["email", "sms"])
    policy: dict[str, Any] = {"channels": {"email": {}, "sms": {}}}
    she = Life(
        Books(journey("a", send("hello", channels=["email"])), messages=(hello,), policy=policy),
        phone=PHONE,
        preferred_channel="sms",
    )
    she.track("purchase")
    assert [one.channel for one in she.deliveries()] == ["email"]


def test_a_new_preference_is_heard_while_the_message_waits() -> None:
    she = Life(books("email", "sms", quiet_hours=[quiet("email")]), phone=PHONE)
    she.propose("hello", "14h")
    she.identify("15h", preferred_channel="sms")
    assert [one.channel for one in she.deliveries()] == ["sms"]


# Addresses that cannot be one.


@pytest.mark.parametrize(
    ("channel", "address", "good"),
    [
        ("email", "ann@example.com", True),
        ("email", " ann@example.com ", True),
        ("email", "ann+shop@localhost", True),
        ("email", "ånn@exämple.com", True),
        ("email", "ann", False),
        ("email", "@example.com", False),
        ("email", "ann@", False),
        ("email", "ann smith@example.com", False),
        ("email", "ann@example.com, bob@example.com", False),
        ("email", "ann@bob@example.com", False),
        ("email", "a" * 250 + "@b.co", False),
        ("sms", "+4915112345", True),
        ("sms", "+49 (151) 123-45", True),
        ("call", "+1.212.555.0100", True),
        ("sms", "015112345", False),
        ("sms", "004915112345", False),
        ("sms", "+0123", False),
        ("sms", "+4915112345678901", False),
        ("sms", "+49151abc", False),
        ("call", "by the door", False),
        ("push", "token:APA91b", True),
        ("push", "two tokens", False),
        ("mail", "Am Wall 1, Bremen", True),
        ("till", "c-1", True),
    ],
)
def test_what_can_be_an_address(channel: str, address: str, good: bool) -> None:
    assert can_be_one(Channel(channel), address) is good


# A department that asks.


def ask(she: Life, when: str, address: str | None = None, *channels: Channel) -> Any:
    what = Elsewhere(message="call-back", department="care", purpose=Purpose.SERVICE)
    entry = Ask(id=f"a-{when}", at=at(when), what=what, channels=channels or (Channel.SMS,), address=address)
    she.feed(entry, when)
    return she.state.answers[entry.id].answer


def channel_look(she: Life) -> dict[str, Any]:
    return next(look for look in decided(she).rules if look.rule == "channel").evidence


@pytest.mark.parametrize(
    ("phone", "named", "verdict", "reason"),
    [
        (None, None, "send", None),  # the department's own, whatever it is
        (PHONE, None, "send", None),
        ("nonsense", None, "drop", "invalid_address"),
        (None, "+4915199999", "send", None),
        (None, "nonsense", "drop", "invalid_address"),
    ],
)
def test_the_address_of_a_department_that_asks(
    phone: str | None, named: str | None, verdict: str, reason: str | None
) -> None:
    she = Life(books("sms"), phone=phone)
    said = ask(she, "0", named)
    assert (said.verdict, said.reason) == (verdict, reason)
    unchecked = phone is None and named is None
    assert channel_look(she).get("address") == ("the department's own, not checked" if unchecked else None)


def test_a_department_that_asks_is_answered_with_the_channel_she_prefers() -> None:
    she = Life(books("sms", "call"), preferred_channel="call")
    assert ask(she, "0", None, Channel.SMS, Channel.CALL).channel == "call"
