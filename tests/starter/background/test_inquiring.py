"""What providers are asked about messages, and what customers hear of it; Twilio's stand-in answers."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import HttpUrl, SecretStr
from sqlalchemy import Engine

import starter.background.inquiring
from audit.database import database_now, read
from audit.inbox import Inbox
from channels.twilio.settings import TwilioSettings
from channels.twilio.sms import TwilioSms
from engine.contracts.answers import Unknown
from engine.contracts.commands import Deliver
from engine.contracts.inputs import Control, Feedback
from engine.contracts.parcel import Parcel, Rendered
from engine.contracts.ports import Claimed
from engine.contracts.unsubscribing import UNSUBSCRIBE_URL
from engine.contracts.verbs import Settle
from engine.language.terms import Channel
from standins.faults import Fault
from standins.serving import serve
from standins.twilio.service import Twilio
from starter.background.inquiring import Inquiring
from starter.ledger_side import published_in
from tests.audit.samples import deliver
from tests.channels.contract import parcel
from tests.starter.http.webhooks.desk import NUMBER, Desk, open_desk

ACCOUNT, TOKEN = "AC" + "0a" * 16, "a-token-for-tests"
TEXT = f"Your record is here. No more: {UNSUBSCRIBE_URL}"


@dataclass
class Asked:
    """A ledger, the provider, and who asks it as if it were later."""

    desk: Desk
    twilio: Twilio
    sms: TwilioSms
    inquiring: Inquiring
    monkeypatch: pytest.MonkeyPatch

    async def send(
        self, message_id: str = "m-1", sent_as: str = "Your record is here. No more: https://x.test/u/1"
    ) -> str:
        """The answer's name, as it stands in the ledger then."""
        command = self._command(message_id)
        assert isinstance(await self.desk.ledger.claim(command, Rendered(text=TEXT), 20), Claimed)
        answer = await self.sms.send(_parcel(message_id, sent_as))
        await self.desk.ledger.settle(command, answer)
        return answer.answer

    async def once(self, **later: float) -> int:
        def now(database: Engine) -> datetime:
            return read(database, database_now) + timedelta(**later)

        self.monkeypatch.setattr(starter.background.inquiring, "now_of", now)
        return await self.inquiring.once()

    @property
    def told(self) -> list[tuple[str, str]]:
        return [(one.reaction.value, str(one.detail["status"])) for one in self.desk.told]

    @property
    def orders(self) -> list[Control]:
        kept = Inbox(self.desk.database).pending(100)
        return [one.input for one in kept if isinstance(one.input, Control)]

    def _command(self, message_id: str) -> Deliver:
        command = deliver(message_id, decided_at=datetime.now(UTC), catalogue=1)
        return command.model_copy(update={"channel": Channel.SMS, "address": NUMBER})


def _parcel(message_id: str, text: str) -> Parcel:
    return parcel(NUMBER, message_id).model_copy(update={"rendered": Rendered(text=text)})


@pytest.fixture
async def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Asked]:
    twilio = Twilio(ACCOUNT, TOKEN)
    served = await serve(twilio.routes())
    settings = TwilioSettings(
        account_sid=ACCOUNT,
        auth_token=SecretStr(TOKEN),
        base_url=HttpUrl(served.base_url),
        sender="+15005550006",
        public_url=HttpUrl("http://127.0.0.1:9"),
    )
    sms = TwilioSms(Channel.SMS, settings)
    async with open_desk(tmp_path) as desk:
        inquiring = Inquiring(desk.database, {Channel.SMS: sms}, b"k" * 32, published_in(desk.database))
        yield Asked(desk, twilio, sms, inquiring, monkeypatch)
    await sms.close()
    await twilio.close()
    await served.close()


async def test_what_was_taken_is_found_and_told_once(asked: Asked) -> None:
    asked.twilio.faults.order(Fault("lost_answer"))
    assert await asked.send() == "unknown"
    assert await asked.once(seconds=30) == 0, "its webhook may still come"
    assert await asked.once(minutes=2) == 1
    assert asked.told == [("processed", "queued")]
    await asked.once(hours=2)
    assert asked.told == [("processed", "queued")], "as its webhook would have said it: again it changes nothing"
    assert not asked.orders


async def test_what_never_came_there_is_refused_when_that_is_certain(asked: Asked) -> None:
    asked.twilio.faults.order(Fault("cut"))
    assert await asked.send() == "unknown"
    await asked.send("m-2")
    assert await asked.once(minutes=2) == 0
    assert await asked.once(minutes=11) == 1
    [order] = asked.orders
    assert (order.order, order.operator) == (Settle(message_id="m-1", accepted=False), "look-up")
    assert not asked.told


async def test_another_message_that_reads_alike_leaves_it_open(asked: Asked) -> None:
    asked.twilio.faults.order(Fault("lost_answer"))
    await asked.send()
    await asked.sms.send(_parcel("of-another-system", "Your record is here. No more: https://x.test/u/2"))
    assert await asked.once(minutes=20) == 0
    assert (asked.told, asked.orders) == ([], [])


async def test_a_message_of_another_day_or_text_is_not_it(asked: Asked) -> None:
    asked.twilio.faults.order(Fault("cut"))
    await asked.send()
    await asked.sms.send(_parcel("of-another-system", "Your code is 1234"))
    await asked.sms.send(_parcel("yesterday", "Your record is here."))
    [old] = [one for one in asked.twilio.messages.after(0) if one.body == "Your record is here."]
    asked.twilio.messages.keep(replace(old, received_at="2026-01-01T00:00:00Z"))
    assert await asked.once(minutes=20) == 1
    assert [order.order for order in asked.orders] == [Settle(message_id="m-1", accepted=False)]


async def test_what_a_lost_call_back_would_have_said_is_asked_for(asked: Asked) -> None:
    assert await asked.send() == "accepted"
    [sms] = asked.twilio.messages.after(0)
    asked.twilio.messages.became(sms.sid, "undelivered", 30005)
    assert await asked.once(hours=5) == 0
    assert await asked.once(hours=7) == 1
    [said] = asked.desk.told
    assert isinstance(said, Feedback)
    assert (said.reaction, said.hard, said.address, said.id) == (
        "bounced",
        True,
        NUMBER,
        f"twilio:{sms.sid}:undelivered:30005",
    )
    assert await asked.once(hours=25) == 0, "it has been heard of"


async def test_while_the_provider_does_not_answer_nothing_is_concluded(asked: Asked) -> None:
    command = asked._command("m-1")
    await asked.desk.ledger.claim(command, Rendered(text=TEXT), 20)
    await asked.desk.ledger.settle(command, Unknown(detail="cut"))
    wrong = asked.sms._settings.model_copy(update={"auth_token": SecretStr("another")})
    sms = TwilioSms(Channel.SMS, wrong)
    asked.inquiring = Inquiring(asked.desk.database, {Channel.SMS: sms}, b"k" * 32, published_in(asked.desk.database))
    assert await asked.once(hours=1) == 0
    await sms.close()
    assert (asked.told, asked.orders) == ([], [])


async def test_one_process_asks(asked: Asked) -> None:
    asked.twilio.faults.order(Fault("lost_answer"))
    await asked.send()
    other = Inquiring(asked.desk.database, {Channel.SMS: asked.sms}, b"k" * 32, published_in(asked.desk.database))
    assert await other.once() == 0  # it has its turn for some seconds from now on
    assert await asked.once(minutes=2) == 0
