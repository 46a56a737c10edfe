"""What was offered survives the state being carried on, a terminate and a reset."""

import pytest

from engine.commands import directory
from engine.contracts.inputs import ConsentChange, Feedback
from engine.contracts.journal import Decided, Profile
from engine.contracts.recollection import RecalledConsent, RecalledSend, Recollection
from engine.customer.state import CustomerState
from engine.inputs.recollect import recollect
from engine.language.reactions import Reaction
from engine.language.terms import Channel
from engine.moment import Moment
from tests.engine.books import journey, message, send
from tests.engine.lives import at
from tests.engine.visitors import shop


def recalled(offered: Decided, sent: str, lapses: str | None = None) -> RecalledSend:
    """What was offered at the till at 1h, out of the ledger."""
    return RecalledSend(
        message_id=offered.message_id,
        message=offered.message,
        purpose=offered.purpose,
        department="shop",
        channel=Channel("till"),
        decided_at=at("1h"),
        sent_at=at(sent),
        lapses=None if lapses is None else at(lapses),
    )


def test_state_is_carried_in_the_middle_of_an_offer() -> None:
    she = shop()
    she.track("purchase")
    she.visit("v-1", "1h")
    first = she.answered("v-1", "1h")
    she.state = CustomerState.model_validate_json(she.state.model_dump_json())
    assert she.answered("v-1", "1h") == first
    she.say("shown", "hello", "1h1m")
    assert she.ended() == [("1h1m", "a", "completed")]


def test_who_uses_no_place_keeps_the_state_of_before() -> None:
    she = shop(messages=(message("hello"),))
    she.track("purchase")
    assert not {"visits", "visited"} & she.state.model_dump().keys()


@pytest.mark.parametrize("shown", [True, False])
def test_after_a_terminate_what_was_offered_keeps_its_place_until_it_lapses_or_was_shown(shown: bool) -> None:
    rules = [{"name": "one", "counts": {"class": "marketing"}, "max": 1, "per": "7d", "over": "hold"}]
    she = shop(journey("a", send("hello")), journey("b", send("bye"), enter="viewed"), caps=rules)
    she.track("purchase")
    she.visit("v-1", "1h")
    offered = she.decided("hello")[-1]
    she.state = CustomerState(customer_id="c-1", catalogue=1)
    places = Recollection(
        catalogue=1,
        next_seq=1_000,
        sends=(recalled(offered, sent="1h", lapses="1h10m"),),
        profile=Profile(attributes={"email": "c-1@example.com"}, changed_at={"email": at("-1h")}),
        consents=(RecalledConsent(consent=ConsentChange(status="granted"), at=at("-1h")),),
    )
    recollect(Moment(she.state, she.definitions, at("1h1m"), at("1h1m")), places)
    she.track("viewed", "1h2m")
    assert [one.stands for one in she.state.proposals] == ["reserved", "held"]
    if shown:
        she.say("shown", "hello", "1h3m")
        assert she.counted() == [("1h", "hello")]
    she.advance("2h")
    assert [name for _, name in she.counted()] == (["hello"] if shown else ["bye"])


def test_after_a_terminate_what_had_lapsed_may_still_turn_out_to_be_seen() -> None:
    she = shop()
    she.track("purchase")
    she.visit("v-1", "1h")
    offered = she.decided("hello")[-1]
    she.state = CustomerState(customer_id="c-1", catalogue=1)
    lapsed = recalled(offered, sent="1h", lapses="1h10m")
    known = Recollection(catalogue=1, next_seq=1_000, sends=(lapsed,), freed=(offered.message_id,))
    recollect(Moment(she.state, she.definitions, at("2h"), at("2h")), known)
    she.feed(Feedback(id="s", at=at("2h"), message_id=offered.message_id, reaction=Reaction.SHOWN), "2h")
    assert she.counted() == [("2h", "hello")]


def test_after_a_reset_what_was_shown_is_not_offered_again() -> None:
    she = shop()
    she.track("purchase")
    she.visit("v-1", "1h")
    offered = she.decided("hello")[-1]
    known = Recollection(
        catalogue=1,
        next_seq=1_000,
        running=tuple(directory(she.state)),
        sends=(recalled(offered, sent="1h1m"),),
    )
    recollect(Moment(she.state, she.definitions, at("1h2m"), at("1h2m")), known)
    assert she.visit("v-2", "1h3m") == []
    assert she.dropped() == [("1h3m", "hello", "duplicate")]
    assert she.ended() == [("1h3m", "a", "completed")]
