"""The ledger and the rows in memory give the same answers to the same messages, whatever happened before."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from audit.ledger import SqlLedger
from audit.shared_rows import hold_channel, pause, resume
from engine.commands import delivery_id
from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown
from engine.contracts.commands import Deliver, SendGuard
from engine.contracts.inputs import Delivered
from engine.contracts.ports import Claimed
from engine.contracts.shared_pause import SharedPause
from engine.language.terms import Channel, Purpose
from tests.audit.limited import MORNING, call, claim
from tests.audit.samples import Clock, at
from trials.shared_rows import SharedWorld

GUARDS = (SendGuard(kind="journey", name="welcome", most=6, seconds=7200),)
PAUSES = (SharedPause(kind="everything"), SharedPause(kind="journey", name="welcome"))
OUTCOMES: tuple[Answer, ...] = (Accepted(), Unknown(), Refused(fault="recipient"), NotNow(why="late"))


class Both:
    """The same word to the ledger and to the memory."""

    def __init__(self, ledger: SqlLedger, database: Engine, clock: Clock, seed: int) -> None:
        self.world = SharedWorld(lambda command: None)
        self.answers: list[object] = []
        self._ledger, self._database, self._clock = ledger, database, clock
        self._random = random.Random(seed)
        self._attempts: dict[str, int] = {}
        self._open: list[Deliver] = []
        self._settled = 0

    async def step(self) -> None:
        match self._random.randrange(12):
            case 0:
                self._clock.now += timedelta(hours=self._random.choice((1, 1, 26)))
            case 1:
                self._switch(self._random.choice(PAUSES))
            case 2:
                until = self._clock.now + timedelta(minutes=self._random.choice((-1, 5, 90)))
                hold_channel(self._database, Channel.CALL, until, why="a test")
                self.world.hold_channel(Channel.CALL, until)
            case 3 | 4 | 5 if self._open:
                await self._settle(self._open.pop(0))
            case _:
                await self._claim()

    def _switch(self, what: SharedPause) -> None:
        change = pause if self._random.random() < 0.2 else resume
        change(self._database, what, by="ann")
        if change is pause:
            self.world.pause(what)
        else:
            self.world.resume(what)

    async def _claim(self) -> None:
        name = self._random.choice("abcdefghijklmnop")
        if any(one.customer_id == name for one in self._open):
            return  # it is on its way
        attempt = self._attempts[name] = self._attempts.get(name, 0) + 1
        now = self._clock.now
        day = MORNING + (now - MORNING) // timedelta(days=1) * timedelta(days=1)
        purpose = Purpose.SERVICE if name in "aeiou" else Purpose.TRANSACTIONAL
        command = call(name, places=4, guards=GUARDS, priority=ord(name) % 7, purpose=purpose, attempt=attempt, day=day)
        command = command.model_copy(update={"decided_at": now, "send_by": at(days=9), "due": at(ord(name) % 3)})
        real = await claim(self._ledger, command)
        if not isinstance(real, NotNow | Claimed):
            return  # an earlier attempt has come to an end: the memory's engine would not have asked
        said = self.world(command)
        assert (said.answer if isinstance(said, Delivered) else Claimed()) == real
        self.answers.append(real)
        if isinstance(real, Claimed):
            self._open.append(command)

    async def _settle(self, command: Deliver) -> None:
        answer = self._random.choice(OUTCOMES) if self._settled % 3 else Accepted()
        self._settled += 1  # never five unknown in a row: they would hold the channel
        await self._ledger.settle(command, answer)
        name = delivery_id(command.message_id, command.attempt)
        said = Delivered(id=name, message_id=command.message_id, attempt=command.attempt, answer=answer)
        self.world.heard(command, said, self._clock.now)


@pytest.mark.parametrize("seed", range(3))
async def test_the_same_answers(ledger: SqlLedger, database: Engine, clock: Clock, seed: int) -> None:
    both = Both(ledger, database, clock, seed)
    for _ in range(90):
        await both.step()
    why = Counter(one.why if isinstance(one, NotNow) else "claimed" for one in both.answers)
    assert why["claimed"] > 3 and len(why) > 2
