"""Moves, exits, re-entries and answers of the printer in any order: every letter goes where she lives, or nowhere."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.contracts.journal import Corrected, Decided, Ended, Entered
from engine.contracts.verbs import Pause, Resume
from engine.customer.state import CustomerState
from engine.language.terms import Channel
from tests.engine.books import Books, journey, message, send, wait
from tests.engine.inputs.post import Post, said

CUT_OFF = 12
EXITS = [{"trigger": "activated", "outcome": "gone"}, {"condition": "customer.address.city == 'C'", "outcome": "gone"}]


def _journey(name: str, again: str) -> Any:
    entry = {"trigger": "purchase", "again": again}
    return journey(name, wait("1h", id="rest"), send(name), enter=entry, exit=EXITS)


AGAIN = ("restart", "after_exit", "parallel")
BOOKS = Books(
    *(_journey(name, name) for name in AGAIN),
    messages=tuple(message(name, channels=["mail"], expires="30d") for name in AGAIN),
    policy={"channels": {"mail": {"cut_off": f"{CUT_OFF}h"}}},
)
STEPS = st.lists(
    st.sampled_from(
        [*["move A", "move B"] * 3, "move C", *["buy"] * 2, "exit", "pause", "resume", *["answer"] * 4, *["pass"] * 3]
    ),
    min_size=5,
    max_size=25,
)


class Life(Post):
    """Deliveries and what is asked back are answered one by one, in their order."""

    says = None

    def __init__(self) -> None:
        super().__init__(BOOKS, address={"city": "A"})
        self.hours = 0
        self.answered = 0

    def step(self, step: str) -> None:
        match step.split():
            case ["move", city]:
                self.identify(self.when, address={"city": city})
            case ["buy"]:
                self.track("purchase", self.when)
            case ["exit"]:
                self.track("activated", self.when)
            case ["pause"]:
                self.control(Pause(channel=Channel.MAIL), self.when)
            case ["resume"]:
                self.control(Resume(channel=Channel.MAIL), self.when)
            case ["answer"]:
                self.printer_says()
            case _:
                self.hours += 1
                self.advance(self.when)

    @property
    def when(self) -> str:
        return f"{self.hours}h"

    def printer_says(self) -> bool:
        """To what it was asked first of all that waits."""
        asked = self.asked()
        if self.answered == len(asked):
            return False
        self.answered += 1
        self.feed(said(asked[self.answered - 1], "withdrawn"), self.when)
        return True

    def rest(self) -> None:
        self.step("resume")
        while self.printer_says():
            pass


def lived(plan: list[str]) -> Life:
    life = Life()
    for step in plan:
        life.step(step)
    return life


@settings(max_examples=30, deadline=None)
@given(STEPS)
def test_what_is_not_printed_goes_where_she_lives(plan: list[str]) -> None:
    life = lived(plan)
    life.rest()
    home = life.state.attributes["address"]
    assert isinstance(home, dict)
    for one in life.state.sent:
        assert one.recallable is None or one.address == home["city"]


@settings(max_examples=30, deadline=None)
@given(STEPS)
def test_what_was_left_or_begun_again_sends_nothing_anew(plan: list[str]) -> None:
    life = lived(plan)
    life.rest()
    back: set[str] = set()
    over: dict[str, str] = {}
    for one in life.entries:
        match one:
            case Corrected(outcome="withdrawn"):
                back.add(one.message_id)
            case Ended():
                over[one.enrolment_id] = one.journey if one.outcome == "completed" else ""
            case Entered() if one.journey != "parallel":
                over |= {id: "" for id, journey in over.items() if journey == one.journey}
            case Decided(verdict="send") if one.enrolment_id in over:
                assert over[one.enrolment_id] and one.message_id in back
            case _:
                pass


@settings(max_examples=30, deadline=None)
@given(STEPS, st.sets(st.integers(0, 24), max_size=5))
def test_its_facts_are_carried_and_let_go(plan: list[str], points: set[int]) -> None:
    whole, split = lived(plan), Life()
    for number, step in enumerate(plan):
        if number in points:
            split.state = CustomerState.model_validate_json(split.state.model_dump_json())
        split.step(step)
    assert split.commands == whole.commands
    whole.rest()
    whole.hours += 2 * CUT_OFF
    whole.step("pass")
    whole.track("viewed", whole.when)
    assert whole.state.over == []
