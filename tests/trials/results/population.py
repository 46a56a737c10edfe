"""Sixty customers who live a journey with a test and a control group, kept in a ledger; and who did what."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache

from sqlalchemy import Connection, Engine

from audit.address import AddressKey
from audit.claiming import Claiming
from audit.database import write
from audit.journal_writing import write_journal
from audit.outcomes import Standing
from audit.publications import SqlPublications
from audit.shared_rows import basics
from engine.contracts.answers import Accepted, Answer, Refused, Unknown
from engine.contracts.commands import Command, Deliver, Record
from tests.audit.samples import ADDRESS_KEY, RENDERED
from tests.engine.books import Books, journey, message, send, wait
from tests.engine.lives import Life, at

TEST = {
    "id": "test",
    "split": {
        "salt": "t",
        "arms": [
            {"name": "plain", "share": 0.5},
            {"name": "tips", "share": 0.5, "steps": [send("tips"), wait("1d", id="read")]},
        ],
    },
}
BOOKS = Books(
    journey(
        "onboarding",
        send("welcome"),
        TEST,
        wait("2d", id="later"),
        send("offer"),
        wait("20d", id="long"),
        enter={"trigger": "activated", "again": "parallel"},
        exit=[{"trigger": "returned", "outcome": "returned"}],
        goal={"trigger": "purchase", "within": "10d of entry", "value": "event.amount"},
        holdout={"share": 0.4, "salt": "h", "unit": "customer"},
    ),
    messages=(message("welcome"), message("tips"), message("offer", purpose="promotional")),
)
CUSTOMERS = 60
_KEY = AddressKey(ADDRESS_KEY)


@dataclass
class Lived:
    """One customer's life, and what the world did in it by the rules of `lived`."""

    number: int
    life: Life
    answers: dict[str, Answer] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"c-{self.number}"


@cache
def everybody() -> Sequence[Lived]:
    """In order of their numbers."""
    return [lived(number) for number in range(1, CUSTOMERS + 1)]


def lived(number: int) -> Lived:
    """Every third enters twice, every fourth returns on the second day, every fifth buys; the others wait."""
    one = Lived(number, Life(BOOKS, id=f"c-{number}"))
    she = one.life
    if number % 11 == 0:
        one.answers["welcome"] = Unknown()
    if number % 13 == 0:
        one.answers["tips"] = Refused(fault="content")
    she.answers = {name: [answer] for name, answer in one.answers.items()}
    she.track("activated", "0")
    if number % 2 == 0:
        _say(she, "clicked", "welcome", "1h")
        _say(she, "clicked", "welcome", "2h")
    if number % 7 == 0:
        _say(she, "opened", "welcome", "3h", machine=True)
    if number % 10 == 1:
        _say(she, "unsubscribed", "welcome", "4h")
    if number % 4 == 0:
        she.track("returned", "30h")
    if number % 5 == 0:
        she.track("purchase", "3d", amount=number)
        she.track("purchase", "4d", amount=1_000)
    if number % 3 == 0:
        she.track("activated", "5d")
    if number % 8 == 3:
        _say(she, "complained", "offer", "6d")
    she.advance("12d")
    return one


def keep(database: Engine, people: Sequence[Lived]) -> None:
    """The catalogue, and everything that the workflow would have handed to the activities, in its order."""
    SqlPublications(database).publish(BOOKS.catalogue(1), BOOKS.parts, by="test", commit=None, at=at("-1d"))

    def work(connection: Connection) -> None:
        for one in people:
            one.life.finish("12d")
            answers = dict(one.answers)
            for command in one.life.commands:
                _keep(connection, command, answers)

    write(database, work)


def _keep(connection: Connection, command: Command, answers: dict[str, Answer]) -> None:
    match command:
        case Deliver():
            Claiming(connection, command, _KEY, command.decided_at).claim(RENDERED, lease=60)
            at = command.decided_at + timedelta(seconds=1)
            answer = answers.pop(command.message, Accepted())
            Standing(connection, command.message_id).settle(command, answer, at=at, written_at=at)
        case Record():
            known = basics(connection, command.customer_id)
            write_journal(connection, command.customer_id, command.catalogue, command.journal, _KEY, known)
        case _:
            return


def _say(she: Life, reaction: str, message: str, when: str, *, machine: bool = False) -> None:
    """Of a message that she got by then."""
    she.advance(when)
    if any(one.message == message for one in she.deliveries()):
        she.react(reaction, message, when, machine=machine)
