"""The service that the page shows runs against the whole house, with the journeys of the guide."""

from datetime import timedelta
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

from runtime.telemetry import Silent
from starter.opening import journey_client
from starter.ports import Taken
from starter.testing.rest import rest
from tests.docs.pages import ROOT, blocks
from tests.docs.test_examples import GUIDE, WELCOME_BACK, kind, write, write_whole
from tests.house import open_house
from workflows.names import workflow_id

PAGE = ROOT / "docs/services.md"


def folder(place: Path) -> Path:
    """Everything whole that the guide shows, and the journey of the page; nobody here answers look-ups."""
    for block in GUIDE:
        if kind(block) in ("triggers", "policy", "message"):
            write_whole(place, block, kind(block))
    schema = (place / "schema.yaml").read_text(encoding="utf-8")
    write(place, "schema.yaml", schema.partition("lookups:")[0])
    write(place, "journeys/welcome-back.yaml", WELCOME_BACK)
    write(place, "journeys/onboarding.yaml", next(one.text for one in GUIDE if "journey: phone-onboarding" in one.text))
    write(place, "journeys/advice.yaml", blocks(PAGE, "yaml")[0].text)
    return place


async def test_the_service_of_the_page_does_what_the_page_says(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(blocks(PAGE, "python")[0].text, encoding="utf-8")
    shop = SimpleNamespace(**run_path(str(tmp_path / "shop.py"), run_name="shop"))
    async with open_house(tmp_path, folder(tmp_path / "journeys")) as house, house.working():
        journeys = journey_client(house.settings, house.client, house.database, Silent())
        now = await house.now()
        assert await shop.signed_up(journeys, "bob", "bob@example.com", now) is Taken.SIGNALLED
        assert await shop.bought(journeys, "bob", "4711", "Pixel 9", now) is Taken.SIGNALLED
        assert await shop.asked_for_advice(journeys, "bob", "call-12", now) is Taken.SIGNALLED
        await rest(house.client, workflow_id("bob"))
        assert await shop.where_she_is(journeys, "bob") == [
            "phone-onboarding: at settle-in",
            "advice: at let-it-sink-in",
        ]
        assert {mail.subject for mail in house.mails()} == {"Your Pixel 9, there", "How to choose a case"}
        assert await shop.asked_for_advice(journeys, "bob", "call-12", now) is Taken.DUPLICATE


async def test_the_departments_of_the_page_do_what_the_page_says(tmp_path: Path) -> None:
    (tmp_path / "store.py").write_text(blocks(PAGE, "python")[1].text, encoding="utf-8")
    store = SimpleNamespace(**run_path(str(tmp_path / "store.py"), run_name="store"))
    async with open_house(tmp_path, folder(tmp_path / "journeys")) as house, house.working():
        journeys = journey_client(house.settings, house.client, house.database, Silent())
        for customer in ("bob", "ann"):
            await house.customer(customer)
            answer = await store.may_send(journeys, customer, await house.now())
            assert (answer.verdict, answer.channel) == ("send", "email")
            assert await store.may_send(journeys, customer, await house.now()) == answer
        assert await store.was_sent(journeys, "bob", await house.now()) is Taken.SIGNALLED
        assert await store.will_not_be_sent(journeys, "ann", await house.now()) is Taken.SIGNALLED
        day = await house.now() + timedelta(days=2)
        assert await store.comes_on(journeys, "bob", day, await house.now()) is Taken.SIGNALLED
        status = await journeys.status("bob")
        assert ([one.message for one in status.planned], status.reserved) == (["annual-letter"], ())
        told = [(one.subject, one.detail) for one in await journeys.timeline("ann") if one.what == "slot"]
        assert told == [("spring-flyer", "reserved"), ("spring-flyer", "released")]
