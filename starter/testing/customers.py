"""One customer of a test on the real workflow."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING

from pydantic import JsonValue

from audit.publications import SqlShelf
from engine.contracts.inputs import Enrol, Identify, Track
from engine.contracts.views import Status, UpcomingItem
from engine.definitions import Definitions
from starter.testing.ledger import decisions_of, messages_of
from starter.testing.people import Consent, consents_of
from starter.testing.reactions import feedback
from starter.testing.story import story
from starter.testing.views import Decision, Message

if TYPE_CHECKING:
    from starter.testing.durable import Twostep

__tracebackhide__ = True  # a failing test is shown where it stands, not where it was noticed


class Customer:
    """What a test reports of her, and what it looks at; after each, everything that follows at once has happened."""

    def __init__(self, house: "Twostep", id: str, word: Callable[[datetime], Identify]) -> None:
        self.id = id
        self._house = house
        self._word: Callable[[datetime], Identify] | None = word
        self._numbers = count(1)

    @property
    def begun(self) -> bool:
        """Whether anything was said of her yet; before that she has no workflow."""
        return self._word is None

    async def begin(self) -> None:
        """Say who she is, once; done before anything else by itself."""
        word, self._word = self._word, None
        if word is not None:
            client = await self._house.client()
            await client.identify(self.id, word(await self._house.now()))
            await self._house.rest()

    async def track(self, type: str, /, **properties: JsonValue) -> None:
        """A trigger. Raises InputRefused for one that schema.yaml does not know."""
        await self.begin()
        track = Track(id=self._id(), type=type, at=await self._house.now(), properties=properties)
        await (await self._house.client()).track(self.id, track)
        await self._house.rest()

    async def identify(self, *, consent: Consent = None, **attributes: JsonValue) -> None:
        """A change of profile and consents; None removes an attribute."""
        await self.begin()
        now = await self._house.now()
        change = Identify(id=self._id(), at=now, attributes=attributes, consents=consents_of(consent))
        await (await self._house.client()).identify(self.id, change)
        await self._house.rest()

    async def enrol(self, journey: str, /, **facts: JsonValue) -> None:
        """Enter a journey by a call."""
        await self.begin()
        enrol = Enrol(id=self._id(), at=await self._house.now(), journey=journey, facts=facts)
        await (await self._house.client()).enrol(self.id, enrol)
        await self._house.rest()

    async def react(self, reaction: str, message: str) -> None:
        """What the provider or the customer says of the newest message of that key."""
        sent = await self.messages()
        said = feedback(self._id(), await self._house.now(), reaction, message, sent)
        await (await self._house.client()).feedback(self.id, said)
        await self._house.rest()

    async def messages(self) -> Sequence[Message]:
        """What the provider took, oldest first, as the ledger has it."""
        await self.begin()
        return messages_of(self._house.database, self.id, self._house.mails())

    async def decisions(self) -> Sequence[Decision]:
        """Everything that was put before the policy, in the order of decision, as the ledger has it."""
        await self.begin()
        return decisions_of(self._house.database, self.id)

    async def journeys(self) -> Sequence[str]:
        """The journeys that she is in, once for each enrolment."""
        return [one.journey for one in (await self.status()).enrolments]

    async def status(self) -> Status:
        await self.begin()
        return await (await self._house.client()).status(self.id)

    async def upcoming(self) -> Sequence[UpcomingItem]:
        await self.begin()
        return await (await self._house.client()).upcoming(self.id)

    async def story(self) -> Sequence[str]:
        """The newest of what happened, line by line, for a look when a test fails."""
        now, client = await self.status(), await self._house.client()
        definitions = Definitions(SqlShelf(self._house.database))
        return story(await client.timeline(self.id), now.attributes, definitions, now.catalogue)

    def _id(self) -> str:
        return f"{self.id}-{next(self._numbers)}"
