"""What was handed over and is not carried out yet is asked back: when, and when not."""

import pytest
from pydantic import JsonValue

from engine.contracts.answers import Accepted, NotNow, Unknown
from engine.contracts.inputs import ConsentChange, Control, Feedback
from engine.contracts.journal import Decided
from engine.contracts.verbs import Cancel, Erase, Exit
from engine.language.reactions import Reaction
from engine.language.terms import Channel
from tests.engine.books import Books, journey, message, send, wait
from tests.engine.inputs.post import AWAY, CARD, HOME, POLICY, Post, life
from tests.engine.lives import at


def test_an_exit_takes_an_unprinted_letter_back_and_frees_its_place() -> None:
    she = life()
    she.track("activated", "1h")
    assert [(one.message, one.channel, one.why) for one in she.asked()] == [("card", Channel.MAIL, "exited")]
    assert she.dropped() == [("1h", "card", "exited")]
    assert she.withdrawn() == [(1, "exited")]
    assert she.state.sent == [] and she.state.proposals == []


def test_what_an_operator_had_taken_back_names_her() -> None:
    she = life()
    order = Exit(journey="a")
    she.feed(Control(id="o", at=at("1h"), order=order, operator="kim", reason="she asked"), "1h")
    [dropped] = [one for one in she.entries if isinstance(one, Decided) and one.verdict == "drop"]
    assert dropped.rules[0].evidence == {"drop": "exited", "by": "kim: she asked"}


def test_what_was_printed_by_the_cut_off_stays() -> None:
    she = life()
    she.track("activated", "1d")
    assert she.asked() == [] and [one.message for one in she.state.sent] == ["card"]
    assert she.state.sent[0].recallable is None


def test_a_channel_without_a_cut_off_keeps_nothing() -> None:
    she = life(policy={"channels": {"mail": {}}})
    assert she.state.sent[0].recallable is None
    assert "recallable" not in she.state.sent[0].model_dump()
    assert "cut_off" not in she.delivery("card").model_dump()
    she.track("activated", "1h")
    assert she.asked() == []


def test_the_delivery_says_until_when() -> None:
    assert life().delivery("card").cut_off == at("24h")


@pytest.mark.parametrize("reaction", ["printed", "delivered", "bounced"])
def test_what_the_printer_has_carried_out_is_not_asked_back(reaction: str) -> None:
    she = life()
    she.react(reaction, "card", "1h")
    she.track("activated", "2h")
    assert she.asked() == []


def test_a_journey_that_comes_to_its_end_takes_nothing_back() -> None:
    she = life(send("card"))
    assert she.ended() == [("0", "a", "completed")]
    she.track("activated", "1h")
    assert she.asked() == [] and [one.message for one in she.state.sent] == ["card"]


def test_a_restart_takes_back_what_the_superseded_one_sent_and_orders_anew() -> None:
    she = life(again="restart")
    she.track("purchase", "1h")
    assert she.dropped() == [("1h", "card", "exited")]
    assert she.sent() == [("0", "card"), ("1h", "card")]
    assert [one.decided_at for one in she.state.sent] == [at("1h")]


def test_a_trigger_that_cancels_the_message_does_so_after_it_was_handed_over() -> None:
    she = life()
    she.track("returned", "1h")
    assert she.dropped() == [("1h", "card", "cancelled")]
    assert [one.step for one in she.state.enrolments] == ["pause"]


def test_an_operator_takes_it_back() -> None:
    she = life()
    she.control(Cancel(message_id=she.state.sent[0].id), "1h")
    assert she.dropped() == [("1h", "card", "cancelled")]


def test_what_an_exit_met_on_its_way_is_asked_back_as_soon_as_it_was_taken_over() -> None:
    she = life(says="withdrawn")
    she.answers["card"] = [None]
    she.track("purchase", "1h")
    she.track("activated", "2h")
    she.answer("card", Accepted(provider_id="p-7"), "3h")
    assert [one.provider_id for one in she.asked()][-1] == "p-7"
    assert [when for when, *_ in she.dropped()] == ["2h", "3h"]


def test_what_may_have_arrived_is_asked_back_as_well() -> None:
    she = life(says="withdrawn")
    she.answers["card"] = [Unknown()]
    she.track("purchase", "1h")
    assert [one.unknown for one in she.state.sent] == [False, True]
    she.track("activated", "2h")
    assert she.state.sent == [] and len(she.dropped()) == 2


def test_erasure_asks_back_what_is_not_printed() -> None:
    she = life(says=None)
    she.control(Erase(), "1h")
    assert [one.why for one in she.asked()] == ["erased"]
    assert she.state.erased and she.state.sent == []


@pytest.mark.parametrize("learns", ["first", "second", "record"])
def test_who_turns_out_to_be_erased_gets_no_letter_either(learns: str) -> None:
    """The ledger knows it first, and says so where the next message is claimed, with its journal or without one, or
    where the journal is written."""
    others = (journey(name, send(name), enter="viewed") for name in ("first", "second"))
    books = Books(journey("a", send("card"), wait("9d")), *others, messages=(CARD,), policy=POLICY)
    she = Post(books, address=HOME)
    she.says = None
    she.track("purchase")
    she.answers[learns] = [NotNow(why="erased", journaled=False)]
    if learns == "record":
        she.written = NotNow(why="erased", journaled=False)
        she.identify("1h", ConsentChange(status="denied", channel=Channel.SMS))
    she.track("viewed", "1h")
    assert she.state.erased
    assert [one.why for one in she.asked()] == ["erased"]


@pytest.mark.parametrize("reaction", ["printed", "delivered"])
def test_what_was_carried_out_before_its_order_was_answered_is_not_asked_back(reaction: str) -> None:
    she = life(send("card"), wait("9d"))
    she.answers["card"] = [None]
    she.track("purchase", "1h")
    she.react(reaction, "card", "2h")
    she.answer("card", Accepted(), "3h")
    assert [one.recallable is None for one in she.state.sent] == [False, True]
    she.identify("4h", address=AWAY)
    assert len(she.asked()) == 1  # the first one


@pytest.mark.parametrize(("outcome", "asked"), [("sold", 0), ("no_answer", 1), ("call_back_at", 1)])
def test_a_call_that_was_made_before_its_order_was_answered_is_not_asked_back(outcome: str, asked: int) -> None:
    policy = {"channels": {"call": {"cut_off": "24h"}}}
    books = Books(journey("a", send("ring"), wait("9d")), messages=(message("ring", channels=["call"]),), policy=policy)
    she = Post(books, phone="+49301234567")
    she.answers["ring"] = [None]
    she.track("purchase")
    [ring] = she.deliveries()
    detail: dict[str, JsonValue] = {"outcome": outcome}
    said = Feedback(id="f", at=at("1h"), message_id=ring.message_id, reaction=Reaction.CALL_OUTCOME, detail=detail)
    she.feed(said, "1h")
    she.answer("ring", Accepted(), "2h")
    she.identify("3h", phone="+49307654321")
    assert len(she.asked()) == asked


def test_an_operators_exit_takes_it_back() -> None:
    she = life()
    she.control(Exit(journey="a"), "1h")
    assert she.dropped() == [("1h", "card", "exited")]
    assert she.ended() == [("1h", "a", "exited")]
