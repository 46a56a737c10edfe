"""A life in which she comes to places where messages wait for her."""

from typing import Any

from engine.contracts.answers import VisitAnswer
from engine.contracts.inputs import Feedback, Visit
from engine.contracts.journal import Decided, RuleLook, SlotChanged
from engine.inputs.visit import answer
from engine.language.reactions import Reaction
from engine.language.terms import Channel
from tests.engine.books import Books, journey, message, send
from tests.engine.lives import Life, at, told

PLACES = {
    "email": {},
    "sms": {},
    "till": {"kind": "pull"},
    "website": {"kind": "pull"},
}


class Visitor(Life):
    """Who is shown what, and what she says to it."""

    def visit(self, id: str, when: str, place: str = "till", *, most: int = 1, ttl: float = 600) -> list[str]:
        """The keys of what is answered, best first."""
        self.feed(Visit(id=id, at=at(when), place=Channel(place), most=most, ttl=ttl), when)
        return [one.message for one in self.answered(id, when).shows]

    def answered(self, id: str, when: str) -> VisitAnswer:
        return answer(self.state, id, at(when), self.definitions)

    def say(self, reaction: str, message: str, when: str, *, event: str | None = None) -> None:
        """Of the newest decision about that message."""
        said = Feedback(
            id=f"said-{reaction}-{message}-{when}",
            at=at(event or when),
            message_id=self.decided(message)[-1].message_id,
            reaction=Reaction(reaction),
        )
        self.feed(said, when)

    def decided(self, message: str) -> list[Decided]:
        return [one for one in self._decisions() if one.message == message]

    def look(self, message: str, rule: str) -> RuleLook:
        """Of the newest decision about that message."""
        return next(one for one in self.decided(message)[-1].rules if one.rule == rule)

    def slots(self) -> list[tuple[str, str]]:
        return [(told(one.at), one.what) for one in self.entries if isinstance(one, SlotChanged)]

    def counted(self) -> list[tuple[str, str]]:
        """What counts as sent: at which instant its place was taken, and its key."""
        return [(told(one.decided_at), one.message) for one in self.state.sent]


def at_the_till(name: str, **more: Any) -> Any:
    return message(name, **{"channels": ["till"], **more})


def shop(*journeys: Any, messages: Any = None, channels: Any = None, **policy: Any) -> Visitor:
    found = journeys or (journey("a", send("hello")),)
    return Visitor(
        Books(
            *found,
            messages=messages or (at_the_till("hello"),),
            policy={"channels": PLACES | (channels or {}), **policy},
        )
    )
