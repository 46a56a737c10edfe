"""What departments were answered and planned comes back from the ledger to a second start."""

from typing import Any

from engine.contracts.journal import Decided
from engine.contracts.recollection import RecalledSend, Recollection
from engine.customer.state import MAX_SEEN, CustomerState
from engine.inputs.elsewhere import message_of_department
from engine.inputs.recollect import recollect
from engine.moment import Moment
from tests.engine.inputs.departments import FLYER, Departments, shop
from tests.engine.lives import at, told


def second_start(
    when: str, *sends: RecalledSend, freed: tuple[str, ...] = (), she: Departments | None = None
) -> Departments:
    """What the ledger knows, taken in by an empty state, or by that of a customer who was reset."""
    known = Recollection(catalogue=1, sends=sends, freed=freed)
    again = she or shop()
    if she is None:
        again.state = CustomerState(customer_id="c-1")
    recollect(Moment(again.state, again.definitions, at(when), at(when)), known)
    return again


def recalled(id: str, **more: Any) -> RecalledSend:
    facts = {"message_id": message_of_department("c-1", id), "channel": "email", "origin": "department"}
    at_first = {"decided_at": at("0"), "sent_at": at("0"), "elsewhere": True}
    return RecalledSend.model_validate(FLYER.model_dump() | facts | at_first | more)


def test_an_open_reservation_is_taken_again_until_it_lapses_and_can_be_confirmed() -> None:
    she = second_start("1m", recalled("a-1", lapses=at("10m")), recalled("a-2", lapses=at("10m")))
    she.confirm("a-1", "2m")
    she.advance("1d")
    assert she.slots() == [("2m", "confirmed"), ("10m", "lapsed")]
    assert [one.tags for one in she.state.sent] == [("spring",)]
    she.confirm("a-2", "1d")
    assert [one.lapsed for one in she.reported()] == [True]


def test_what_lapsed_before_the_second_start_can_still_be_confirmed() -> None:
    she = second_start("1h", recalled("a-1", lapses=at("10m")))
    she.confirm("a-1", "2h")
    assert [one.lapsed for one in she.reported()] == [True]


def test_a_plan_comes_back_and_is_sent_at_its_time() -> None:
    she = second_start("1m", recalled("r-1", decided_at=at("2d"), sent_at=at("2d"), priority=80))
    assert [(one.priority, one.decided_at) for one in she.state.planned] == [(80, at("2d"))]
    she.advance("2d")
    assert she.counted() == [("2d", "flyer")]


def test_after_a_reset_the_ledger_knows_better() -> None:
    she = shop()
    for id in ("a-1", "a-2", "a-3"):
        she.ask(id, "0")
    she.report("r-1", "0", "2d")
    confirmed = recalled("a-1", sent_at=at("1m"))
    freed = tuple(message_of_department("c-1", id) for id in ("a-2", "r-1"))
    second_start("2m", confirmed, recalled("a-3", lapses=at("10m")), freed=freed, she=she)
    assert [one.id for one in she.state.proposals] == [message_of_department("c-1", "a-3")]
    assert (she.counted(), she.state.planned) == ([("0", "flyer")], [])


def test_who_asks_again_after_everything_about_the_ask_was_forgotten_has_the_same_place() -> None:
    she = shop()
    first = she.ask("a-1", "0", ttl=86_400)
    for number in range(MAX_SEEN):
        she.track("viewed", f"2h{number}s")
    assert "a-1" not in she.state.answers
    assert she.ask("a-1", "3h", ttl=86_400) == first
    assert [(told(one.at), one.verdict) for one in she.entries if isinstance(one, Decided)] == [("0", "send")]
    assert [one.slot.id for one in she.state.proposals if one.slot is not None] == [first.message_id]
