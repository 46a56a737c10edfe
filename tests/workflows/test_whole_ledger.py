"""What the real workflow leaves in the ledger fits together, whatever happened to the customer."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from audit.database import read
from audit.tables.views import MESSAGES
from engine.contracts.inputs import Ask, Confirm, Elsewhere, Feedback, Report
from engine.language.reactions import Reaction
from engine.language.terms import Channel, Purpose
from standins.faults import Fault
from starter.auditing.verify import verify
from tests.house import House, open_house
from tests.workflows import journeys
from workflows.customer import CustomerWorkflow

_RULES = """
caps:
  - { name: two-a-day, counts: { class: marketing }, max: 2, per: 24h, over: hold }
"""
_FLYER = Elsewhere(message="flyer", department="store", purpose=Purpose.PROMOTIONAL)


async def test_a_busy_life_leaves_nothing_to_find(tmp_path: Path) -> None:
    async with open_house(tmp_path, journeys.write(tmp_path, "series", rules=_RULES)) as house, house.working():
        house.sendgrid.faults.order(Fault("status"))  # nobody knows of the first mail
        handle = await house.customer("c-1")
        await house.track(handle, "purchase")
        await house.sleep(timedelta(minutes=1))
        [unknown] = [item.subject for item in await house.timeline(handle) if item.what == "unknown"]
        assert unknown == "hello"
        for number in range(3):
            ask = Ask(id=f"a-{number}", at=await house.now(), what=_FLYER, channels=(Channel.EMAIL,), catalogue=1)
            await handle.execute_update(CustomerWorkflow.ask, ask, id=house.new_id())
        await handle.signal(CustomerWorkflow.confirm, Confirm(id="c-0", at=await house.now(), ask="a-0"))
        report = Report(id="r-1", at=await house.now(), what=_FLYER, channel=Channel.SMS, sent_at=await house.now())
        await handle.signal(CustomerWorkflow.report, report)
        await house.sleep(timedelta(days=3))
        await handle.terminate()
        again = await house.customer("c-1")
        await house.sleep(timedelta(minutes=1))
        proven = Feedback(
            id="f-1", at=await house.now(), message_id=await first_mail(house), reaction=Reaction.DELIVERED
        )
        await again.signal(CustomerWorkflow.feedback, proven)
        await house.track(again, "purchase")
        await house.sleep(timedelta(days=10))
        found = await verify(house.database, grace=timedelta(0), provider=house.settings.sendgrid_base_url or "")
        # the stand-in answered an error and kept nothing, and feedback says that it arrived
        assert [(one.kind, one.what) for one in found.findings if one.kind != "not_at_provider"] == []
        assert found.decisions > 8
        assert found.mails == len(house.mails()) > 3
        assert sources(house) == {"ours": found.mails + 1, "asked": 1, "reported": 1}


def sources(house: House) -> dict[str, int]:
    query = select(MESSAGES.c.source, func.count()).group_by(MESSAGES.c.source)
    return {row[0]: row[1] for row in read(house.database, lambda connection: connection.execute(query).all())}


async def first_mail(house: House) -> str:
    query = select(MESSAGES.c.message_id).where(MESSAGES.c.source == "ours").order_by(MESSAGES.c.sent_at)
    return str(read(house.database, lambda connection: connection.scalars(query).first()))
