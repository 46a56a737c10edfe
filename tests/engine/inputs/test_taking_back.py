"""What was handed over and is not carried out yet is asked back: when, once, and what its answer makes of it."""

import pytest
from pydantic import JsonValue

from engine.contracts.answers import Accepted, NotNow, Recorded, Unknown, Withdrawal
from engine.contracts.commands import Command, Record, Withdraw
from engine.contracts.inputs import ConsentChange, Control, Feedback, Input, Journaled, Withdrawn
from engine.contracts.journal import Corrected, Decided
from engine.contracts.verbs import Cancel, Erase, Exit
from engine.customer.state import CustomerState
from engine.language.reactions import Reaction
from engine.language.terms import Channel
from tests.engine.books import Books, Step, journey, message, send, wait
from tests.engine.lives import Life, at

POLICY = {"channels": {"mail": {"cut_off": "24h"}, "email": {}}}
CARD = message("card", channels=["mail"], cancel_on=["returned"])
HOME: dict[str, JsonValue] = {"street": "Am Born 1", "city": "Hamburg"}
AWAY: dict[str, JsonValue] = {"street": "Kirchgasse 2", "city": "Bonn"}


class Post(Life):
    """Letters are asked back; the answer is what the printer says, or None: it says nothing yet."""

    says: str | None = "withdrawn"
    written: Recorded | NotNow = Recorded()

    def _answer(self, command: Command) -> Input | None:
        if isinstance(command, Record):
            return Journaled(id=command.id, answer=self.written)
        if not isinstance(command, Withdraw):
            return super()._answer(command)
        return None if self.says is None else said(command, self.says)

    def printer(self, became: str, when: str) -> None:
        self.feed(said(self.asked()[-1], became), when)

    def asked(self) -> list[Withdraw]:
        return [one for one in self.commands if isinstance(one, Withdraw)]

    def withdrawn(self) -> list[tuple[int, str]]:
        found = [one for one in self.entries if isinstance(one, Corrected) and one.outcome == "withdrawn"]
        return [(one.attempt, one.by) for one in found]


def said(command: Withdraw, became: str) -> Withdrawn:
    return Withdrawn(
        id=f"w-{command.message_id}/{command.attempt}",
        message_id=command.message_id,
        attempt=command.attempt,
        answer=Withdrawal.model_validate({"became": became, "detail": "the press is down"}),
    )


def life(*steps: Step, says: str | None = "withdrawn", again: str = "parallel", policy: object = None) -> Post:
    written = journey(
        "a", *(steps or (send("card"), wait("9d"))), again=again, exit=[{"trigger": "activated", "outcome": "gone"}]
    )
    books = Books(written, messages=(CARD,), policy=POLICY if policy is None else policy)  # type: ignore[arg-type]
    she = Post(books, address=HOME)
    she.says = says
    she.track("purchase")
    return she


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


def test_an_opt_out_takes_it_back() -> None:
    she = life()
    she.identify("1h", ConsentChange(status="denied", channel=Channel.MAIL))
    assert she.dropped() == [("1h", "card", "opted_out")]


def test_a_suppressed_address_takes_it_back() -> None:
    """Another letter to the same address came back: what is not printed yet would come back too."""
    books = Books(
        journey("a", send("first"), send("card"), wait("9d")),
        messages=(CARD, message("first", channels=["mail"])),
        policy=POLICY,
    )
    she = Post(books, address=HOME)
    she.track("purchase")
    she.react("bounced", "first", "1h", hard=True)
    assert she.dropped() == [("1h", "card", "suppressed")]
    assert [one.message for one in she.state.sent] == ["first"]


def test_a_changed_address_sends_it_anew_to_the_new_one_through_the_whole_policy() -> None:
    she = life()
    she.identify("1h", address=AWAY)
    assert [one.why for one in she.asked()] == ["invalid_address"]
    assert she.dropped() == [] and she.withdrawn() == [(1, "invalid_address")]
    assert [(one.attempt, one.address) for one in she.deliveries()] == [
        (1, "Am Born 1, Hamburg"),
        (2, "Kirchgasse 2, Bonn"),
    ]
    assert len({one.message_id for one in she.deliveries()}) == 1
    assert [(one.attempt, one.decided_at) for one in she.state.sent] == [(2, at("1h"))]
    she.identify("2h", address=HOME)
    assert [one.attempt for one in she.deliveries()] == [1, 2, 3]


def test_learning_where_her_address_lies_changes_nothing() -> None:
    she = life()
    she.identify("1h", address={**HOME, "lat": 53.5, "lon": 9.9, "zone": "Europe/Berlin"})
    assert she.asked() == []


def test_another_spelling_of_her_number_is_no_other_number() -> None:
    policy = {"channels": {"call": {"cut_off": "24h"}}}
    books = Books(journey("a", send("ring"), wait("9d")), messages=(message("ring", channels=["call"]),), policy=policy)
    she = Post(books, phone="+49 30 1234567")
    she.track("purchase")
    she.identify("1h", phone="+49301234567")
    assert she.asked() == []
    she.identify("2h", phone="+49 30 7654321")
    assert [one.why for one in she.asked()] == ["invalid_address"]


def test_an_address_that_is_gone_drops_it() -> None:
    she = life()
    she.identify("1h", address=None)
    assert she.dropped() == [("1h", "card", "no_address")]


@pytest.mark.parametrize("way", ["trigger", "operator"])
def test_what_is_cancelled_while_it_comes_back_for_another_address_goes_nowhere(way: str) -> None:
    she = life(says=None)
    she.identify("1h", address=AWAY)
    if way == "trigger":
        she.track("returned", "1h1m")
    else:
        she.control(Cancel(message_id=she.asked()[0].message_id), "1h1m")
    assert len(she.asked()) == 1
    she.printer("withdrawn", "1h2m")
    assert she.dropped() == [("1h2m", "card", "cancelled")]
    assert len(she.deliveries()) == 1


def test_what_came_too_late_stays_sent_and_is_never_asked_again() -> None:
    she = life(says="too_late")
    she.identify("1h", address=AWAY)
    she.track("activated", "2h")
    assert len(she.asked()) == 1
    assert [(one.message, one.recallable) for one in she.state.sent] == [("card", None)]
    assert she.withdrawn() == [] and she.dropped() == []


def test_where_asking_fails_somebody_is_told_and_may_ask_again() -> None:
    she = life(says="failed")
    she.track("activated", "1h")
    assert she.alerts() == ["taking back failed"]
    she.identify("2h", address=AWAY)
    assert len(she.asked()) == 1  # nobody asks again by itself
    she.says = "withdrawn"
    she.control(Cancel(message_id=she.state.sent[0].id), "3h")
    assert she.dropped() == [("3h", "card", "cancelled")]


def test_it_is_asked_for_once_while_the_answer_is_to_come() -> None:
    she = life(says=None)
    she.track("activated", "1h")
    she.identify("2h", ConsentChange(status="denied"), address=AWAY)
    assert [one.why for one in she.asked()] == ["exited"]
    she.react("printed", "card", "3h")
    she.printer("withdrawn", "25h")  # after the cut-off: it was asked in time
    assert she.dropped() == [("1d1h", "card", "exited")]
    she.printer("withdrawn", "26h")
    assert len(she.dropped()) == 1


def test_an_answer_that_never_comes_is_not_waited_for_for_ever() -> None:
    she = life(says=None)
    she.track("activated", "1h")
    she.track("viewed", "26h")
    assert she.state.sent[0].recallable is None


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


def test_a_freed_place_lets_pass_what_was_held_for_it() -> None:
    cap = {"name": "one", "counts": {"class": "marketing"}, "max": 1, "per": "7d", "over": "hold"}
    she = life(policy={**POLICY, "caps": [cap]})
    she.propose("card", "1h")
    assert she.held()[-1] == ("1h", "card", "cap")
    she.track("activated", "2h")
    assert she.sent() == [("0", "card"), ("2h", "card")]


def test_a_step_that_waits_for_the_printer_goes_on_when_it_is_taken_back() -> None:
    she = life(send("card", **{"continue": "when_settled"}), send("next"))
    she.control(Cancel(message_id=she.state.sent[0].id), "1h")
    assert she.sent() == [("0", "card"), ("1h", "next")]


def test_the_state_of_before_still_reads() -> None:
    she = life()
    known = CustomerState.model_validate_json(she.state.model_dump_json())
    assert known == she.state
