"""The phone company on the real workflow under skipped time: worker, look-ups, ledger and provider included."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest_asyncio

from engine.contracts.inputs import Identify
from engine.contracts.views import TimelineItem
from engine.model import Attributes
from runtime.settings import Settings
from standins.server import RunningStandIns, start_stand_ins
from starter.local.provider_keys import new_provider_keys
from starter.local.settings import SHIPPED_LOOKUPS
from starter.testing.settings import accounts_of, provider_values
from tests.house import Handle, House, open_house
from tests.journeys.resident import FOLDER, HAMBURG
from workflows.customer import CustomerWorkflow

LONDON = ZoneInfo("Europe/London")


KEYS = new_provider_keys()


@pytest_asyncio.fixture
async def providers() -> AsyncIterator[RunningStandIns]:
    running = await start_stand_ins(accounts_of(KEYS))
    yield running
    await running.close()


@pytest_asyncio.fixture
async def house(tmp_path: Path, providers: RunningStandIns) -> AsyncIterator[House]:
    async with open_house(tmp_path, FOLDER) as opened:
        registered = dict(one.split("=", 1) for one in SHIPPED_LOOKUPS.split(","))
        own = opened.settings.model_dump() | provider_values(providers.base_url, KEYS)
        given = {"lookups": registered, "recipient_allowlist": frozenset({"email:*", "mail:*", "sms:*"})}
        opened.settings = Settings.model_validate(own | given)
        opened.sendgrid = providers.sendgrid
        yield opened


async def lives_at(house: House, her: Handle, address: Attributes) -> None:
    identify = Identify(id=house.new_id(), at=await house.now(), attributes={"address": address})
    await her.signal(CustomerWorkflow.identify, identify)


async def told(house: House, her: Handle, what: str) -> list[TimelineItem]:
    return [one for one in await house.timeline(her) if one.what == what]


async def test_a_move_is_greeted_by_the_new_citys_clock_with_its_store_and_what_is_still_to_come(house: House) -> None:
    async with house.working():
        her = await house.customer("ada")
        await lives_at(house, her, HAMBURG)
        await lives_at(house, her, {"city": "Berlin", "country": "DE"})
        await house.sleep(timedelta(hours=5))
        await lives_at(house, her, {"city": "London", "country": "GB", "postcode": "SE1 9TG"})
        await house.sleep(timedelta(days=9))
        [mail] = await house.mailed(1)
        assert mail.subject == "New in London? A small map for the first weeks"
        assert "Wren at Spitalfields" in mail.html and "Berlin" not in mail.html
        sent, postcard = await told(house, her, "sending")
        local = (sent.due or sent.at).astimezone(LONDON)
        assert (local.hour, local.strftime("%a") in ("Tue", "Wed", "Thu")) == (10, True)
        assert [(one.subject, one.detail) for one in await told(house, her, "ended")] == [
            ("new-in-town", "moved-on"),
        ]
        assert (postcard.subject, postcard.detail) == ("new-in-town-postcard", "mail")
        assert [one.subject for one in await told(house, her, "held")] == ["new-in-town-till-note"]


async def test_a_phone_brings_the_receipt_the_welcome_and_no_tips_that_are_pointless(house: House) -> None:
    async with house.working():
        her = await house.customer("ada")
        phone: Attributes = {
            "product": "Fairphone 6",
            "category": "phone",
            "order_id": "o-1",
            "amount": 599,
            "currency": "EUR",
        }
        await house.track(her, "purchase", phone)
        case: Attributes = {
            "product": "Moss case",
            "category": "accessory",
            "kind": "case",
            "order_id": "o-2",
            "amount": 29,
        }
        await house.mailed(2)
        await house.sleep(timedelta(days=1))
        await house.track(her, "phone_activated", {"imei": "490154203237518"})
        await house.track(her, "purchase", case)
        await house.sleep(timedelta(days=12))
        subjects = sorted(mail.subject for mail in await house.mailed(4))
        assert subjects == [
            "Getting the most out of your Moss case",
            "Your Fairphone 6: a good first evening",
            "Your order o-1",
            "Your order o-2",
        ]
        ends = [(one.subject, one.detail) for one in await told(house, her, "ended")]
        assert ("smartphone-onboarding", "at-home") in ends and ("accessory-tips", "timed_out") in ends


async def test_a_webinar_is_announced_before_and_never_after(house: House, providers: RunningStandIns) -> None:
    async with house.working():
        her = await house.customer("ada")
        await lives_at(house, her, {"city": "London", "country": "GB"})
        starts = (await house.now()).replace(microsecond=0) + timedelta(days=2)
        booked: Attributes = {
            "webinar": "w",
            "title": "Safe abroad",
            "starts": starts.isoformat(),
            "link": "https://www.wren.example/w",
        }
        await house.track(her, "webinar_booked", booked)
        await house.sleep(timedelta(days=4))
        hour = starts.astimezone(LONDON).strftime("%H:%M")
        assert [mail.subject for mail in await house.mailed(2)] == [
            "Your place is booked: Safe abroad",
            f"Tomorrow at {hour}: Safe abroad",
        ]
        [text] = providers.twilio.messages.after(0)  # she has no device that a push could reach
        assert text.body.strip() == f"Wren: Safe abroad begins at {hour}: https://www.wren.example/w"
        due = [one.due or one.at for one in await told(house, her, "sending")]
        assert [starts - at for at in due[1:]] == [timedelta(hours=24), timedelta(hours=1)]
