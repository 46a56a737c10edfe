"""The ledger's side of the doors over a database: blocking calls in threads, what is published kept for seconds."""

import asyncio
import socket
import time
from collections.abc import Collection, Sequence
from uuid import uuid4

from sqlalchemy import Engine

from audit.accepting import Arrival, Arrivals, Judged
from audit.database import read
from audit.erasure import is_known
from audit.inbox import Inbox, KeptInput, Why
from audit.publications import SqlPublications, SqlShelf
from audit.queries.asked import answer_of
from audit.queries.inputs import Known, known_input
from audit.shared_rows import pauses
from audit.turns import Turn
from engine.contracts.answers import AskAnswer
from engine.contracts.inputs import Input
from engine.contracts.ports import Publications, Shelf
from engine.contracts.shared_pause import SharedPause
from engine.language.catalogue import Catalogue
from engine.language.policy import Policy
from engine.language.reactions import Reaction
from engine.language.schema import Schema
from starter.background.nudging import Nudge, nudge
from starter.errors import NothingPublished
from starter.ports import InForce

REFRESH = 3.0
"""seconds for which a door goes by what it knows; the workflow learns of a newer catalogue by itself"""


class SqlLedgerSide:
    """Everything the doors and the drain need of the database."""

    def __init__(self, database: Engine) -> None:
        self._database = database
        self._inbox = Inbox(database)
        self._arrivals = Arrivals(database)
        self._turn = Turn(database, "draining", f"{socket.gethostname()}-{uuid4().hex[:8]}")
        self._nudge: Nudge | None = None

    async def known(self, customer_id: str, input_id: str) -> Known:
        return await asyncio.to_thread(known_input, self._database, customer_id, input_id)

    async def answer(self, customer_id: str, message_id: str) -> AskAnswer | None:
        return await asyncio.to_thread(answer_of, self._database, customer_id, message_id)

    async def pauses(self) -> tuple[SharedPause, ...]:
        return await asyncio.to_thread(read, self._database, pauses)

    async def is_customer(self, customer_id: str) -> bool:
        return await asyncio.to_thread(is_known, self._database, customer_id)

    async def store(self, customer_id: str, entry: Input, why: Why) -> None:
        await asyncio.to_thread(self._inbox.store, customer_id, entry, why)

    async def accept(self, arrivals: Sequence[Arrival], judged: Judged) -> None:
        """All of them or none, on the disk when this returns. Raises Overloaded, and what the database raises."""
        await self._arrivals.store(arrivals, judged)
        nudge(self._database)

    async def pending(
        self, limit: int, why: Collection[Why], types: Collection[str] | None, after: int, without: Collection[str]
    ) -> Sequence[KeptInput]:
        return await asyncio.to_thread(self._inbox.pending, limit, why, types, after, without)

    async def absorbed(self, kept: Sequence[KeptInput]) -> frozenset[int]:
        return await asyncio.to_thread(self._inbox.absorbed, kept)

    async def take_turn(self) -> bool:
        return await asyncio.to_thread(self._turn.take)

    async def give_turn(self) -> None:
        await asyncio.to_thread(self._turn.give)

    async def nudged(self, within: float) -> None:
        if self._nudge is None:
            self._nudge = Nudge(self._database)
        await self._nudge.taken(within)

    async def mark_drained(self, numbers: Collection[int]) -> None:
        await asyncio.to_thread(self._inbox.mark_drained, numbers)


class PublishedSource:
    """What is in force, looked at again every few seconds and read again only under a new number."""

    def __init__(self, publications: Publications, shelf: Shelf) -> None:
        self._publications = publications
        self._shelf = shelf
        self._known: InForce | None = None
        self._looked = 0.0
        self._looking = asyncio.Lock()

    async def in_force(self, *, fresh: bool = False) -> InForce:
        """Raises NothingPublished; with `fresh` it is looked up in any case."""
        async with self._looking:
            if fresh or self._known is None or time.monotonic() - self._looked > REFRESH:
                self._known = await asyncio.to_thread(self._look)
                self._looked = time.monotonic()
            return self._known

    def _look(self) -> InForce:
        number = self._publications.in_force()
        if number == 0:
            raise NothingPublished
        if self._known is not None and self._known.number == number:
            return self._known
        catalogue = Catalogue.model_validate_json(self._shelf.catalogue(number))
        policy = Policy.model_validate_json(self._shelf.part(catalogue.policy))
        return InForce(
            number=number,
            interest=self._interest(),
            heard=self._heard(),
            plan=Schema.model_validate_json(self._shelf.part(catalogue.schema_hash)),
            journeys=frozenset(catalogue.journeys),
            messages=frozenset(catalogue.messages),
            channels=frozenset(policy.channels),
            places=frozenset(channel for channel in policy.channels if policy.is_pull(channel)),
            addresses=frozenset(rules.address for rules in policy.channels.values() if rules.address is not None),
        )

    def _heard(self) -> frozenset[Reaction]:
        """Of what was published before it was known which: all."""
        catalogues = [Catalogue.model_validate_json(one.catalogue) for one in self._publications.numbers()]
        return frozenset(reaction for one in catalogues for reaction in (Reaction if one.heard is None else one.heard))

    def _interest(self) -> frozenset[str]:
        """Of everything ever published: enrolments stay pinned to old versions, for years if need be."""
        return frozenset(
            trigger
            for publication in self._publications.numbers()
            for trigger in Catalogue.model_validate_json(publication.catalogue).interest
        )


def published_in(database: Engine) -> PublishedSource:
    """What is in force in a database."""
    return PublishedSource(SqlPublications(database), SqlShelf(database))
