"""What came of a call steers journeys, counts as an answer, and forbids the number; a letter that came back too."""

from itertools import count

import pytest
from pydantic import JsonValue

from engine.contracts.answers import Accepted
from engine.contracts.commands import Withdraw
from engine.contracts.inputs import Feedback
from engine.customer import responses
from engine.customer.state import CustomerState
from engine.language.reactions import CallOutcome, Reaction
from engine.language.terms import Channel
from tests.engine.books import Books, Step, journey, message, send, wait, wait_for
from tests.engine.lives import Life, at

CALL = message("ring", channels=["call"])
POLICY = {"channels": {"call": {"cut_off": "4h"}, "mail": {}, "email": {}}, "zone_unknown": {"call": "organisation"}}
_numbers = count(1)


def life(*steps: Step) -> Life:
    letter, service = message("letter", channels=["mail"]), message("note", channels=["call"], purpose="service")
    she = Life(
        Books(journey("a", send("ring"), *steps), messages=(CALL, letter, service), policy=POLICY),
        phone="+4915112345678",
        address="Am Born 1, Hamburg",
    )
    she.track("purchase")
    return she


def said(she: Life, when: str, outcome: str, **detail: JsonValue) -> None:
    she.feed(
        Feedback(
            id=f"call-{next(_numbers)}",
            at=at(when),
            message_id=she.delivery("ring").message_id,
            reaction=Reaction.CALL_OUTCOME,
            detail={"outcome": outcome, **detail},
        ),
        when,
    )


def heard(name: str, outcome: str) -> Step:
    return {"name": name, "reaction": "call_outcome", "message": "ring", "when": f'event.outcome == "{outcome}"'}


def test_each_outcome_takes_its_own_way() -> None:
    ways: Step = {
        "id": "which",
        "branch": [
            {"when": f'run.talk.outcome == "{one.value}"', "steps": [send(f"for-{one.value}")]} for one in CallOutcome
        ],
        "otherwise": [],
    }
    for outcome in CallOutcome:
        she = life(wait_for(*(heard(one.value, one.value) for one in CallOutcome), id="talk"), ways)
        said(she, "1h", outcome)
        assert she.sent() == [("0", "ring"), ("1h", f"for-{outcome.value}")]


def test_an_outcome_that_the_step_does_not_name_is_waited_on() -> None:
    she = life(wait_for(heard("sold", "sold"), id="talk"), send("thanks"))
    said(she, "1h", "no_answer")
    said(she, "2h", "reached")
    assert len(she.sent()) == 1
    said(she, "3h", "sold")
    assert she.sent()[-1] == ("3h", "thanks")


def test_she_is_called_back_when_she_asked_to_be() -> None:
    back = {"date": "run.talk.event.call_back_at"}
    she = life(wait_for(heard("later", "call_back_at"), id="talk"), wait(back), send("ring", id="again"))
    said(she, "1h", "call_back_at", call_back_at=at("2d3h").isoformat())
    she.advance("3d")
    assert she.sent() == [("0", "ring"), ("2d3h", "ring")]


def test_what_was_said_before_the_wait_is_found_by_looking_back() -> None:
    listen = wait_for(heard("sold", "sold"), id="talk", look_back="run", timeout="9d")
    she = life(wait("1d"), listen, send("thanks"))
    said(she, "1h", "sold")
    she.advance("2d")
    assert she.sent()[-1] == ("1d", "thanks")


@pytest.mark.parametrize("answered", ["2m", "0"])
def test_when_she_asked_to_be_called_is_known_also_by_looking_back(answered: str) -> None:
    """Said before the wait, or even before it was known that the call was taken over."""
    back = {"date": "run.talk.event.call_back_at"}
    listen = wait_for(heard("later", "call_back_at"), id="talk", look_back="run", timeout="9d")
    books = Books(
        journey("a", send("ring"), wait("1h"), listen, wait(back, "then"), send("ring", id="again")),
        messages=(CALL,),
        policy=POLICY,
    )
    she = Life(books, phone="+4915112345678")
    she.answers["ring"] = [None if answered == "2m" else Accepted()]
    she.track("purchase")
    said(she, "1m", "call_back_at", call_back_at=at("2d3h").isoformat())
    said(she, "1m30s", "no_answer")  # what was an answer stays one
    if answered == "2m":
        she.answer("ring", Accepted(), answered)
    she.state = CustomerState.model_validate_json(she.state.model_dump_json())
    she.advance("3d")
    assert she.sent() == [("0", "ring"), ("2d3h", "ring")]


def test_do_not_call_is_an_opt_out_of_the_channel_and_forbids_the_number() -> None:
    she = life(wait("1d"), send("ring", id="again"), send("letter"), send("hello"))
    said(she, "1h", "do_not_call")
    she.propose("note", "2h")  # a service message
    she.advance("2d")
    assert she.dropped() == [("2h", "note", "suppressed"), ("1d", "ring", "opted_out")]
    assert [key for _, key in she.sent()] == ["ring", "letter", "hello"]
    she.identify("3d", phone="+4915199999999")
    she.propose("note", "3d1h")  # a new number is free; the opt-out of marketing stands
    she.propose("ring", "3d1h")
    assert she.sent()[-1] == ("3d1h", "note")
    assert she.dropped()[-1] == ("3d1h", "ring", "opted_out")


def test_who_was_reached_has_answered() -> None:
    """Five calls: two of three spoken to answered, two were never reached and count for nothing."""
    outcomes = ("reached", "sold", "do_not_call", "no_answer", "no_answer")
    she = life()
    for number, outcome in enumerate(outcomes):
        sent = she.state.sent[0].model_copy(deep=True)
        sent.id, sent.call = f"m-{number}", CallOutcome(outcome)
        sent.reactions = {Reaction.CALL_OUTCOME: at("0")}
        she.state.sent.append(sent)
    counted = [one for one in she.state.sent if responses.counts_until(one) is not None]
    assert [one.id for one in counted] == ["m-0", "m-1", "m-2"]
    she.state.sent = [*counted, *(one.model_copy(update={"id": f"{one.id}b"}) for one in counted)]
    rate, _ = responses.rate(she.state.sent, Channel.CALL, at("4d"))
    assert rate == 4 / 6


def test_an_answer_stays_one_whatever_is_said_later() -> None:
    she = life()
    for when, outcome in (("1h", "no_answer"), ("2h", "reached"), ("3h", "no_answer")):
        said(she, when, outcome)
    assert she.state.sent[0].call == "reached"


def test_a_word_that_is_not_known_changes_nothing() -> None:
    she = life()
    said(she, "1h", "hung up")
    assert she.state.sent[0].call is None and she.state.consents[0].status == "granted"


def test_a_call_that_is_to_be_made_again_can_be_taken_back_and_one_that_was_made_cannot() -> None:
    for outcome, asked in (("no_answer", 1), ("call_back_at", 1), ("reached", 0), ("sold", 0)):
        she = life(wait("9d"))
        said(she, "1h", outcome)
        she.identify("2h", phone="+4915199999999")
        assert len([one for one in she.commands if isinstance(one, Withdraw)]) == asked


def test_a_letter_that_comes_back_suppresses_its_postal_address() -> None:
    she = life(send("letter"), wait("1d"), send("letter", id="again"))
    she.react("bounced", "letter", "1h", hard=True)
    she.advance("2d")
    assert she.dropped() == [("1d", "letter", "suppressed")]
    she.identify("3d", address="Kirchgasse 2, Bonn")
    she.propose("letter", "3d1h")
    assert she.sent()[-1] == ("3d1h", "letter")
