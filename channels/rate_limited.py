"""Keeps a channel to what its provider's account takes, over all workers."""

import asyncio
import logging

from channels.wrapped import WrappedAdapter
from engine.contracts.answers import Accepted, Answer, NotNow
from engine.contracts.parcel import Parcel
from engine.contracts.ports import Allowance, ChannelAdapter

_log = logging.getLogger(__name__)


class RateLimited(WrappedAdapter):
    """An adapter that sends when it is its turn; wrapped round the real one."""

    def __init__(self, inner: ChannelAdapter, account: str, allowance: Allowance) -> None:
        super().__init__(inner)
        self._account = account
        self._allowance = allowance

    async def send(self, parcel: Parcel) -> Answer:
        began = asyncio.get_running_loop().time()
        until = await self._allowance.take(self._account)
        if until is not None:
            return NotNow(why="throttled", until=until, detail=f"the rate of {self._account}")
        waited = asyncio.get_running_loop().time() - began
        if parcel.begin_within is not None and waited >= parcel.begin_within:
            return NotNow(why="late")
        answer = await self._inner.send(parcel)
        if isinstance(answer, Accepted | NotNow) and answer.account_until is not None:
            return await self._heeded(answer)
        return answer

    async def _heeded(self, answer: Accepted | NotNow) -> Answer:
        assert answer.account_until is not None
        try:
            await self._allowance.hold(self._account, answer.account_until, answer.answer)
        except Exception:
            # The message has its answer, and that must not be lost; the next one is told the same by the provider.
            _log.warning("that %s holds could not be told to the other workers", self._account, exc_info=True)
        return answer.model_copy(update={"account_until": None})
