"""No window ever holds more than its cap allows, the order is total, and every decision follows from its evidence."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.absorb import absorb
from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown
from engine.contracts.commands import Deliver
from engine.contracts.inputs import Ask, Confirm, Elsewhere, Propose, Release
from engine.contracts.journal import Decided, SlotChanged
from engine.decide import decide
from engine.language.terms import MARKETING, Channel, Purpose
from engine.policy.recompute import differences
from tests.engine.books import Books, Step, journey, message, send, wait
from tests.engine.lives import T0, Life

ZONE = "America/New_York"
PURPOSES = ("transactional", "service", "lifecycle", "promotional", "content")
MESSAGES = tuple(
    message(f"m{number}-{purpose}", purpose=purpose, priority=priority, expires="20d")
    for purpose in PURPOSES
    for number, priority in enumerate((20, 80))
)
JOURNEY = journey("a", wait("20h"), send("m1-lifecycle"), wait("1d", id="more"), send("m0-content"))

_selectors = st.sampled_from(
    [
        {"class": "marketing"},
        {"purposes": ["promotional"]},
        {"purposes": ["promotional", "lifecycle"]},
        {"channels": ["email"]},
        {"origin": "broadcast"},
        {"departments": ["shop"], "class": "marketing"},
        {"messages": ["m0-content", "m1-content"]},
    ]
)
_windows = st.sampled_from(["1h", "1d", "2d", "7d", "calendar_day", "calendar_week", "calendar_month"])
_caps = st.lists(
    st.fixed_dictionaries(
        {
            "counts": _selectors,
            "max": st.integers(0, 3),
            "per": _windows,
            "over": st.sampled_from(["hold", "hold", "drop", "next_channel"]),
        },
        optional={"look_ahead": st.sampled_from(["2h", "2d"])},
    ),
    min_size=1,
    max_size=4,
)
_answers: st.SearchStrategy[Answer | None] = st.sampled_from(
    [
        Accepted(),
        Accepted(),
        Unknown(),
        Refused(fault="recipient"),
        Refused(fault="configuration"),
        NotNow(why="throttled"),
        NotNow(why="late"),
        None,
    ]
)
_passes = st.sampled_from([1, 60, 3_599, 3_600, 7_200, 43_200, 86_400, 86_401, 259_200])
_moves = st.one_of(
    st.tuples(st.just("propose"), st.sampled_from(MESSAGES).map(lambda one: one.message)),
    st.tuples(st.just("ask"), st.sampled_from(PURPOSES)),
    st.tuples(st.just("word"), st.booleans()),
    st.tuples(st.just("track"), st.just("purchase")),
    st.tuples(st.just("pass"), _passes),
)


class Place(NamedTuple):
    """As an outsider sees it: decided at an instant, and never taken back."""

    order: int
    at: datetime
    message: str
    purpose: str
    department: str
    origin: str
    channel: str


class Outsider:
    """Lives a life, and keeps what was decided and what was answered."""

    def __init__(self, caps: Iterable[Step]) -> None:
        self.policy: Step = {"caps": [{"name": f"c{number}", **cap} for number, cap in enumerate(caps)]}
        self.she = Life(Books(JOURNEY, messages=MESSAGES, policy=self.policy), zone=ZONE, phone="+49151")
        self.now = T0
        self.asks: list[str] = []

    def live(self, moves: Iterable[tuple[str, Any]], answers: list[Answer | None]) -> None:
        for one in MESSAGES:
            self.she.answers[one.message] = list(answers)
        for number, (kind, what) in enumerate(moves):
            self._move(f"in-{number}", kind, what)
        self.now += timedelta(days=60)
        self.she.advance(self._offset())

    def _offset(self) -> str:
        return f"{(self.now - T0).total_seconds():.6f}s"

    def _move(self, id: str, kind: str, what: Any) -> None:
        feed, now, when = self.she.feed, self.now, self._offset()
        match kind:
            case "propose":
                feed(Propose(id=id, at=now, message=what, origin="broadcast"), when)
            case "ask":
                asked = Elsewhere(message="letter", department="sales", purpose=Purpose(what))
                feed(Ask(id=id, at=now, what=asked, channels=(Channel.EMAIL,)), when)
                self.asks.append(id)
            case "word" if self.asks:
                ask = self.asks.pop(0)
                feed(Confirm(id=id, at=now, ask=ask) if what else Release(id=id, at=now, ask=ask), when)
            case "track":
                self.she.track(what, when)
            case "pass":
                self.now += timedelta(seconds=what)
                self.she.advance(self._offset())
            case _:
                return

    def decided(self) -> list[Decided]:
        return [one for one in self.she.entries if isinstance(one, Decided)]

    def places(self) -> Iterator[Place]:
        """The last decision to send of each message, unless what came of it was another decision or a release."""
        freed = {one.message_id for one in self.she.entries if isinstance(one, SlotChanged) and one.what != "confirmed"}
        last: dict[str, Decided] = {}
        for one in self.decided():
            last[one.message_id] = one
        for one in last.values():
            if one.verdict == "send" and one.message_id not in freed and one.channel is not None:
                yield Place(one.seq, one.at, one.message, one.purpose, one.department, one.origin, one.channel.value)


def meant(counts: Step, place: Place) -> bool:
    """The selectors of this file, read anew."""
    return (
        ("class" not in counts or Purpose(place.purpose) in MARKETING)
        and place.purpose in counts.get("purposes", PURPOSES)
        and place.channel in counts.get("channels", [place.channel])
        and place.origin in counts.get("origin", place.origin)
        and place.department in counts.get("departments", [place.department])
        and place.message in counts.get("messages", [place.message])
    )


def same_window(per: str, first: datetime, second: datetime) -> bool:
    """Whether a window that counts the second one, later or at the same time, counts the first too."""
    here, there = (instant.astimezone(ZoneInfo(ZONE)).date() for instant in (first, second))
    match per:
        case "calendar_day":
            return here == there
        case "calendar_week":
            return here.isocalendar()[:2] == there.isocalendar()[:2]
        case "calendar_month":
            return (here.year, here.month) == (there.year, there.month)
        case _:
            return second - first < timedelta(hours=1) * {"1h": 1, "1d": 24, "2d": 48, "7d": 168}[per]


@settings(max_examples=60, deadline=None)
@given(_caps, st.lists(_moves, max_size=30), st.lists(_answers, max_size=4))
def test_no_window_ever_holds_more_than_its_cap_allows(
    caps: list[Step], moves: list[tuple[str, Any]], answers: list[Answer | None]
) -> None:
    """Counted by an outsider over decisions and outcomes; what is exempt is never stopped, and takes places."""
    life = Outsider(caps)
    life.live(moves, answers)
    places = sorted(life.places(), key=lambda one: one.order)
    for cap in life.policy["caps"]:
        counted = [one for one in places if meant(cap["counts"], one)]
        for number, one in enumerate(counted):
            if Purpose(one.purpose) not in MARKETING:
                continue
            window = [other for other in counted[: number + 1] if same_window(cap["per"], other.at, one.at)]
            assert len(window) <= cap["max"], (cap, one)


@settings(max_examples=40, deadline=None)
@given(_caps, st.lists(_moves, max_size=25), st.lists(_answers, max_size=4))
def test_every_decision_follows_from_its_evidence(
    caps: list[Step], moves: list[tuple[str, Any]], answers: list[Answer | None]
) -> None:
    life = Outsider(caps)
    life.live(moves, answers)
    assert [said for one in life.decided() for said in differences(one)] == []


@settings(max_examples=60, deadline=None)
@given(_caps, st.lists(_moves, max_size=25), st.lists(_answers, max_size=4))
def test_what_is_held_ends_and_what_leaves_is_decided_once(
    caps: list[Step], moves: list[tuple[str, Any]], answers: list[Answer | None]
) -> None:
    """Nothing is left over after every expiry, and no message has two sends in flight at once."""
    life = Outsider(caps)
    life.live(moves, answers)
    assert {one.stands for one in life.she.state.proposals} <= {"in_flight"}
    attempts = [(one.message_id, one.attempt) for one in life.she.commands if isinstance(one, Deliver)]
    assert len(attempts) == len(set(attempts))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(MESSAGES), st.integers(0, 2)), min_size=1, max_size=8),
    st.integers(0, 4),
    st.randoms(use_true_random=False),
)
def test_the_order_is_total_and_independent_of_arrival(proposed: list[tuple[Any, int]], limit: int, dice: Any) -> None:
    """What is due together goes by class, priority, time and id, in whatever order it came."""
    entries = [
        Propose(id=f"p-{number}", at=T0 + timedelta(seconds=second), message=one.message, origin="broadcast")
        for number, (one, second) in enumerate(proposed)
    ]
    stories = []
    for _ in range(2):
        dice.shuffle(entries)
        stories.append(_due_together(entries, limit))
    assert stories[0] == stories[1]
    kinds = {one.message: one for one in MESSAGES}
    ranks = [
        (PURPOSES.index(kinds[name].purpose) if kinds[name].purpose not in MARKETING else 2, -kinds[name].priority)
        for name, _ in stories[0]
    ]
    assert ranks == sorted(ranks)


def _due_together(entries: list[Propose], limit: int) -> list[tuple[str, str]]:
    """The sends of one activation, in which all of them stand before the decision point."""
    cap: Step = {"name": "c", "counts": {"class": "marketing"}, "max": limit, "per": "7d", "over": "hold"}
    she = Life(Books(messages=MESSAGES, policy={"caps": [cap]}))
    now = T0
    for entry in entries:
        absorb(she.state, entry, now, she.definitions)
    decide(she.state, now, she.definitions)
    return [
        (one.message, one.message_id) for one in she.state.journal if isinstance(one, Decided) and one.verdict == "send"
    ]
