"""A run that does not continue another: what the ledger knows holds, and nothing is sent twice."""

from typing import Any

import pytest

from engine.contracts.answers import Accepted
from engine.contracts.inputs import ConsentChange, Track
from engine.contracts.journal import DirectoryRow, Ended, Profile
from engine.contracts.recollection import (
    RecalledConsent,
    RecalledExit,
    RecalledSend,
    RecalledSuppression,
    Recollection,
)
from engine.customer.state import CustomerState
from engine.inputs.recollect import recollect
from engine.language.reactions import Reaction
from engine.language.terms import Channel, Purpose
from engine.moment import Moment
from tests.engine.books import Books, Step, journey, message, send, wait
from tests.engine.lives import Life, at

REST = wait("99d", id="rest")
AGREED = RecalledConsent(consent=ConsentChange(status="granted"), at=at("-9d"))
DENIED = RecalledConsent(consent=ConsentChange(status="denied"), at=at("-8d"))
PROFILE = Profile(attributes={"email": "c-1@example.com"}, changed_at={"email": at("-9d")})


def again(books: Books, when: str = "0", **known: Any) -> Life:
    """A second start: an empty state, and what the ledger knows."""
    she = Life(books)
    she.state = CustomerState(customer_id="c-1")
    told = Recollection(**{"catalogue": 1, "consents": (AGREED,), "profile": PROFILE, **known})
    recollect(Moment(she.state, she.definitions, at(when), at(when)), told)
    return she


def test_an_opted_out_customer_is_not_mailed() -> None:
    books = Books(journey("a", send("hello")))
    for consents, dropped in (((AGREED, DENIED), ["opted_out"]), ((AGREED,), [])):
        one = DENIED.model_copy(update={"consent": ConsentChange(status="denied", channel=Channel.EMAIL)})
        she = again(books, consents=(*consents[:1], one) if dropped else consents)
        she.track("purchase", "1h")
        assert [why for *_, why in she.dropped()] == dropped


def test_a_suppressed_address_stays_suppressed() -> None:
    closed = RecalledSuppression(channel=Channel.EMAIL, address="c-1@example.com", scope="everything")
    she = again(Books(journey("a", send("hello"))), suppressions=(closed,))
    she.track("purchase", "1h")
    assert she.dropped() == [("1h", "hello", "suppressed")]


@pytest.mark.parametrize(
    ("rule", "refused"), [("never", "never_again"), ("after_exit + 30d", "too_soon"), ("after_exit", None)]
)
def test_re_entry_is_remembered(rule: str, refused: str | None) -> None:
    entry = {"trigger": "purchase", "again": rule, "key": "event.order_id"}
    books = Books(journey("a", REST, enter=entry))
    versions = (books.version("a"),)
    past = RecalledExit(journey="a", key="o-1", versions=versions, entered_at=at("-20d"), ended_at=at("-10d"))
    she = again(books, entries=(past,))
    she.track("purchase", "1h", order_id="o-1")
    she.track("purchase", "2h", order_id="o-2")
    assert [why for *_, why in she.refused()] == ([refused] if refused else [])
    assert len(she.entered()) == (1 if refused else 2)


def test_never_again_holds_for_a_journey_that_was_withdrawn_at_the_second_start() -> None:
    once = journey("a", REST, again="never")
    books = Books(once)
    books.publish()
    back = books.publish(once)
    past = RecalledExit(journey="a", key="", versions=(books.version("a"),), entered_at=at("-9d"), ended_at=at("-8d"))
    she = again(books, catalogue=2, entries=(past,))
    she.state.catalogue = back
    she.track("purchase", "1h")
    assert she.refused() == [("1h", "a", "never_again")]


def test_what_ran_when_it_was_terminated_ended_with_it() -> None:
    row = DirectoryRow(enrolment_id="x", journey="a", version="v", key="", step="rest", since=at("-5d"))
    entered = RecalledExit(journey="a", key="", entered_at=at("-5d"))
    she = again(
        Books(journey("a", REST, enter={"trigger": "purchase", "again": "after_exit + 1d"})),
        running=(row,),
        entries=(entered,),
    )
    she.track("purchase", "1h")
    ended = [one for one in she.entries if isinstance(one, Ended)]
    assert [(one.enrolment_id, one.outcome) for one in ended] == [("x", "terminated")]
    assert she.refused() == [("1h", "a", "too_soon")]


def test_a_message_sent_before_is_a_duplicate() -> None:
    books = Books(messages=(message("hello"),))
    first = Life(books)
    first.propose("hello", "0")
    sent = RecalledSend(
        message_id=first.delivery("hello").message_id,
        message="hello",
        purpose=Purpose.LIFECYCLE,
        department="shop",
        channel=Channel.EMAIL,
        decided_at=at("0"),
        sent_at=at("0"),
    )
    she = again(books, "1h", sends=(sent,))
    she.propose("hello", "2h")  # its number, and so its id, is the same
    assert she.dropped() == [("2h", "hello", "duplicate")]


def test_inputs_absorbed_before_are_seen() -> None:
    she = again(Books(journey("a", REST)), inputs=("x", "y"))
    she.feed(Track(id="x", type="purchase", at=at("1h")), "1h")
    she.feed(Track(id="z", type="purchase", at=at("2h")), "2h")
    assert she.entered() == [("2h", "a")]


def test_the_memory_is_back_and_what_is_true_is_existing() -> None:
    bought = Track(id="p", type="purchase", at=at("-100d"))
    silent = journey("a", REST, enter={"condition": "since(purchase) >= 90d", "existing": "ignore"})
    soon = journey("b", REST, enter={"condition": "since(purchase) >= 101d", "existing": "ignore"})
    she = again(Books(silent, soon), triggers=(bought,))
    she.track("viewed", "1h")
    she.advance("9d")
    assert she.entered() == [("1d", "b")]


def test_numbers_go_on_where_the_ledger_stands() -> None:
    she = again(Books(journey("a", REST)), next_seq=40)
    she.track("purchase", "1h")
    assert [one.seq for one in she.entries if one.at == at("1h")] == [40, 41, 42]


def test_an_erased_customer_stays_erased() -> None:
    she = again(Books(journey("a", send("hello"))), erased=True)
    she.track("purchase", "1h")
    assert (she.entered(), she.sent()) == ([], [])


def test_the_newer_writer_of_each_attribute_counts() -> None:
    she = Life(Books(), plan="gold", stage="new")
    times = {"plan": at("-2h"), "stage": at("0"), "n": at("-2h"), "email": at("0")}
    known = Recollection(
        catalogue=1, profile=Profile(attributes={"plan": "old", "stage": "later", "n": 1}, changed_at=times)
    )
    recollect(Moment(she.state, she.definitions, at("1h"), at("1h")), known)
    assert she.state.attributes == {"plan": "gold", "stage": "later", "n": 1}  # the address was removed at 0


def reset(steps: list[Step], *, running: bool) -> Life:
    """An older state; the ledger has seen more: the enrolment's end, or that it still runs."""
    she = Life(Books(journey("a", *steps)))
    she.track("purchase")
    (one,) = she.state.enrolments
    row = DirectoryRow(enrolment_id=one.id, journey="a", version=one.version, key="", step=one.step, since=one.began)
    known = Recollection(
        catalogue=1,
        next_seq=she.state.seq + 5,
        inputs=("r",),
        entries=(RecalledExit(journey="a", key="", entered_at=at("0"), ended_at=None if running else at("1h")),),
        running=(row,) if running else (),
    )
    recollect(Moment(she.state, she.definitions, at("2h"), at("2h")), known)
    she.feed(Track(id="r", type="returned", at=at("1h")), "2h")  # the signal comes again, and was seen
    she.advance("9d")
    return she


def test_an_enrolment_that_ended_after_the_point_of_a_reset_stays_over() -> None:
    steps = [wait("1d"), send("hello")]
    assert reset(steps, running=False).sent() == []
    assert reset(steps, running=True).sent() == [("1d", "hello")]


def test_an_enrolment_that_the_ledger_has_not_heard_of_goes_on() -> None:
    she = Life(Books(journey("a", wait("1d"), send("hello"))))
    she._rehearsal._answering = lambda command: None
    seq = she.state.seq
    she.track("purchase")
    recollect(Moment(she.state, she.definitions, at("1h"), at("1h")), Recollection(catalogue=1, next_seq=seq))
    she.advance("9d")
    assert she.sent() == [("1d", "hello")]


def caps(most: int) -> dict[str, Any]:
    return {"caps": [{"name": "c", "counts": {"class": "marketing"}, "max": most, "per": "7d", "over": "hold"}]}


def test_what_was_in_flight_at_the_reset_is_counted_once_although_the_ledger_has_its_outcome() -> None:
    messages = (message("hello"), message("news"), message("more"))
    she = Life(Books(journey("a", send("hello")), messages=messages, policy=caps(2)))
    she.answers["hello"] = [None]
    she.track("purchase")
    sent = RecalledSend(
        message_id=she.delivery("hello").message_id,
        message="hello",
        purpose=Purpose.LIFECYCLE,
        department="shop",
        origin="journey",
        channel=Channel.EMAIL,
        decided_at=at("0"),
        sent_at=at("1m"),
        reactions={Reaction.CLICKED: at("5m")},
    )
    told = Recollection(catalogue=1, life="reset", next_seq=99, sends=(sent,))
    recollect(Moment(she.state, she.definitions, at("1h"), at("1h")), told)
    she.propose("news", "2h")
    she.answer("hello", Accepted(), "3h")  # asked again, the ledger says what it has
    she.propose("more", "4h")
    assert she.sent() == [("0", "hello"), ("2h", "news")]
    assert [(one.message, len(one.reactions)) for one in she.state.sent] == [("news", 0), ("hello", 1)]


def test_what_is_held_is_decided_by_what_the_ledger_knows() -> None:
    she = Life(Books(messages=(message("news", expires="9d"),), policy=caps(0)))
    she.propose("news", "0")
    denied = DENIED.model_copy(update={"at": at("30m")})
    told = Recollection(catalogue=1, life="reset", next_seq=99, consents=(denied,))
    recollect(Moment(she.state, she.definitions, at("1h"), at("1h")), told)
    she.finish("1h")
    assert she.dropped() == [("1h", "news", "opted_out")]
