"""The fixture `twostep`: the same words on the real workflow under skipped time."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from standins.faults import Fault
from starter.errors import InputRefused
from starter.testing.customers import Customer
from starter.testing.durable import Twostep, opened_twostep
from starter.testing.errors import MistakenTest
from starter.testing.ground import Ground
from starter.testing.lookups import Lookup
from tests.starter.testing.shops import with_lookup, without_wait


async def buyer(twostep: Twostep, id: str = "ann") -> Customer:
    customer = twostep.customer(id, email=f"{id}@example.com", consent="all")
    await customer.track("purchase", category="accessory", product="case", order="o-1")
    return customer


async def test_a_life_of_one_customer(
    twostep: Twostep, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENDGRID_BASE_URL", "http://127.0.0.1:9")  # the environment counts for nothing
    ann = await buyer(twostep)
    assert f"{await twostep.now():%Y-%m-%d %H:%M}" == "2035-01-01 09:00"
    assert await ann.journeys() == ["accessory-tips"]
    assert {one.journey for one in await ann.upcoming()} == {"accessory-tips"}
    await ann.identify(first_name="Ann")
    twostep.sendgrid.faults.order(Fault(kind="rate_limited", seconds=60))
    await twostep.skip(days=2)
    [tips] = await ann.messages()
    assert (tips.message, tips.step, f"{tips.at:%Y-%m-%d}") == ("accessory-tips", "tips", "2035-01-02")
    assert tips.subject == "Getting the most out of your case" and "Ann, it should" in tips.text
    assert [mail.subject for mail in twostep.mails()] == [tips.subject]
    assert {one.verdict for one in await ann.decisions()} >= {"send"}
    await ann.react("clicked", "accessory-tips")
    assert "clicked" in "\n".join(await ann.story())
    with pytest.raises(InputRefused, match="trigger 'buys'"):
        await ann.track("buys")

    assert await twostep.publish(without_wait(project / "journeys", tmp_path / "faster")) == 2
    bob = await buyer(twostep, "bob")
    assert [one.message for one in await bob.messages()] == ["accessory-tips"]
    with pytest.raises(MistakenTest, match="time cannot be set back"):
        await twostep.skip_to("2035-01-01T09:00:00Z")


async def test_nobody_waits_for_somebody_of_whom_nothing_was_said_yet(twostep: Twostep) -> None:
    bob = twostep.customer("bob", email="bob@example.com")
    ann = await buyer(twostep)
    assert await ann.journeys() == ["accessory-tips"]
    assert await bob.journeys() == []


async def test_somebody_without_a_word_more_begins_too(twostep: Twostep) -> None:
    await twostep.skip(minutes=30)
    assert f"{await twostep.now():%Y-%m-%d %H:%M}" == "2035-01-01 09:30"
    ann = twostep.customer("ann", email="ann@example.com")
    await twostep.skip_to("2035-01-01T10:00:00Z")
    assert (await ann.status()).attributes == {"email": "ann@example.com"}
    assert await ann.messages() == []


class TestWithALookup:
    @pytest.fixture
    def twostep_journeys(self, project: Path, tmp_path: Path) -> Path:
        return with_lookup(project / "journeys", tmp_path / "shop")

    @pytest.fixture
    def twostep_lookups(self) -> Mapping[str, Lookup]:
        return {"nearest": lambda args: {"name": f"the store for a {args['product']}"}}

    async def test_it_is_answered_by_the_fixture(self, twostep: Twostep) -> None:
        ann = await buyer(twostep)
        await twostep.skip(days=2)
        assert (await ann.messages())[0].subject.endswith("from the store for a case")


async def test_an_instant_that_has_been_is_refused(project: Path, tmp_path: Path) -> None:
    ground = Ground(project, project / "journeys", datetime(2020, 1, 1, tzinfo=UTC), {})
    async with opened_twostep(tmp_path, ground) as twostep:
        with pytest.raises(MistakenTest, match="cannot be set back: choose an instant to come"):
            await buyer(twostep)
