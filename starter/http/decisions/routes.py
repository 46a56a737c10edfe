"""The routes of decisions: departments that send by systems of their own ask, confirm, release and report."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from engine.contracts.answers import AskAnswer
from starter.http.access import Caller, needs
from starter.http.decisions.bodies import AskBody, Batch, ConfirmBody, ReleaseBody, ReportBody, Results, TakenIn
from starter.http.decisions.carrying_out import answered, results_of, taken_in
from starter.http.doors import Doors
from starter.http.once import documented, not_for_good, once_router


def router(doors: Doors) -> APIRouter:
    """All of them over these doors."""
    routes = once_router(doors, "decisions", "/v1/decisions")
    once = [Depends(documented)]
    caller = needs(doors, "decisions")

    @routes.post("/ask", summary="May this be sent now?", dependencies=once, response_model_exclude_none=True)
    async def ask(body: AskBody, who: Annotated[Caller, Depends(caller)]) -> AskAnswer:
        """A reservation until `lapses`, or why not and when it would pass. Needs a worker; 504: ask again."""
        return await answered(doors, who, body)

    @routes.post("/confirm", summary="It has been sent.", dependencies=once)
    async def confirm(body: ConfirmBody, who: Annotated[Caller, Depends(caller)]) -> TakenIn:
        return await taken_in(doors, who, body)

    @routes.post("/release", summary="It will not be sent.", dependencies=once)
    async def release(body: ReleaseBody, who: Annotated[Caller, Depends(caller)]) -> TakenIn:
        return await taken_in(doors, who, body)

    @routes.post("/report", summary="It was sent without asking, or will be.", dependencies=once)
    async def report(body: ReportBody, who: Annotated[Caller, Depends(caller)]) -> TakenIn:
        return await taken_in(doors, who, body)

    @routes.post("/batch", summary="Several of these at once.", dependencies=once)
    async def batch(body: Batch, request: Request, who: Annotated[Caller, Depends(caller)]) -> Results:
        """Each with its own result, in the order of the batch; those of one customer are carried out in order."""
        results = await results_of(doors, who, body.words)
        if any(result.problem is not None for result in results):
            not_for_good(request)
        return Results(results=results)

    return routes
