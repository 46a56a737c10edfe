"""Hands one message to a channel: render → claim → call → settle."""

import time
from collections.abc import Iterable
from typing import Literal, assert_never

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities import server_clock
from activities.options import LEASE
from activities.server_clock import server_now
from engine.contracts.answers import Answer, NotNow, Refused, Unknown
from engine.contracts.commands import Deliver
from engine.contracts.parcel import Parcel, Rendered
from engine.contracts.ports import ChannelAdapter, Claimed, ContentFault, Ledger, Renderer, Settled, Telemetry
from engine.language.terms import BY_HAND, MARKETING


class Delivering:
    """The activity `deliver` and what it needs."""

    def __init__(
        self, ledger: Ledger, renderer: Renderer, adapters: Iterable[ChannelAdapter], telemetry: Telemetry
    ) -> None:
        self._ledger = ledger
        self._renderer = renderer
        self._adapters = {adapter.channel: adapter for adapter in adapters}
        self._telemetry = telemetry

    @activity.defn
    async def deliver(self, command: Deliver) -> Answer:
        """One attempt; a provider's error is an answer, only our own faults are exceptions and retried."""
        server_clock.start()
        began = time.monotonic()
        answer = await self._answer(command)
        self._telemetry.delivered(command, answer, time.monotonic() - began)
        return answer

    async def _answer(self, command: Deliver) -> Answer:
        adapter = self._adapters.get(command.channel)
        if adapter is None:
            return await self._refuse(command, "configuration", f"no adapter for channel {command.channel.value!r}")
        try:
            rendered = self._renderer.render(command.content, command.channel, command.facts)
        except ContentFault as fault:
            return await self._refuse(command, "content", str(fault))
        return await self._claim(command, adapter, rendered)

    async def _claim(self, command: Deliver, adapter: ChannelAdapter, rendered: Rendered) -> Answer:
        claim = await self._ledger.claim(command, rendered, LEASE.total_seconds())
        match claim:
            case Claimed():
                return await self._call(command, adapter, rendered)
            case Settled():
                return _done_once(command, adapter, claim.answer)
            case NotNow():
                return _later(claim)
            case _:
                assert_never(claim)

    async def _call(self, command: Deliver, adapter: ChannelAdapter, rendered: Rendered) -> Answer:
        # looked at again here: the claim may have waited for the database
        left = (command.send_by - server_now()).total_seconds()
        late = left <= 0
        answer: Answer = NotNow(why="late") if late else await adapter.send(_parcel(command, rendered, left))
        await self._ledger.settle(command, answer)
        if isinstance(answer, NotNow):
            return answer.model_copy(update={"journaled": True})
        return _done_once(command, adapter, answer)

    async def _refuse(self, command: Deliver, fault: Literal["configuration", "content"], detail: str) -> Answer:
        answer = Refused(fault=fault, detail=detail)
        written = await self._ledger.refuse(command, answer)
        return written if isinstance(written, NotNow) else answer


def _parcel(command: Deliver, rendered: Rendered, begin_within: float) -> Parcel:
    return Parcel(
        message_id=command.message_id,
        attempt=command.attempt,
        message=command.message,
        title=command.title,
        purpose=command.purpose.value,
        department=command.department,
        marketing=command.purpose in MARKETING,
        address=command.address,
        rendered=_with_cut_off(command, rendered),
        taken_back=command.taken_back,
        trace=command.trace,
        begin_within=begin_within,
    )


def _with_cut_off(command: Deliver, rendered: Rendered) -> Rendered:
    """The policy says until when a task may be taken back, not its content."""
    if command.cut_off is None or rendered.task is None:
        return rendered
    return rendered.model_copy(update={"task": rendered.task.model_copy(update={"cut_off": command.cut_off})})


def _done_once(command: Deliver, adapter: ChannelAdapter, answer: Answer) -> Answer:
    """What may have been taken is asked for a second time only where the other side knows it by its key."""
    if isinstance(answer, Unknown) and command.channel in BY_HAND and adapter.dedupes != "native_key":
        return answer.model_copy(update={"again": False})
    return answer


def _later(claim: NotNow) -> NotNow:
    """A live lease of an attempt that died is waited for here: its answer is on the way or about to lapse."""
    if claim.why == "leased" and activity.info().attempt > 1:
        raise ApplicationError("another attempt holds the claim", type="leased", next_retry_delay=LEASE)
    return claim
