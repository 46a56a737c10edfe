"""Random lives at places, by post and by telephone: offers, the best of several, what is taken back, and orders."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from engine.commands import delivery_id
from engine.contracts.answers import Accepted, Answer, NotNow, Recorded, Refused, Unknown, Withdrawal
from engine.contracts.commands import Command, Deliver, Record, Withdraw
from engine.contracts.inputs import (
    ConsentChange,
    Control,
    Delivered,
    Feedback,
    Identify,
    Input,
    Journaled,
    Propose,
    Track,
    Visit,
    Withdrawn,
)
from engine.contracts.journal import Corrected, Decided
from engine.contracts.verbs import Cancel, Exit, LetOut, Pause, Resume, SetFacts, Skip, Verb
from engine.customer.places import Slot
from engine.definitions import Definitions
from engine.language.reactions import Reaction
from engine.language.terms import MARKETING, Channel, Reason
from engine.model import Attributes
from tests.engine.books import Books, Step, journey, message, send, wait, wait_for
from tests.engine.lives import T0
from tests.engine.random_customer import Move, RandomCustomer, plans

MOST = 2
"""messages of marketing in any day"""

MESSAGES = (
    message("coupon", channels=["till", "website"], expires="20h", priority=70),
    message("tip", purpose="promotional", channels=["website", "email"], expires="30h"),
    message("letter", channels=["mail"], expires="3d", cancel_on=["activated"], priority=60),
    message("ring", purpose="service", channels=["call", "sms"], expires="9h"),
    message("note", channels=["push", "email"], expires="8h", priority=20),
)
BY_NAME = {one.message: one for one in MESSAGES}
YES = {"name": "yes", "reaction": "accepted", "message": "coupon"}
NO = {"name": "no", "reaction": "declined", "message": "coupon"}
SOLD = {"name": "sold", "reaction": "call_outcome", "message": "ring"}


def _best(*names: str, **more: Any) -> Step:
    return {"id": "pick", "send": {"best_of": list(names)}, **more}


JOURNEYS = (
    journey("shop", _best("coupon", "letter", "tip"), wait_for(YES, NO, timeout="5h"), send("note")),
    journey(
        "post",
        send("letter", **{"continue": "when_proposed"}),
        wait("3h"),
        _best("ring", "tip"),
        wait_for(SOLD, timeout="4h"),
        send("coupon", when="run.go != false"),
        enter={"trigger": "viewed", "again": "restart"},
        exit=[{"trigger": "returned"}],
    ),
    journey(
        "thanks",
        send("letter"),
        enter={"trigger": "purchase", "again": "after_exit"},
        exit=[{"trigger": "returned"}, {"condition": "happened(viewed, last 1h)"}],
    ),
)
POLICY = {
    "zone": "Europe/Berlin",
    "channels": {
        "till": {"kind": "pull"},
        "website": {"kind": "pull", "fallback": "on_hold"},
        "mail": {"cut_off": "6h"},
        "call": {"cut_off": "2h"},
        "email": {},
        "sms": {},
        "push": {},
    },
    "caps": [{"name": "daily", "counts": {"class": "marketing"}, "max": MOST, "per": "1d", "over": "hold"}],
    "quiet_hours": [{"name": "night", "channels": ["call", "till"], "from": "21:00", "to": "07:00"}],
}
DEFINITIONS = Definitions(Books(*JOURNEYS, messages=MESSAGES, policy=POLICY))

DEVICES: list[Any] = [{"endpoint": f"https://push.example/{n}", "p256dh": "k", "auth": "a"} for n in (1, 2)]
HOME: Any = {"street": "Am Born 1", "city": "Hamburg"}
AWAY: Any = {"street": "Kirchgasse 2", "city": "Bonn"}

_ids = st.integers(0, 200).map(lambda number: f"in-{number}")
_types = st.sampled_from(["purchase", "purchase", "viewed", "viewed", "returned", "activated"])
_places = st.sampled_from([Channel.TILL, Channel.TILL, Channel.WEBSITE, Channel.STORE])
_profile = st.sampled_from(
    [{"address": HOME}, {"address": AWAY}, {"address": None}, {"push": DEVICES[:1]}, {"push": DEVICES}, {"push": None}]
)
_consents = st.builds(
    ConsentChange,
    status=st.sampled_from(["granted", "granted", "denied"]),
    channel=st.sampled_from([None, Channel.TILL, Channel.MAIL]),
)
_answers: st.SearchStrategy[Answer] = st.sampled_from(
    [
        *[Accepted()] * 4,
        Accepted(gone=("https://push.example/1",)),
        Unknown(),
        Refused(fault="recipient", suppress=True),
        Refused(fault="recipient", gone=("https://push.example/1", "https://push.example/2")),
        NotNow(why="throttled", journaled=True),
        NotNow(why="late"),
        NotNow(why="channel_paused"),
        NotNow(why="fault"),
    ]
)
_became = st.sampled_from(["withdrawn", "withdrawn", "too_late", "failed"])
_outcomes = st.sampled_from(["reached", "no_answer", "call_back_at", "do_not_call", "sold", "rubbish"])
_orders = st.sampled_from(
    [
        Exit(journey="shop"),
        Exit(journey="post"),
        Skip(journey="shop"),
        Skip(journey="post"),
        SetFacts(journey="post", facts={"go": False}),
        Pause(channel=Channel.TILL),
        Pause(until=T0 + timedelta(hours=30)),
        Resume(),
        Resume(channel=Channel.TILL),
    ]
)
_kinds: dict[str, tuple[int, st.SearchStrategy[Any]]] = {
    "pass": (5, st.sampled_from([1, 60, 600, 1800, 3600, 7200, 30_000])),
    "track": (5, st.tuples(_ids, _types)),
    "visit": (6, st.tuples(_ids, _places, st.integers(1, 3), st.sampled_from([60, 600, 7200]))),
    "say": (6, st.tuples(_ids, st.sampled_from(list(Reaction)), st.integers(0, 5), st.booleans(), _outcomes)),
    "answer": (6, st.tuples(_answers, _became)),
    "identify": (2, st.tuples(_ids, _profile, st.lists(_consents, max_size=1))),
    "order": (2, st.tuples(_ids, _orders)),
    "about": (2, st.tuples(_ids, st.sampled_from([Cancel, LetOut]), st.integers(0, 5))),
    "propose": (2, st.tuples(_ids, st.sampled_from(["tip", "letter", "coupon"]))),
}
_WELL: list[Move] = [("answer", (Accepted(), "withdrawn"))] * 3
_SENT: list[Move] = [("propose", ("letter", "letter")), *_WELL]
_BACK: list[Move] = [("track", ("back", "activated")), ("identify", ("back", {"address": AWAY}, []))]
_moves = plans(_kinds, least=10, most=50)
taken_back = st.builds(lambda why, plan: [*_SENT, why, *_WELL, *plan], st.sampled_from(_BACK), _moves)
"""First a letter is taken back, to stay or to go where she lives now: by chance alone that hardly ever happens."""
moves = _moves | taken_back


class RandomVisitor(RandomCustomer):
    """Of journeys that meet her at places, by post and by telephone."""

    def __init__(self) -> None:
        profile = {"email": "a@example.com", "phone": "+4915112345678", "address": HOME, "push": DEVICES}
        super().__init__(DEFINITIONS, profile)

    def answer(self, command: Command, what: tuple[Answer, str]) -> None:
        self.absorb(answered(command, *what))

    def finish(self) -> None:
        """A long time in which everything goes well, and nobody comes."""
        for _ in range(40):
            self.answer_all((Accepted(), "withdrawn"))
            self.run_to(self.now + timedelta(hours=6))
        self.work(flush=True)
        self.answer_all((Accepted(), "withdrawn"))

    def entry(self, kind: str, what: Any) -> Input | None:
        match kind:
            case "track":
                return Track(id=what[0], type=what[1], at=self.now)
            case "visit":
                return Visit(id=what[0], at=self.now, place=what[1], most=what[2], ttl=what[3])
            case "identify":
                return Identify(id=what[0], at=self.now, attributes=what[1], consents=tuple(what[2]))
            case "order":
                return self._control(*what)
            case "propose":
                return Propose(id=what[0], at=self.now, message=what[1])
            case "about":
                id, verb, number = what
                found = self.message(number)
                return None if found is None else self._control(id, verb(message_id=found))
            case _:
                return self._said(*what)

    def _control(self, id: str, order: Verb) -> Control:
        return Control(id=id, at=self.now, order=order, operator="ann", reason="she asked")

    def _said(self, id: str, reaction: Reaction, number: int, everything: bool, outcome: str) -> Feedback | None:
        found = self.message(number)
        if found is None:
            return None
        detail: Attributes = {"outcome": outcome}
        said = Feedback(id=id, at=self.now, message_id=found, reaction=reaction, detail=detail, hard=True)
        if not everything:
            return said
        number_of_hers = {"channel": Channel.SMS, "address": "+4915112345678", "everything": True}
        return said.model_copy(update=number_of_hers)

    def message(self, number: int) -> str | None:
        """One of those decided last."""
        ids = list(dict.fromkeys(one.message_id for one in reversed(self.decided())))
        return ids[number] if number < len(ids) else None

    def astray(self) -> set[str]:
        """What was taken back from an address that is not hers any more."""
        corrected = (one for one in self.entries if isinstance(one, Corrected) and one.outcome == "withdrawn")
        return {one.message_id for one in corrected if one.by == Reason.INVALID_ADDRESS}

    def decided(self) -> list[Decided]:
        return [one for one in self.entries if isinstance(one, Decided)]

    def places(self) -> Iterator[Slot]:
        """Everything that takes a place."""
        yield from (one for one in self.state.sent if not one.shadow)
        yield from (one.slot for one in self.state.proposals if one.slot is not None)

    def taken_within_a_day(self, until: datetime) -> int:
        """Places of marketing in the day that ends then."""
        since = until - timedelta(days=1)
        return sum(one.purpose in MARKETING and since < one.decided_at <= until for one in self.places())


def answered(command: Command, answer: Answer, became: str) -> Input:
    well = isinstance(answer, Accepted)
    match command:
        case Deliver(message_id=id, attempt=attempt):
            return Delivered(id=delivery_id(id, attempt), message_id=id, attempt=attempt, answer=answer)
        case Withdraw(message_id=id, attempt=attempt):
            said = Withdrawal.model_validate({"became": became})
            return Withdrawn(id=f"w-{delivery_id(id, attempt)}", message_id=id, attempt=attempt, answer=said)
        case Record():
            return Journaled(id=command.id, answer=Recorded() if well else NotNow(why="fault"))
        case _:
            raise AssertionError(command)
