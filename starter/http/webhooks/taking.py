"""Stores what a provider said before it is answered, and has the customers hear of it."""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from audit.provider_events import Became, ProviderEvents
from audit.said import NotTheirs, Said
from engine.language.reactions import Reaction
from starter.background.nudging import nudge
from starter.errors import NothingPublished
from starter.http.doors import Doors
from starter.http.problems import Problem

WITHIN = 10.0
"""seconds for which a webhook waits for the database; providers wait about as long"""
_AGAIN = {"Retry-After": "5"}
_NOT_THEIRS = "the message is with another channel than the secret's: sign with the secret of the channel it came on"

_log = logging.getLogger(__name__)


class Taking:
    """One for each process."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._events = ProviderEvents(doors.database, doors.settings.outgoing.address_key.get_secret_value().encode())

    async def take(self, said: Sequence[Said]) -> None:
        """On the disk when this returns. Raises Problem: then nothing is stored, and nothing may be answered with 2xx.

        403 for who speaks of a message that is not theirs, 503 while the database is away.
        """
        if not said:
            return
        try:
            async with asyncio.timeout(WITHIN):
                became = await asyncio.to_thread(self._events.store, said, await self._every())
        except NotTheirs as refusal:
            _log.warning(
                "an event of %s was refused: %s, and another channel's secret signed it", said[0].provider, refusal
            )
            raise Problem(403, _NOT_THEIRS) from None
        except (TimeoutError, PoolTimeout, DBAPIError) as error:
            _log.error("%d events of %s were not stored: %s", len(said), said[0].provider, type(error).__name__)
            raise Problem(503, "the database does not answer, so nothing was stored: send it again", _AGAIN) from None
        if became["signalled"]:
            nudge(self._doors.database)
        _tell(said, became)

    async def _every(self) -> frozenset[Reaction]:
        try:
            return (await self._doors.published.in_force()).heard
        except NothingPublished:
            return frozenset(Reaction)


def _tell(said: Sequence[Said], became: Counter[Became]) -> None:
    """Counts alone: neither whom it is about nor what was said."""
    told = ", ".join(f"{count} {name}" for name, count in sorted(became.items())) or "known already"
    _log.info("%d events of %s: %s", len(said), said[0].provider, told)
