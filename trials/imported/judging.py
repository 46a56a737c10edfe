"""Puts what was sent before a policy, as if each department had asked: customer by customer, on the pure engine."""

import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from typing import NamedTuple

from audit.queries.sent_by_all import SentMessage
from engine.contracts.inputs import Ask, ConsentChange, Elsewhere, Identify
from engine.contracts.journal import Decided
from engine.customer.state import CustomerState
from engine.language.policy import Policy
from engine.policy.conclusion import conclude
from trials.imported.asking import Asking
from trials.imported.policies import alone

Consents = dict[str, tuple[ConsentChange, ...]]
"""Customer → what she agreed to."""

Messages = Sequence[SentMessage]
"""Everything of one customer, in order."""

MANY = 20_000
"""messages, from which on it is worth starting processes"""
_CHUNK = 50
"""customers, at a time, for a process"""
_BEFORE = timedelta(seconds=1)
_NUMBER = 1


class Verdict(NamedTuple):
    """What the policy says of one message."""

    goes: bool
    rule: str = ""
    reason: str = ""
    later: bool = False
    """the rule names a time at which it would pass"""


class Judge:
    """`consents` None: everybody agreed to everything."""

    def __init__(self, policy: Policy, consents: Consents | None) -> None:
        self._definitions = alone(policy)
        self._zone = policy.zone
        self._consents = consents

    def judge(self, hers: Messages) -> list[Verdict]:
        """One for each message."""
        customer = hers[0].customer_id
        asking = Asking(CustomerState(customer_id=customer, catalogue=_NUMBER), self._definitions)
        asking.take(self._profile(customer, hers[0]), hers[0].sent_at - _BEFORE)
        ids = [asking.ask(_ask(one)).message_id for one in hers]
        decided = {one.message_id: one for one in asking.decided}
        return [_verdict(decided[id]) for id in ids]

    def _profile(self, customer: str, first: SentMessage) -> Identify:
        agreed = (ConsentChange(status="granted"),) if self._consents is None else self._consents.get(customer, ())
        at = first.sent_at - _BEFORE
        return Identify(id="profile", at=at, attributes={"zone": self._zone}, consents=agreed, backfill=True)


class Judging:
    """Judges customers one after another, in processes of their own where there is much to do.

    `told` hears of each, in the order in which they were given.
    """

    def __init__(
        self,
        policy: Policy,
        consents: Consents | None,
        messages: int,
        told: Callable[[Messages, Sequence[Verdict]], None],
    ) -> None:
        processes = os.cpu_count() or 1
        self._told = told
        self._judge = Judge(policy, consents)
        self._chunk: list[Messages] = []
        self._waiting: deque[tuple[list[Messages], Future[list[list[Verdict]]]]] = deque()
        self._most = 2 * processes
        self._pool: ProcessPoolExecutor | None = None
        if messages >= MANY and processes > 1:
            # spawned, not forked: a process must not inherit the database's connections
            start = get_context("spawn")
            self._pool = ProcessPoolExecutor(processes, start, _begin, (policy, consents))

    def take(self, hers: Messages) -> None:
        if self._pool is None:
            self._told(hers, self._judge.judge(hers))
            return
        self._chunk.append(hers)
        if len(self._chunk) == _CHUNK:
            self._submit(self._pool)
        if len(self._waiting) > self._most:
            self._collect()

    def finish(self) -> None:
        """Wait for the last of them."""
        if self._pool is None:
            return
        with self._pool:
            self._submit(self._pool)
            while self._waiting:
                self._collect()

    def _submit(self, pool: ProcessPoolExecutor) -> None:
        chunk, self._chunk = self._chunk, []
        self._waiting.append((chunk, pool.submit(_judge_all, chunk)))

    def _collect(self) -> None:
        chunk, future = self._waiting.popleft()
        for hers, verdicts in zip(chunk, future.result(), strict=True):
            self._told(hers, verdicts)


_judges: list[Judge] = []
"""The one of a process of its own."""


def _begin(policy: Policy, consents: Consents | None) -> None:
    _judges.append(Judge(policy, consents))


def _judge_all(chunk: Sequence[Messages]) -> list[list[Verdict]]:
    return [_judges[0].judge(hers) for hers in chunk]


def _verdict(decision: Decided) -> Verdict:
    if decision.verdict == "send":
        return Verdict(goes=True)
    rule = conclude(decision.rules).rule
    return Verdict(goes=False, rule=rule, reason=decision.reason or "", later=decision.until is not None)


def _ask(one: SentMessage) -> Ask:
    what = Elsewhere(
        message=one.message,
        department=one.department,
        purpose=one.purpose,
        tags=one.tags,
        topics=one.topics,
        priority=one.priority,
    )
    return Ask(id=one.message_id, at=one.sent_at, what=what, channels=(one.channel,))
