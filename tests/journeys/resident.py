"""A customer of the phone company: her life under a virtual clock, with its look-ups and its rendered mails."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from catalogue.content import LiquidRenderer
from catalogue.publish import publish
from catalogue.shelf import MemoryShelf
from engine.contracts.answers import LookupAnswer
from engine.contracts.commands import Command, Deliver, LookUp
from engine.contracts.inputs import ConsentChange, Control, Feedback, Identify, Input, LookedUp, Track
from engine.contracts.journal import Decided, Ended, Entered, Entry, EntryRefused, GoalReached
from engine.contracts.parcel import Rendered
from engine.contracts.ports import LookupSource
from engine.contracts.verbs import Pause, Resume
from engine.customer.state import CustomerState
from engine.definitions import Definitions
from engine.language.reactions import Reaction
from engine.model import Attributes
from engine.rehearsal import Rehearsal, all_goes_well
from lookups.city_guide import CityGuide
from lookups.nearest_store import NearestStore

FOLDER = Path("journeys")
BERLIN = ZoneInfo("Europe/Berlin")
HAMBURG: dict[str, JsonValue] = {"street": "Am Born 1", "postcode": "22765", "city": "Hamburg", "country": "DE"}


@cache
def shelf() -> MemoryShelf:
    """The phone company, published in memory."""
    published = MemoryShelf()
    publish(FOLDER, published, by="test", commit=None, at=datetime(2026, 1, 1, tzinfo=UTC))
    return published


@cache
def definitions() -> Definitions:
    return Definitions(shelf())


@cache
def renderer() -> LiquidRenderer:
    return LiquidRenderer(shelf())


@cache
def sources() -> dict[str, LookupSource]:
    return {"nearest_store": NearestStore(FOLDER / "places"), "city_guide": CityGuide(FOLDER / "places")}


def berlin(text: str) -> datetime:
    """`2026-04-14 10:00`, as the clocks in Berlin show it."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


class Resident:
    """She lives in Hamburg and has agreed to everything, unless told otherwise; times are those of Berlin."""

    def __init__(self, *, agreed: bool = True, id: str = "c-1", **profile: JsonValue) -> None:
        self.mails: dict[str, Rendered] = {}
        """of each message the last that went out"""
        self._numbers = count(1)
        self._rehearsal = Rehearsal(CustomerState(customer_id=id, catalogue=1), definitions(), self._answer)
        began = berlin("2026-01-01 00:00")
        known: Attributes = {
            "email": f"{id}@example.com",
            "first_name": "Ada",
            "address": HAMBURG,
            "plan": "prepaid",
            **profile,
        }
        consents = (ConsentChange(status="granted"),) if agreed else ()
        attributes: Attributes = {name: value for name, value in known.items() if value is not None}
        self._feed(Identify(id="first", at=began, attributes=attributes, consents=consents), began)

    @property
    def entries(self) -> list[Entry]:
        """What the ledger would hold and what waits in the journal, each once, in order."""
        found = [*self._rehearsal.entries, *self._rehearsal.state.journal]
        return [one for _, one in sorted({one.seq: one for one in found}.items())]

    @property
    def commands(self) -> list[Command]:
        return self._rehearsal.commands

    def track(self, type: str, when: str, **properties: JsonValue) -> None:
        at = berlin(when)
        self._feed(Track(id=self._id(), type=type, at=at, properties=properties), at)

    def buys(self, product: str, when: str, *, category: str = "phone", **more: JsonValue) -> None:
        """`order_id` is the product's name in small letters, unless named."""
        known: dict[str, JsonValue] = {"order_id": product.lower(), "amount": 100, "currency": "EUR"}
        self.track("purchase", when, **known | {"product": product, "category": category} | more)

    def identify(self, when: str, **attributes: JsonValue) -> None:
        at = berlin(when)
        self._feed(Identify(id=self._id(), at=at, attributes=attributes), at)

    def moves(self, when: str, **address: JsonValue) -> None:
        self.identify(when, address=address)

    def reacts(self, reaction: str, message: str, when: str) -> None:
        """To the newest delivery of that message."""
        at = berlin(when)
        newest = [one for one in self._rehearsal.commands if isinstance(one, Deliver) and one.message == message][-1]
        self._feed(Feedback(id=self._id(), at=at, message_id=newest.message_id, reaction=Reaction(reaction)), at)

    def orders(self, order: Pause | Resume, when: str) -> None:
        """By an operator, for this customer."""
        at = berlin(when)
        self._feed(Control(id=self._id(), at=at, order=order, operator="test"), at)

    def until(self, when: str) -> None:
        self._rehearsal.advance(berlin(when))

    def sleeps_until(self, when: str) -> None:
        """Nobody acts on what is due before: no worker runs."""
        self._rehearsal.finish(berlin(when))

    def story(self, journey: str) -> list[str]:
        """What came of one journey: when by Berlin's clock, and what."""
        return [f"{_clock(at)} {what}" for at, what in self._told(journey)]

    def _told(self, journey: str) -> Iterator[tuple[datetime, str]]:
        for one in self.entries:
            match one:
                case Entered(journey=name) if name == journey:
                    yield one.due, "entered"
                case EntryRefused(journey=name) if name == journey:
                    yield one.at, f"not entered: {one.reason}"
                case Decided(journey=name) if name == journey:
                    said = {"send": f"sent by {one.channel}", "hold": f"held: {one.reason}"}
                    yield one.at, f"{one.message} {said.get(one.verdict, f'dropped: {one.reason}')}"
                case GoalReached(journey=name) if name == journey:
                    yield one.event_at, f"goal {one.value or ''}".strip()
                case Ended(journey=name) if name == journey:
                    yield one.due, f"ended: {one.outcome}"
                case _:
                    pass

    def _feed(self, entry: Input, at: datetime) -> None:
        self._rehearsal.feed(entry, at)

    def _id(self) -> str:
        return f"input-{next(self._numbers)}"

    def _answer(self, command: Command) -> Input | None:
        """Look-ups are asked, and what goes out is rendered: a fault of the content is a fault of the test."""
        match command:
            case LookUp():
                source = f"{command.enrolment_id}/{command.step}/{command.visit}"
                return LookedUp(
                    id=source,
                    enrolment_id=command.enrolment_id,
                    step=command.step,
                    visit=command.visit,
                    answer=asyncio.run(_asked(command)),
                )
            case Deliver():
                self.mails[command.message] = renderer().render(command.content, command.channel, command.facts)
                return all_goes_well(command)
            case _:
                return all_goes_well(command)


async def _asked(command: LookUp) -> LookupAnswer:
    return await sources()[command.name].find(command)


def _clock(at: datetime) -> str:
    """To the second: the shares of a spread are exact, too."""
    told = at.astimezone(BERLIN)
    return f"{told:%a %d %b %H:%M:%S}".removesuffix(":00")
