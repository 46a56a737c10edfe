"""Random lives: a small set of journeys that uses every kind of step, and random inputs and answers."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from engine.commands import delivery_id
from engine.contracts.answers import Accepted, Answer, Found, NotFound, NotNow, Recorded, Refused, Unknown
from engine.contracts.commands import Command, Deliver, LookUp, Record
from engine.contracts.inputs import (
    ConsentChange,
    Control,
    Delivered,
    Enrol,
    Feedback,
    Identify,
    Input,
    Journaled,
    LookedUp,
    Propose,
    Track,
)
from engine.contracts.verbs import Migrate, Pause, Refresh, Resume, Settle
from engine.deadline import deadline
from engine.definitions import Definitions
from engine.language.reactions import Reaction
from engine.language.terms import Channel
from tests.engine.books import Books, Step, journey, message, send, wait, wait_for
from tests.engine.random_customer import RandomCustomer, plans

LOOKUP: Step = {"id": "find", "lookup": "nearest", "with": {"city": "event.city"}, "into": "run.store"}
CLICK = {"name": "read", "reaction": "clicked", "message": "hello"}
QUIET = {"quiet_for": "2h", "of": ["viewed"], "at_most": "9h"}
VIEW = {"name": "view", "trigger": "viewed"}


def split(left: int) -> Step:
    arms = [{"name": "l", "share": f"{left}%", "steps": [send("left")]}, {"name": "r", "share": f"{100 - left}%"}]
    return {"id": "try", "split": {"salt": "s", "arms": arms}}


def edition(hours: int, left: int) -> tuple[Any, ...]:
    """The journeys; a later edition waits differently and shares differently."""
    branch: Step = {
        "id": "way",
        "branch": [{"when": 'run.listen.outcome == "read"', "steps": [send("reader")]}],
        "otherwise": [split(left)],
    }
    return (
        journey(
            "welcome",
            send("hello"),
            wait_for(CLICK, VIEW, timeout=f"{hours}h"),
            branch,
            {"id": "mark", "update": {"customer.stage": "welcomed"}},
            wait({"until": "09:00", "spread": "10m"}),
            send("bye", unless="happened(returned, since run)"),
            enter={"trigger": "purchase", "again": "restart", "key": "event.order_id"},
            exit=[{"trigger": "returned", "when": "event.order_id == run.order"}],
            remember={"order": "event.order_id"},
            goal={"trigger": "viewed", "within": "2d of message"},
        ),
        journey(
            "series",
            send("one", **{"continue": "when_proposed"}),
            wait(f"{hours}h"),
            LOOKUP,
            send("two", **{"continue": "when_settled"}),
            enter="viewed",
        ),
        journey(
            "silent",
            send("miss-you"),
            wait_for({"name": "soon", "condition": "since(viewed) >= 5h"}, VIEW, timeout="9h"),
            enter={"condition": f"since(purchase) >= {hours}h", "existing": "ignore", "again": "after_exit + 3h"},
            exit=[{"condition": "since(viewed) < 1h", "outcome": "back"}],
        ),
        journey("staged", {"id": "go", "start": "called"}, enter={"trigger": "stage_changed", "again": "after_exit"}),
        journey(
            "called", wait({"quiet_for": "2h", "of": ["viewed"], "at_most": "9h"}), send("note"), enter={"call": True}
        ),
    )


MESSAGES = (
    message("note", purpose="service", channels=["email", "sms"]),
    message("two", priority=90, expires="5h"),
    message("bye", cancel_on=["activated"]),
    message("left", follow="pinned"),
    message("offer", purpose="promotional", channels=["email", "sms"]),
)
LOW = {"name": "low", "channel": "email", "below": "30%", "recover": "50%"}
POLICY = {"zone": "Europe/Berlin", "channels": {"email": {}, "sms": {}}, "response_rates": [LOW]}
BOOKS = Books(*edition(6, 50), messages=MESSAGES, policy=POLICY)
BOOKS.publish(*edition(4, 10), messages=MESSAGES, policy=POLICY)
BOOKS.publish(*edition(4, 10)[1:], messages=(*MESSAGES, message("reader"), message("hello")), policy=POLICY)
DEFINITIONS = Definitions(BOOKS)

_few = st.sampled_from(["o-1", "o-2"])
_ids = st.integers(0, 200).map(lambda number: f"in-{number}")
_statuses = st.sampled_from(["granted", "denied", "pending"])
_channels = st.sampled_from([None, Channel.EMAIL, Channel.SMS])
_ahead = st.sampled_from([-3600, -60, 0, 0, 0, 30, 60, 90])
_profile = st.dictionaries(
    st.sampled_from(["zone", "plan", "stage", "phone", "email"]),
    st.sampled_from([None, "Asia/Tokyo", "America/New_York", "x@example.com", "+49151"]),
    max_size=2,
)
_consents = st.builds(ConsentChange, status=_statuses, channel=_channels)
_answers: st.SearchStrategy[Answer] = st.sampled_from(
    [
        *[Accepted()] * 8,
        *[Unknown()] * 2,
        Refused(fault="recipient", suppress=True),
        Refused(fault="configuration"),
        Refused(fault="content"),
        NotNow(why="throttled", journaled=True),
        NotNow(why="fault"),
        NotNow(why="late"),
        NotNow(why="catalogue", number=2),
        NotNow(why="catalogue", number=3),
        NotNow(why="breaker"),
    ]
)
_seconds = st.sampled_from([1, 60, 1800, 3600, 7200, 30_000])
_types = st.sampled_from(["purchase", "purchase", "viewed", "viewed", "returned", "activated"])
_imports = st.sampled_from([False] * 9 + [True])


def _to(number: int, journey: str, **steps: str | None) -> Migrate:
    return Migrate(journey=journey, to_version=BOOKS.version(journey, number), catalogue=number, steps=steps)


_orders = st.sampled_from(
    [
        Pause(),
        Resume(),
        Resume(),
        Pause(channel=Channel.EMAIL),
        Refresh(journey="silent"),
        _to(2, "welcome"),
        _to(2, "welcome", hello="bye", pause="listen"),
        _to(1, "welcome", listen=None, bye="hello"),
        _to(2, "series", one="two"),
        _to(2, "silent"),
    ]
)
_kinds: dict[str, tuple[int, st.SearchStrategy[Any]]] = {
    "pass": (4, _seconds),
    "track": (6, st.tuples(_ids, _types, _few, _ahead, _imports)),
    "answer": (10, _answers),
    "identify": (2, st.tuples(_ids, _profile, st.lists(_consents, max_size=1), _ahead)),
    "control": (2, st.tuples(_ids, _orders)),
    "feedback": (3, st.tuples(_ids, st.sampled_from(list(Reaction)), st.booleans())),
    "propose": (1, _ids),
    "enrol": (1, _ids),
    "settle": (2, st.tuples(_ids, st.booleans())),
}
moves = plans(_kinds, least=10, most=50)


class RandomLife(RandomCustomer):
    """Of journeys with every kind of step."""

    def __init__(self) -> None:
        self.written: list[int] = []
        """by the ledger: the numbers of entries, in the order of the answers"""
        super().__init__(DEFINITIONS, {"email": "a@example.com"})

    def answer(self, command: Command, what: Answer) -> None:
        if isinstance(command, Deliver | Record) and _writes(command, what):
            self.written += [one.seq for one in command.journal.entries]
        self.absorb(answered(command, what))

    def finish(self) -> None:
        """A long time in which everything goes well."""
        for _ in range(400):
            self.answer_all(Accepted())
            due = deadline(self.state)
            if due is None:
                break
            self.run_to(due)
        self.work(flush=True)
        self.answer_all(Accepted())

    def entry(self, kind: str, what: Any) -> Input | None:
        match kind:
            case "track":
                id, type, order, ahead, backfill = what
                at = self.now + timedelta(seconds=ahead)
                return Track(id=id, type=type, at=at, properties={"order_id": order}, backfill=backfill)
            case "identify":
                id, profile, consents, ahead = what
                at = self.now + timedelta(seconds=ahead)
                return Identify(id=id, at=at, attributes=profile, consents=tuple(consents))
            case "propose":
                return Propose(id=what, at=self.now, message="offer")
            case "enrol":
                return Enrol(id=what, at=self.now, journey="called")
            case "control":
                return Control(id=what[0], at=self.now, order=what[1])
            case _:
                return self._about_a_delivery(kind, what)

    def _about_a_delivery(self, kind: str, what: Any) -> Input | None:
        ids = [one.message_id for one in self.commands if isinstance(one, Deliver)]
        if not ids:
            return None
        if kind == "settle":
            return Control(id=what[0], at=self.now, order=Settle(message_id=ids[-1], accepted=what[1]))
        return Feedback(id=what[0], at=self.now, message_id=ids[-1], reaction=what[1], machine=what[2])


def _writes(command: Deliver | Record, answer: Answer) -> bool:
    """The claim's transaction was done."""
    if isinstance(command, Record):
        return isinstance(answer, Accepted)
    return answer.journaled if isinstance(answer, NotNow) else True


def answered(command: Command, answer: Answer) -> Input:
    """A delivery's answer as given; the others follow it: what was not accepted was not found or not written."""
    well = isinstance(answer, Accepted)
    match command:
        case Deliver(message_id=id, attempt=attempt):
            return Delivered(id=delivery_id(id, attempt), message_id=id, attempt=attempt, answer=answer)
        case Record():
            return Journaled(id=command.id, answer=Recorded() if well else NotNow(why="fault"))
        case LookUp():
            found = Found(result={"name": "store"}) if well else NotFound()
            id = f"{command.enrolment_id}/{command.step}/{command.visit}"
            return LookedUp(
                id=id, enrolment_id=command.enrolment_id, step=command.step, visit=command.visit, answer=found
            )
        case _:
            raise AssertionError(command)
