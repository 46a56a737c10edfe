"""Response rates in conditions, and the trigger that crossing a threshold gives rise to."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.commands import delivery_id
from engine.contracts.answers import Accepted
from engine.contracts.inputs import Delivered, Feedback, Track
from engine.contracts.recollection import RecalledSend, Recollection
from engine.customer.responses import rate
from engine.customer.state import CustomerState
from engine.inputs.recollect import recollect
from engine.language.journey import Journey
from engine.language.reactions import Reaction
from engine.moment import Moment
from tests.engine.books import Books, journey, message, wait
from tests.engine.lives import Life, at, told

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
LOW = {"name": "low", "channel": "email", "below": "30%", "recover": "50%"}
CONDITION = "customer.response.email < 30%"
WHILE = wait("400d")


def noticing() -> tuple[Journey, Journey]:
    """One entered by the trigger, one by the condition."""
    return (
        journey("on-change", WHILE, enter="response_rate_changed"),
        journey("on-condition", WHILE, enter={"condition": CONDITION, "existing": "ignore", "again": "parallel"}),
    )


def books(*journeys: Journey, **more: Any) -> Books:
    mails = (message("news"), message("receipt", purpose="service"))
    return Books(*(journeys or noticing()), messages=mails, policy={"response_rates": [LOW], **more})


def mail(she: Life, when: str, message: str = "news") -> str:
    she.propose(message, when)
    return she.deliveries()[-1].message_id


def hear(she: Life, of: str, reaction: str, when: str, *, event: str | None = None, machine: bool = False) -> None:
    feedback = Feedback(
        id=f"{of}/{reaction}/{when}/{event}",
        at=at(event or when),
        message_id=of,
        reaction=Reaction(reaction),
        machine=machine,
    )
    she.feed(feedback, when)


def changes(she: Life) -> list[tuple[str, str, Any]]:
    """When, which way and at which rate the threshold was crossed."""
    tracks = [one.input for one in she.absorbed() if isinstance(one.input, Track)]
    return [
        (told(one.at), str(one.properties["crossed"]), one.properties["rate"])
        for one in tracks
        if one.type == "response_rate_changed"
    ]


def silent(she: Life, count: int = 5, when: str = "0") -> list[str]:
    """Mails that are delivered at once, an hour apart, and not answered."""
    found = []
    for number in range(count):
        moment = f"{when}{number}h" if when != "0" else f"{number}h"
        found.append(mail(she, moment))
        hear(she, found[-1], "delivered", moment)
    return found


def test_the_clock_crosses_when_the_fifth_delivery_is_72_hours_old() -> None:
    she = Life(books())
    silent(she)
    she.advance("10d")
    assert changes(she) == [("3d4h", "below", 0.0)]
    assert she.entered() == [("3d4h", "on-condition"), ("3d4h", "on-change")]
    memory = she.state.memory.events("response_rate_changed")
    assert [one.properties for one in memory] == [{"name": "low", "channel": "email", "rate": 0.0, "crossed": "below"}]


def test_answers_recover_it_once_and_what_leaves_the_window_changes_it_again() -> None:
    she = Life(books())
    mails = silent(she)
    for number, one in enumerate(mails[:3]):
        hear(she, one, "opened", f"{4 + number}d")
    she.advance("89d")
    assert changes(she) == [("3d4h", "below", 0.0), ("6d", "recovered", 0.6)]
    for number in range(5):
        hear(she, mail(she, f"89d{number + 1}h"), "delivered", f"89d{number + 1}h")
    she.advance("100d")
    assert changes(she)[2:] == [("92d5h", "below", 0.0)]


def test_only_delivered_marketing_that_no_machine_alone_opened_counts() -> None:
    she = Life(books())
    mails = silent(she, 4)
    receipt = mail(she, "10h", "receipt")
    hear(she, receipt, "delivered", "10h")
    mail(she, "11h")  # nothing is said of it
    machine = mail(she, "12h")
    hear(she, machine, "delivered", "12h")
    hear(she, machine, "opened", "13h", machine=True)
    bounced = mail(she, "14h")
    hear(she, bounced, "delivered", "14h")
    hear(she, bounced, "bounced", "15h")
    she.advance("5d")
    assert changes(she) == []
    hear(she, machine, "clicked", "6d")
    assert rate(she.state.sent, "email", at("6d"))[0] == 0.2
    hear(she, mails[0], "opened", "7d", machine=True)
    assert rate(she.state.sent, "email", at("7d"))[0] is None


def test_feedback_before_the_outcome_counts_with_it() -> None:
    she = Life(books())
    she.answers["news"] = [None] * 5
    mails = [mail(she, f"{number}h") for number in range(5)]
    for one in mails:
        hear(she, one, "delivered", "5h", event="5h")
    assert changes(she) == []
    for command in she.deliveries():
        answer = Delivered(
            id=delivery_id(command.message_id, 1), message_id=command.message_id, attempt=1, answer=Accepted()
        )
        she.feed(answer, "4d")
    assert changes(she) == [("4d", "below", 0.0)]
    assert ("4d", "on-condition") in she.entered()


def test_what_was_low_when_the_threshold_was_published_is_no_crossing() -> None:
    quiet = books(*noticing(), response_rates=[])
    she = Life(quiet)
    mails = silent(she)
    she.advance("10d")
    she.state.catalogue = quiet.publish(
        *noticing(), messages=(message("news"),), policy={"policy": "house", "response_rates": [LOW]}
    )
    she.track("viewed", "11d")
    assert changes(she) == []
    for number, one in enumerate(mails[:3]):
        hear(she, one, "replied", f"{12 + number}d")
    assert changes(she) == [("14d", "recovered", 0.6)]


def test_after_a_terminate_the_side_is_known_and_between_the_shares_nothing_is_crossed() -> None:
    she = Life(books())
    mails = silent(she)
    for number, one in enumerate(mails[:2]):
        hear(she, one, "opened", f"{4 + number}d")
    assert changes(she) == [("3d4h", "below", 0.0)]
    sends = tuple(
        RecalledSend.model_validate(one.model_dump() | {"message_id": one.id}, extra="ignore") for one in she.state.sent
    )
    tracks = tuple(one.input for one in she.absorbed() if isinstance(one.input, Track))
    known = Recollection(catalogue=1, next_seq=she.state.seq, sends=sends, triggers=tracks)
    she.state = CustomerState(customer_id="c-1")
    recollect(Moment(she.state, she.definitions, at("6d"), at("6d")), known)
    she.advance("30d")
    assert changes(she)[1:] == []
    hear(she, mails[2], "opened", "31d")
    assert changes(she)[-1] == ("31d", "recovered", 0.6)


def test_a_trigger_of_that_name_from_elsewhere_does_not_stop_a_new_life() -> None:
    she = Life(books())
    she.track("response_rate_changed")
    recollect(Moment(she.state, she.definitions, at("1d"), at("1d")), Recollection(catalogue=1, next_seq=she.state.seq))
    assert not she.state.thresholds["low"].low


@dataclass
class Told:
    """What an outsider knows of one message."""

    purpose: str
    heard: list[tuple[str, bool, datetime, datetime]] = field(default_factory=list)
    """reaction, whether by a machine, event time, arrival"""


def independent(messages: list[Told], now: datetime) -> float | None:
    """The definition, word by word, from what had arrived by then."""
    counted = answered = 0
    for one in messages:
        heard = [(what, machine, event) for what, machine, event, arrival in one.heard if arrival <= now]
        delivered = [event for what, _, event in heard if what == "delivered"]
        if one.purpose != "lifecycle" or not delivered or any(what == "bounced" for what, _, _ in heard):
            continue
        if now - min(delivered) >= 90 * DAY:
            continue
        human = any(what in ("opened", "clicked", "replied") and not machine for what, machine, _ in heard)
        if not human and any(machine and what in ("opened", "clicked") for what, machine, _ in heard):
            continue
        if human or now - min(delivered) >= 72 * HOUR:
            counted += 1
            answered += human
    return answered / counted if counted >= 5 else None


def instants(messages: list[Told]) -> list[datetime]:
    """Every instant at which the rate could be another one."""
    heard = [one for message in messages for one in message.heard]
    delivered = [event for what, _, event, _ in heard if what == "delivered"]
    found = {arrival for *_, arrival in heard}
    found |= {event + 72 * HOUR for event in delivered} | {event + 90 * DAY for event in delivered}
    return sorted(found)


def expected(messages: list[Told], until: datetime) -> tuple[list[tuple[str, str]], list[str]]:
    """Crossings of the threshold, and changes of the condition from not true to true."""
    low = true = False
    crossings: list[tuple[str, str]] = []
    edges: list[str] = []
    for now in instants(messages):
        if now > until:
            break
        share = independent(messages, now)
        if share is not None and (share < 0.5 if low else share < 0.3) != low:
            low = not low
            crossings.append((told(now), "below" if low else "recovered"))
        was, true = true, share is not None and share < 0.3
        if true and not was:
            edges.append(told(now))
    return crossings, edges


HEARD = st.tuples(
    st.sampled_from(["delivered", "delivered", "delivered", "opened", "clicked", "replied", "bounced"]),
    st.booleans(),
    st.integers(0, 20 * 24),  # hours after sending at which it arrives
    st.integers(0, 48),  # hours that it took to arrive
)
MAILS = st.lists(
    st.tuples(
        st.integers(0, 40 * 24), st.sampled_from(["news", "news", "news", "receipt"]), st.lists(HEARD, max_size=4)
    ),
    min_size=5,
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(MAILS)
def test_the_rate_and_the_crossings_are_what_an_outsider_counts(mails: list[Any]) -> None:
    she = Life(books())
    known: list[Told] = []
    acts: list[tuple[int, int, Any]] = []
    for number, (hour, name, heard) in enumerate(mails):
        known.append(Told("lifecycle" if name == "news" else "service"))
        acts.append((hour, -1, (number, name)))
        for order, (reaction, machine, later, took) in enumerate([("delivered", False, 1, 0), *heard]):
            by_machine = machine and reaction in ("opened", "clicked")
            acts.append((hour + later, number * 10 + order, (number, reaction, by_machine, min(took, later))))
    ids: dict[int, str] = {}
    for hour, order, act in sorted(acts, key=lambda one: one[:2]):
        when = f"{hour}h{max(order, 0)}s"  # one input at an instant
        if order < 0:
            ids[act[0]] = mail(she, when, act[1])
            continue
        number, reaction, by_machine, took = act
        event = at(when) - took * HOUR
        known[number].heard.append((reaction, by_machine, event, at(when)))
        feedback = Feedback(id=when, at=event, message_id=ids[number], reaction=Reaction(reaction), machine=by_machine)
        she.feed(feedback, when)
        assert rate(she.state.sent, "email", at(when))[0] == independent(known, at(when))
    she.advance("200d")
    crossings, edges = expected(known, at("200d"))
    assert [(when, crossed) for when, crossed, _ in changes(she)] == crossings
    assert [when for when, name in she.entered() if name == "on-condition"] == edges
    assert [when for when, name in she.entered() if name == "on-change"] == [when for when, _ in crossings]
