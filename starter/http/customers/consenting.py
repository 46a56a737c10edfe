"""The route by which consents that were given elsewhere are taken in, stored before it is answered."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import Field, StringConstraints

from engine.contracts.inputs import ConsentChange, Identify
from engine.language.terms import Channel, Purpose
from engine.language.written import Name
from starter.errors import NothingPublished
from starter.http.access import needs
from starter.http.bodies import At, Body, InputId
from starter.http.customers.looking import Id
from starter.http.decisions.bodies import TakenIn
from starter.http.doors import Doors
from starter.http.events.accepting import accept
from starter.http.problems import Problem
from starter.http.routing import door_router
from starter.ports import Taken

_BUILT_IN = frozenset(Channel.__members__.values())

Source = Annotated[str, StringConstraints(min_length=1, max_length=1_000, pattern=r"^[^\x00]*$")]
Wording = Annotated[str, StringConstraints(max_length=4_000, pattern=r"^[^\x00]*$")]


class ConsentBody(Body):
    """One consent; a purpose, channel or topic that is left out stands for every one."""

    status: Literal["granted", "pending", "denied"]
    purpose: Purpose | None = None
    channel: Channel | None = Field(None, description="Built in, or of the published policy")
    topic: Name | None = None
    source: Source = Field(description="Where it was given, and where its proof is kept", examples=["shop, form 12"])
    wording: Wording = Field("", description="The words that she agreed to")
    confirmed: bool = Field(
        False,
        description="She confirmed it from the address itself, by a double opt-in done elsewhere: `source` and "
        "`wording` say where its proof is. Without it a grant waits, on a channel with double opt-in, for ours",
    )


class ConsentsBody(At):
    """What she agreed to, or took back, elsewhere."""

    id: InputId
    consents: tuple[ConsentBody, ...] = Field(min_length=1, max_length=20)


def consenting_router(doors: Doors) -> APIRouter:
    """Over these doors; it needs neither a worker nor Temporal."""
    routes = door_router("customers", "/v1/customers")
    sender = needs(doors, "consents")

    @routes.post("/{customer}/consents", summary="What she agreed to or took back.", dependencies=[Depends(sender)])
    async def consents(customer: Id, body: ConsentsBody) -> TakenIn:
        """On the disk when it is answered. `confirmed: true` is for a double opt-in that was done elsewhere, with its
        proof named in `source` and `wording`: such a grant counts at once."""
        await _check_channels(doors, body)
        given = tuple(ConsentChange.model_validate(one.model_dump()) for one in body.consents)
        await accept(doors, [(customer, Identify(id=body.id, at=body.instant, consents=given))])
        return TakenIn(id=body.id, taken=Taken.STORED)

    return routes


async def _check_channels(doors: Doors, body: ConsentsBody) -> None:
    """A slip in a name would be a consent that nothing ever asks for. Raises Problem 422."""
    own = {number: one.channel for number, one in enumerate(body.consents) if one.channel not in (None, *_BUILT_IN)}
    if not own:
        return
    try:
        known = _BUILT_IN | (await doors.published.in_force()).channels
    except NothingPublished:
        known = _BUILT_IN
    for number, channel in own.items():
        if channel not in known:
            there = ", ".join(sorted(known))
            raise Problem(422, f"body.consents.{number}.channel: the policy has no such channel: there is {there}")
