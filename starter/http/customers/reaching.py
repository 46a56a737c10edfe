"""The routes by which something reaches a customer: what waits for her where she is, and a message proposed to her."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import Field

from engine.contracts.inputs import Propose
from engine.language.written import Name
from engine.model import Attributes
from starter.http.access import Caller, needs
from starter.http.bodies import EXAMPLE_OF_MESSAGE_ID, At, InputId
from starter.http.customers.looking import Id
from starter.http.customers.visits import BecameBody, NextBody, NextMessages, Visits
from starter.http.decisions.bodies import TakenIn
from starter.http.doors import Doors
from starter.http.routing import door_router

MessageId = Annotated[
    str,
    Path(
        min_length=1,
        max_length=200,
        description="As it came with the message",
        examples=[EXAMPLE_OF_MESSAGE_ID],
    ),
]


class ProposeBody(At):
    """A message put before the decision point from outside a journey."""

    id: InputId
    message: Name = Field(description="The key of a published message", examples=["price-change"])
    department: Name | None = Field(None, description="Whose it is; the message's own, if it is left out")
    facts: Attributes = Field(default_factory=dict, description="What its content reads as `run.*`")


def reaching_router(doors: Doors) -> APIRouter:
    """Each takes an id, and the same again changes nothing."""
    routes = door_router("customers", "/v1/customers")
    caller = needs(doors, "customers")
    visits = Visits(doors)

    @routes.post("/{customer}/next", summary="She is there: what is shown to her?", dependencies=[Depends(caller)])
    async def next(customer: Id, body: NextBody) -> NextMessages:
        """The best of what waits for the place, reserved until it lapses. Needs a worker; 504: ask again."""
        return await visits.next(customer, body)

    @routes.post("/{customer}/next/{message_id}", summary="What became of it.", dependencies=[Depends(caller)])
    async def became(customer: Id, message_id: MessageId, body: BecameBody) -> TakenIn:
        return await visits.became(customer, message_id, body)

    @routes.post("/{customer}/propose", summary="Propose a message to her.")
    async def propose(customer: Id, body: ProposeBody, who: Annotated[Caller, Depends(caller)]) -> TakenIn:
        """The policy decides whether it goes out; her timeline tells what became of it."""
        if body.department is not None or who.department is not None:
            who.speaks_for(body.department or "")
        origin = "operator" if body.department is None else "department"
        told = Propose.model_validate({**body.model_dump(exclude={"at"}), "at": body.instant, "origin": origin})
        return TakenIn(id=body.id, taken=await doors.client.propose(customer, told))

    return routes
