"""The journal: everything reaches the ledger once, whatever becomes of the commands that carry it."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from engine.absorb import absorb
from engine.commands import MANY_ENTRIES, MOST_ENTRIES
from engine.contracts.answers import NotNow, NotNowWhy, Recorded
from engine.contracts.commands import Command, Deliver, Record
from engine.contracts.inputs import Input, Journaled, Track
from engine.contracts.journal import Entry
from engine.decide import decide
from engine.rehearsal import all_goes_well
from tests.engine.books import Books, journey, send, wait
from tests.engine.lives import Life, after, at

WAIT = wait("9d")


def carried(commands: Iterable[Command]) -> list[int]:
    return [one.seq for command in commands if isinstance(command, Deliver | Record) for one in command.journal.entries]


def deciding(she: Life, when: str = "0", *, flush: bool = False) -> list[Command]:
    return decide(she.state, at(when), she.definitions, flush=flush)


def absorbing(she: Life, type: str, id: str, when: str = "0") -> None:
    absorb(she.state, Track(id=id, type=type, at=at(when)), at(when), she.definitions)


def answering(she: Life, command: Command, answer: NotNow | Recorded, when: str = "0") -> None:
    assert isinstance(command, Record)
    absorb(she.state, Journaled(id=command.id, answer=answer), at(when), she.definitions)


def test_the_first_delivery_carries_the_journal() -> None:
    she = Life(Books(journey("a", send("hello")), journey("b", send("other"))))
    she.track("purchase")
    first, second = she.deliveries()
    assert (len(first.journal.entries) > 3, second.journal.entries) == (True, ())
    assert [(row.journey, row.step) for row in first.journal.directory] == [("a", "hello"), ("b", "other")]
    assert first.journal.profile is None  # it went with the journal before


def test_what_weighs_nothing_travels_with_the_next_command() -> None:
    she = Life(Books(journey("a", WAIT)), agreed=False)
    she.track("viewed")
    assert carried(she.commands) == []
    she.track("purchase", "1h")
    assert carried(she.commands) == [one.seq for one in she.entries]
    assert she.state.journal == []


def test_the_profile_goes_along_when_it_changed() -> None:
    she = Life(Books(journey("a", WAIT)), agreed=False)
    she.track("purchase")
    she.identify("1h", plan="gold")
    she.track("purchase", "2h")
    she.track("purchase", "3h")
    profiles = [one.journal.profile for one in she.commands if isinstance(one, Record)]
    assert [one and one.attributes.get("plan") for one in profiles] == [None, "gold", None]


def test_a_long_journal_is_written_even_without_a_reason() -> None:
    she = Life(Books(), agreed=False)
    for number in range(MANY_ENTRIES):
        assert deciding(she) == []
        absorbing(she, "viewed", f"n-{number}")
        if len(she.state.journal) == MANY_ENTRIES:
            break
    assert len(carried(deciding(she))) == MANY_ENTRIES


def test_at_most_500_entries_in_one_command() -> None:
    she = Life(Books())
    for number in range(1_200):
        absorbing(she, "viewed", f"n-{number}")
    commands = deciding(she)
    assert [len(one.journal.entries) for one in commands if isinstance(one, Record)] == [
        MOST_ENTRIES,
        MOST_ENTRIES,
        len(she.state.journal) - 2 * MOST_ENTRIES,
    ]
    assert carried(commands) == [one.seq for one in she.state.journal]
    assert deciding(she) == []  # all of it is on its way
    for command in commands:
        answering(she, command, Recorded())
    assert (she.state.journal, she.state.carriers) == ([], [])


@pytest.mark.parametrize(("why", "number"), [("fault", None), ("catalogue", 1), ("catalogue", 2)])
def test_what_was_not_written_comes_again(why: NotNowWhy, number: int | None) -> None:
    books = Books(journey("a", WAIT))
    books.publish(journey("a", wait("8d")))
    she = Life(books)
    she._rehearsal._answering = lambda command: None
    absorbing(she, "purchase", "p")
    for _ in range(3):  # the same entries under the same id, every time
        (command,) = deciding(she)
        answering(she, command, NotNow(why=why, number=number))
        assert she.state.carriers == []
    (command,) = deciding(she)
    assert carried([command]) == [one.seq for one in she.state.journal]
    answering(she, command, Recorded())
    assert she.state.journal == []
    assert she.state.catalogue == (number or 1)


def test_a_delivery_that_was_not_now_after_its_claim_has_carried() -> None:
    for journaled in (True, False):
        she = Life(Books(journey("a", send("hello"))))
        she.answers["hello"] = [NotNow(why="throttled", journaled=journaled)]
        she.track("purchase")
        she.advance("1d")
        seqs = carried(she.commands)
        assert len(seqs) == len(set(seqs)) if journaled else len(seqs) > len(set(seqs))
        assert set(seqs) == {one.seq for one in she.entries}


def test_a_load_never_reaches_over_what_another_command_carries() -> None:
    she = Life(Books(journey("a", WAIT)))
    absorbing(she, "purchase", "p-1")
    (first,) = deciding(she)
    absorbing(she, "purchase", "p-2")
    (second,) = deciding(she)
    answering(she, first, NotNow(why="fault"))
    absorbing(she, "purchase", "p-3")
    again = deciding(she)  # what `first` had, and the news: `second` lies between them
    assert [len(set(range(*_span(one)))) for one in again] == [len(carried([one])) for one in again]
    answering(she, second, NotNow(why="fault"))
    for command in again:
        answering(she, command, Recorded())
    left = [one.seq for one in she.state.journal]
    assert left == carried([second])
    assert carried(deciding(she)) == left


def _span(command: Command) -> tuple[int, int]:
    seqs = carried([command])
    return seqs[0], seqs[-1] + 1


def test_nothing_is_lost_and_nothing_twice_while_the_ledger_is_away_now_and_then() -> None:
    she = Life(Books(journey("a", send("hello"), wait("1h"), send("next")), journey("b", WAIT, enter="viewed")))
    written: list[Entry] = []
    turns = iter(range(10_000))

    def flaky(command: Command) -> Input | None:
        if isinstance(command, Record) and next(turns) % 3:
            return Journaled(id=command.id, answer=NotNow(why="fault"))
        if isinstance(command, Record | Deliver):
            written.extend(command.journal.entries)
        return all_goes_well(command)

    she._rehearsal._answering = flaky
    for number in range(60):
        she.track("purchase" if number % 2 else "viewed", f"{number * 20}m")
    she._rehearsal.finish(at("2d"))
    assert [one.seq for one in written] == sorted({one.seq for one in she.entries if one.at > at("-1h")})


def test_a_customer_erased_meanwhile_is_not_written_for_ever() -> None:
    she = Life(Books(journey("a", WAIT)))
    absorbing(she, "purchase", "p")
    (command,) = deciding(she)
    answering(she, command, NotNow(why="erased"))
    assert (she.state.erased, she.state.journal, deciding(she)) == (True, [], [])


def test_flush_writes_what_could_wait() -> None:
    she = Life(Books())
    absorbing(she, "viewed", "v")
    assert deciding(she) == []
    (command,) = deciding(she, flush=True)
    assert carried([command]) == [one.seq for one in she.state.journal]


def test_the_next_deadline_goes_along() -> None:
    she = Life(Books(journey("a", WAIT)), agreed=False)
    she.track("purchase")
    (command,) = [one for one in she.commands if isinstance(one, Record)]
    assert command.journal.next_deadline == at("9d")
    assert command.journal.directory[0].deadline == at("9d")


def test_seqs_rise_by_one() -> None:
    she = Life(Books(journey("a", send("hello"), wait("1d"), send("next"))))
    for hour in range(5):
        she.track("purchase", f"{hour}h")
    she.advance("9d")
    assert [one.seq for one in she.entries] == list(range(she.state.seq))
    assert after("1d") == timedelta(days=1)
