"""What Temporal's list of workflows can be searched by; changed only when the value does."""

from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributeUpdate

from engine.customer.state import CustomerState
from engine.definitions import Definitions
from workflows.names import JOURNEYS, STAGE

NO_STAGE = "-"


def show(state: CustomerState, definitions: Definitions) -> None:
    """`Stage` of the newest enrolment that has one, and the journeys she is in."""
    shown = workflow.info().typed_search_attributes
    journeys = sorted({one.journey for one in state.enrolments})
    stage = _stage(state, definitions)
    updates: list[SearchAttributeUpdate[Any]] = []
    if sorted(shown.get(JOURNEYS) or ()) != journeys:
        updates.append(JOURNEYS.value_set(journeys))
    if (shown.get(STAGE) or NO_STAGE) != stage:
        updates.append(STAGE.value_set(stage))
    if updates:
        workflow.upsert_search_attributes(updates)


def _stage(state: CustomerState, definitions: Definitions) -> str:
    for enrolment in reversed(state.enrolments):
        stage = definitions.program(enrolment.version).journey.stage
        if stage is not None:
            return stage
    return NO_STAGE
