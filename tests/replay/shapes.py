"""What is done to a customer for each journey shape; one committed history (or chain) each."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from audit.erasure import bury
from audit.publications import SqlShelf
from engine.contracts.verbs import Erase, Migrate, Pause, Resume, Settle
from engine.language.catalogue import Catalogue
from engine.language.reactions import Reaction
from standins.faults import Fault
from tests.house import House
from tests.replay.stage import Stage
from workflows.contract import Limits

Play = Callable[[Stage], Awaitable[None]]

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


async def straight(stage: Stage) -> None:
    await stage.track("purchase", {"product": "record"})
    for _ in range(9):
        await stage.pass_time(_DAY)
    await stage.track("purchase", {"product": "record"})  # too soon for another run


async def waits(stage: Stage) -> None:
    await stage.identify(visits=2, renews="2030-01-31")
    await stage.track("purchase")
    await stage.pass_time(_HOUR)
    await stage.track("viewed", {"product": "lamp"})
    for _ in range(50):
        await stage.pass_time(timedelta(days=40))
        if stage.mails():
            return


async def waits_for(stage: Stage) -> None:
    await stage.track("purchase")
    await stage.react(Reaction.CLICKED, stage.message_id(0))
    await stage.track("activated")
    await stage.identify(visits=3)
    await stage.pass_time(4 * _DAY)


async def ways(stage: Stage) -> None:
    await stage.track("purchase", {"amount": 200})
    await stage.pass_time(_HOUR)
    await stage.track("purchase", {"amount": 20})
    await stage.pass_time(3 * _DAY)


async def writes(stage: Stage) -> None:
    await stage.identify(plan="basic")
    await stage.track("purchase", {"amount": 200, "product": "lamp"})


async def starts(stage: Stage) -> None:
    await stage.track("purchase", {"product": "lamp"})
    await stage.pass_time(2 * _DAY)


async def restarts(stage: Stage) -> None:
    await stage.track("purchase", {"category": "phone"})
    await stage.pass_time(_DAY)
    await stage.track("purchase", {"category": "phone"})
    await stage.pass_time(_HOUR)
    await stage.track("purchase", {"category": "case"})
    await stage.pass_time(3 * _DAY)


async def by_clock(stage: Stage) -> None:
    await stage.track("purchase")
    await stage.pass_time(31 * _DAY)
    await stage.track("purchase")
    await stage.pass_time(60 * _DAY)


async def goal_and_exit(stage: Stage) -> None:
    await stage.track("viewed", {"product": "lamp"})
    await stage.pass_time(_DAY)
    await stage.track("purchase", {"product": "lamp", "amount": 30})
    await stage.track("returned")
    await stage.track("viewed", {"product": "chair"})
    await stage.pass_time(_DAY)
    await stage.identify(plan="plus")


async def held(stage: Stage) -> None:
    await stage.track("purchase")
    await stage.order(Pause())
    await stage.pass_time(2 * _DAY)
    await stage.order(Resume())


async def not_now(stage: Stage) -> None:
    stage.house.sendgrid.faults.order(Fault(kind="rate_limited", seconds=60))
    await stage.track("purchase")
    await stage.pass_time(timedelta(hours=20))
    stage.publish(title="Newer")
    await stage.pass_time(2 * _DAY)


async def unknown(stage: Stage) -> None:
    stage.house.sendgrid.faults.order(Fault(kind="lost_answer"))
    await stage.track("purchase")
    await stage.pass_time(_HOUR)
    await stage.order(Settle(message_id=stage.message_id(0), accepted=True))
    # an essential message goes again under the same id
    stage.house.sendgrid.faults.order(Fault(kind="slow", seconds=0.01))
    stage.house.sendgrid.faults.order(Fault(kind="status", status=500))
    await stage.track("purchase")
    await stage.pass_time(_HOUR)


async def taken_back(stage: Stage) -> None:
    stage.house.sendgrid.faults.order(Fault(kind="slow", seconds=5))
    await stage.track("purchase", {"order": "o-1"}, rest=False)
    while not stage.mails():  # kept, and not answered yet
        await asyncio.sleep(0.01)
    await stage.track("returned", {"order": "o-1"})
    await stage.track("purchase", {"order": "o-2"})
    await stage.track("returned", {"order": "o-2"})
    await stage.pass_time(2 * _DAY)


async def recalled(stage: Stage) -> None:
    await stage.track("purchase")
    await stage.customer.terminate("by an operator")
    await stage.begin()
    await stage.track("purchase")
    await stage.pass_time(10 * _DAY)


async def carried(stage: Stage) -> None:
    await stage.track("purchase")
    for _ in range(10):
        await stage.pass_time(_DAY)
    await stage.track("viewed", {"product": "lamp"})


async def by_call(stage: Stage) -> None:
    await stage.enrol("by-call", {"product": "lamp"})
    await stage.propose("hello")
    await stage.enrol("by-call", {"product": "chair"})


async def migrated(stage: Stage) -> None:
    await stage.track("purchase", {"order": "o-1", "product": "lamp"})
    await stage.pass_time(4 * _DAY)  # this one stands at a step that goes, with a mail sent that goes too
    await stage.track("purchase", {"order": "o-2", "product": "chair"})
    await stage.pass_time(_DAY)  # and this one in the middle of a wait that becomes longer
    number = stage.publish(journeys="migrated-later")
    newest = Catalogue.model_validate_json(SqlShelf(stage.house.database).catalogue(number))
    version = newest.journeys["patience"]
    steps: dict[str, str | None] = {"breathe": "think"}
    await stage.order(Migrate(journey="patience", to_version=version, catalogue=number, steps=steps))
    for _ in range(6):
        await stage.pass_time(_DAY)


async def thresholds(stage: Stage) -> None:
    for number in range(5):
        await stage.track("purchase")
        await stage.react(Reaction.DELIVERED, stage.message_id(number))
    await stage.pass_time(4 * _DAY)  # after 72 hours without an answer the clock alone crosses it
    await stage.react(Reaction.CLICKED, stage.message_id(2))
    await stage.pass_time(_DAY)


async def erased(stage: Stage) -> None:
    await stage.track("purchase")
    await stage.pass_time(_DAY)
    bury(stage.house.database, stage.name)
    await stage.order(Erase())
    await stage.pass_time(3 * _DAY)


async def ruled(stage: Stage) -> None:
    """Quiet hours, a conflict, a cap, the mix with another message instead, and a block that lasts."""
    await stage.track("purchase")
    for _ in range(4):
        await stage.pass_time(timedelta(hours=16))
    await stage.track("returned")
    await stage.propose("offer")
    for _ in range(7):
        await stage.pass_time(timedelta(hours=30))
    await stage.propose("tips")


async def departments(stage: Stage) -> None:
    """Reservations that are confirmed, released and lapse, a drop, and reports of what was and what will be sent."""
    confirmed, released = await stage.ask("flyer"), await stage.ask("leaflet")
    await stage.ask("poster")  # too many
    await stage.confirm(confirmed)
    await stage.release(released)
    await stage.ask("letter", ttl=3_600)
    await stage.pass_time(2 * _HOUR)
    await stage.report("card", timedelta())
    await stage.report("catalogue", _DAY)
    await stage.track("purchase")  # held: the store was faster
    await stage.pass_time(2 * _DAY)
    await stage.pass_time(6 * _DAY)


async def visits(stage: Stage) -> None:
    """The best of two at the till: not shown in time, then shown and accepted; nothing more is left of the cap."""
    await stage.track("purchase")
    await stage.visit()
    await stage.pass_time(_HOUR)
    [shown] = (await stage.visit(most=3)).shows
    await stage.react(Reaction.SHOWN, shown.message_id)
    await stage.react(Reaction.ACCEPTED, shown.message_id)
    await stage.visit()
    await stage.pass_time(_DAY)


async def called_off(stage: Stage) -> None:
    """A call that is taken back when she sends it back, one that is sold in, and one whose cut-off goes by."""
    await stage.identify(phone="+4917000000")
    await stage.track("purchase")
    await stage.pass_time(_HOUR)
    await stage.track("returned")
    await stage.track("purchase")
    await stage.react(Reaction.CALL_OUTCOME, await stage.handed_over(), {"outcome": "sold"})
    await stage.pass_time(_DAY)
    await stage.track("purchase")
    await stage.pass_time(6 * _DAY)


SHAPES: dict[str, Play] = {
    "straight": straight,
    "waits": waits,
    "waits-for": waits_for,
    "ways": ways,
    "writes": writes,
    "starts": starts,
    "restarts": restarts,
    "by-clock": by_clock,
    "goal-and-exit": goal_and_exit,
    "held": held,
    "not-now": not_now,
    "unknown": unknown,
    "taken-back": taken_back,
    "recalled": recalled,
    "carried": carried,
    "by-call": by_call,
    "migrated": migrated,
    "thresholds": thresholds,
    "ruled": ruled,
    "departments": departments,
    "erased": erased,
    "visits": visits,
    "called-off": called_off,
}

LIMITS: dict[str, Limits] = {"carried": Limits(quiet_events=20)}
"""Other than production's, where a shape needs a short history."""


async def played(house: House, name: str, folder: Path) -> Stage:
    """The shape's customer, begun and played to rest."""
    stage = Stage(house, name, folder, LIMITS.get(name, Limits()))
    stage.publish()
    await stage.begin()
    await SHAPES[name](stage)
    await stage.rest()
    return stage
