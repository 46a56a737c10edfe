"""The routes of operators' orders about one customer."""

from typing import Annotated

from fastapi import APIRouter, Depends

from starter.http.access import Caller, needs
from starter.http.customers.looking import Id
from starter.http.customers.orders import (
    EnrolmentOrder,
    FactsOrder,
    MessageOrder,
    PauseOrder,
    SettleOrder,
    ordered,
)
from starter.http.decisions.bodies import TakenIn
from starter.http.doors import Doors
from starter.http.once import documented, once_router


def ordering_router(doors: Doors) -> APIRouter:
    """Each is recorded with the API key and the reason."""
    routes = once_router(doors, "operate", "/v1/customers")
    once = [Depends(documented)]
    operator = needs(doors, "operate")
    Who = Annotated[Caller, Depends(operator)]

    @routes.post("/{customer}/pause", summary="Hold her messages.", dependencies=once)
    async def pause(customer: Id, body: PauseOrder, who: Who) -> TakenIn:
        return await ordered(doors, who, customer, body, body.pausing())

    @routes.post("/{customer}/resume", summary="Let them go again.", dependencies=once)
    async def resume(customer: Id, body: PauseOrder, who: Who) -> TakenIn:
        return await ordered(doors, who, customer, body, body.resuming())

    @routes.post("/{customer}/exit", summary="End a journey of hers at once.", dependencies=once)
    async def exit(customer: Id, body: EnrolmentOrder, who: Who) -> TakenIn:
        return await ordered(doors, who, customer, body, body.leaving())

    @routes.post("/{customer}/skip", summary="Pass over the step at which she stands.", dependencies=once)
    async def skip(customer: Id, body: EnrolmentOrder, who: Who) -> TakenIn:
        return await ordered(doors, who, customer, body, body.skipping())

    @routes.post("/{customer}/set", summary="Write facts of a journey of hers, or of her profile.", dependencies=once)
    async def set(customer: Id, body: FactsOrder, who: Who) -> TakenIn:
        return await ordered(doors, who, customer, body, body.setting())

    @routes.post("/{customer}/release", summary="Let out a message that is held.", dependencies=once)
    async def release(customer: Id, body: MessageOrder, who: Who) -> TakenIn:
        return await ordered(doors, who, customer, body, body.letting_out())

    @routes.post("/{customer}/cancel", summary="Take back a message.", dependencies=once)
    async def cancel(customer: Id, body: MessageOrder, who: Who) -> TakenIn:
        return await ordered(doors, who, customer, body, body.cancelling())

    @routes.post("/{customer}/settle", summary="Say what became of one nobody knows of.", dependencies=once)
    async def settle(customer: Id, body: SettleOrder, who: Who) -> TakenIn:
        return await ordered(doors, who, customer, body, body.settling())

    return routes
