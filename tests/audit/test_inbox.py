from sqlalchemy import Engine, text

from audit.address import AddressKey
from audit.erasure import erase
from audit.inbox import Inbox
from audit.queries.inputs import Known, known_input
from engine.contracts.inputs import Track
from tests.audit.samples import ADDRESS_KEY, START


def track(input_id: str, type_: str = "purchase") -> Track:
    return Track(id=input_id, type=type_, at=START, properties={"record": input_id})


def test_inputs_come_back_in_order_until_they_are_drained(database: Engine) -> None:
    inbox = Inbox(database)
    for input_id in ("b", "a", "c"):
        inbox.store("c-1", track(input_id), "signal_limit")
    inbox.store("c-1", track("a"), "temporal_down")
    inbox.store("c-2", track("a"), "not_of_interest")
    first, second = inbox.pending(2)
    assert [first.input, second.input] == [track("b"), track("a")]
    assert (first.customer_id, first.why) == ("c-1", "signal_limit")
    inbox.mark_drained([first.number, second.number])
    assert [one.input.id for one in inbox.pending(10)] == ["c"]
    inbox.store("c-1", track("b"), "signal_limit")  # a repeat of what was drained
    assert [one.input.id for one in inbox.pending(10)] == ["c"]


def test_what_no_journey_asked_for_waits_by_customer_and_type(database: Engine) -> None:
    inbox = Inbox(database)
    inbox.store("c-1", track("a", "visit"), "not_of_interest")
    inbox.store("c-1", track("b", "purchase"), "not_of_interest")
    assert inbox.pending(10) == []
    assert [one.input.id for one in inbox.for_customer("c-1")] == ["a", "b"]
    assert [one.input.id for one in inbox.for_customer("c-1", types=["visit"])] == ["a"]
    assert inbox.for_customer("c-2") == []
    assert known_input(database, "c-1", "a") is Known.SEEN


def test_of_an_erased_customer_nothing_comes_out(database: Engine) -> None:
    inbox = Inbox(database)
    inbox.store("c-1", track("a"), "signal_limit")
    erase(database, "c-1", AddressKey(ADDRESS_KEY))
    inbox.store("c-1", track("b"), "signal_limit")
    assert inbox.pending(10) == []
    assert inbox.for_customer("c-1") == []


def test_what_this_build_cannot_read_holds_nobody_up(database: Engine) -> None:
    inbox = Inbox(database)
    for input_id in ("a", "b"):
        inbox.store("c-1", track(input_id), "accepted")
    with database.begin() as connection:
        connection.execute(
            text("UPDATE inbox SET private = :new WHERE input_id = 'a'"), {"new": '{"input": {"kind": "x"}}'}
        )
    assert [one.input.id for one in inbox.pending(10)] == ["b"]
