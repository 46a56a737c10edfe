"""Tests on the pure engine: the same two functions that decide in production, under a virtual clock."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from pathlib import Path

from pydantic import JsonValue

from catalogue.content import LiquidRenderer
from catalogue.shelf import MemoryShelf
from engine.contracts.inputs import Enrol, Identify, Input
from engine.contracts.inputs import Track as TrackInput
from engine.definitions import Definitions
from engine.telling.details import local_zone
from engine.telling.phrases import clock
from engine.telling.titles import Titles
from runtime.zones import use_packaged_zones
from starter.errors import InputRefused
from starter.testing.clock import instant, span
from starter.testing.errors import MistakenTest
from starter.testing.ground import Ground, built
from starter.testing.lookups import check_all_there, sources_of
from starter.testing.people import Consent, consents_of, first_word
from starter.testing.rehearsed_life import RehearsedLife
from starter.testing.views import Decision, Message
from starter.tracking_plan import complaints
from trials.simulating.telling import Teller

__tracebackhide__ = True  # a failing test is shown where it stands, not where it was noticed


class TwostepRehearsal:
    """Customers on the engine alone: no server, no database, nothing to wait for."""

    def __init__(self, ground: Ground) -> None:
        use_packaged_zones()
        self._ground = ground
        self._sources = sources_of(ground.lookups)
        self._shelf = MemoryShelf()
        self._customers: dict[str, RehearsedCustomer] = {}
        self.definitions = Definitions(self._shelf)
        self.now = instant(ground.start, "twostep_start")

    def publish(self, folder: Path | str | None = None) -> int:
        """Put a folder in force, by default the configured one. Raises LintFailed, MistakenTest."""
        made = built(self._ground.folder(folder))
        number = self._shelf.publish(made.catalogue, made.parts)
        check_all_there(self.definitions.schema(number).lookups, self._sources)
        return number

    @property
    def catalogue(self) -> int:
        """The number in force; the configured folder is published where the test did not publish one."""
        return self._shelf.in_force() or self.publish()

    def customer(
        self,
        id: str,
        *,
        email: str | None = None,
        phone: str | None = None,
        consent: Consent = None,
        **attributes: JsonValue,
    ) -> "RehearsedCustomer":
        """Somebody new, known from this instant on."""
        if id in self._customers:
            raise MistakenTest(f"there is a customer {id!r} already: keep what customer() gave")
        word = first_word(f"{id}-first", self.now, email, phone, consent, attributes)
        life = RehearsedLife(id, self.catalogue, self.definitions, LiquidRenderer(self._shelf), self._sources)
        customer = self._customers[id] = RehearsedCustomer(self, life)
        customer.take(word)
        return customer

    def skip(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Let time pass; what is due meanwhile happens."""
        self._pass(self.now + span(days, hours, minutes, seconds))

    def skip_to(self, moment: datetime | str) -> None:
        """Let time pass until then."""
        until = instant(moment, "skip_to")
        if until < self.now:
            raise MistakenTest(f"it is {self.now:%Y-%m-%d %H:%M:%S} UTC: time cannot be set back to {until}")
        self._pass(until)

    def _pass(self, until: datetime) -> None:
        self.now = until
        for customer in self._customers.values():
            customer.life.advance(until)


class RehearsedCustomer:
    """One customer of a rehearsal."""

    def __init__(self, rehearsal: TwostepRehearsal, life: RehearsedLife) -> None:
        self.life = life
        self._rehearsal = rehearsal
        self._numbers = count(1)

    def track(self, type: str, /, **properties: JsonValue) -> None:
        """A trigger. Raises InputRefused for one that schema.yaml does not know."""
        self.take(TrackInput(id=self._id(), type=type, at=self._rehearsal.now, properties=properties))

    def identify(self, *, consent: Consent = None, **attributes: JsonValue) -> None:
        """A change of profile and consents; None removes an attribute."""
        now = self._rehearsal.now
        self.take(Identify(id=self._id(), at=now, attributes=attributes, consents=consents_of(consent)))

    def enrol(self, journey: str, /, **facts: JsonValue) -> None:
        """Enter a journey by a call."""
        self.take(Enrol(id=self._id(), at=self._rehearsal.now, journey=journey, facts=facts))

    def react(self, reaction: str, message: str) -> None:
        """What the provider or the customer says of the newest message of that key."""
        self.take(self.life.feedback(self._id(), self._rehearsal.now, reaction, message))

    def take(self, entry: Input) -> None:
        """Any input. Raises InputRefused for what schema.yaml does not know."""
        number = self._rehearsal.catalogue
        found = (
            complaints(entry, self._rehearsal.definitions.schema(number))
            if isinstance(entry, TrackInput | Identify)
            else ()
        )
        if found:
            raise InputRefused("; ".join(found))
        self.life.feed(entry.model_copy(update={"catalogue": number}), self._rehearsal.now)

    def messages(self) -> Sequence[Message]:
        """What went out, oldest first."""
        return tuple(self.life.sent)

    def decisions(self) -> Sequence[Decision]:
        """Everything that was put before the policy, in the order of decision."""
        return self.life.decisions()

    def journeys(self) -> Sequence[str]:
        """The journeys that the customer is in, once for each enrolment."""
        return [one.journey for one in self.life.state.enrolments]

    def story(self) -> Sequence[str]:
        """What happened, line by line, for a look when a test fails."""
        state, definitions, number = self.life.state, self._rehearsal.definitions, self._rehearsal.catalogue
        zone = local_zone(state.attributes, definitions, number)
        teller = Teller(state.customer_id, zone, Titles(definitions, number))
        happenings = teller.timeline(self.life.entries()).happenings
        return [f"{clock(one.at, zone)}  {one.text}" for one in happenings]

    def _id(self) -> str:
        return f"{self.life.state.customer_id}-{next(self._numbers)}"
