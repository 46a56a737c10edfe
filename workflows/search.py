"""What Temporal's list of workflows can be searched by; changed only when the value does."""

from itertools import accumulate
from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributeUpdate, TypedSearchAttributes

from engine.customer.state import CustomerState
from engine.definitions import Definitions
from workflows.names import JOURNEYS, STAGE

_MOST_BYTES = 2_000
"""Temporal takes 2,048 of a value as JSON; more would fail the workflow's task again and again"""


class SearchAttributes:
    """As they were shown last: a run that continues another has them from the start."""

    def __init__(self, shown: TypedSearchAttributes) -> None:
        self._stage = shown.get(STAGE)
        self._journeys = sorted(shown.get(JOURNEYS) or ())

    def show(self, state: CustomerState, definitions: Definitions) -> None:
        """`Stage` of the newest enrolment that has one, and the journeys she is in; without a value where none."""
        journeys = journeys_shown(state)
        stage = _stage(state, definitions)
        updates: list[SearchAttributeUpdate[Any]] = []
        if journeys != self._journeys:
            updates.append(JOURNEYS.value_set(journeys) if journeys else JOURNEYS.value_unset())
        if stage != self._stage:
            updates.append(STAGE.value_set(stage) if stage else STAGE.value_unset())
        if updates:
            workflow.upsert_search_attributes(updates)
            self._stage, self._journeys = stage, journeys


def _stage(state: CustomerState, definitions: Definitions) -> str | None:
    stages = (definitions.program(one.version).journey.stage for one in reversed(state.enrolments))
    return next((stage for stage in stages if stage is not None), None)


def journeys_shown(state: CustomerState) -> list[str]:
    """In alphabetical order, as many as fit."""
    names = sorted({one.journey for one in state.enrolments})
    sizes = accumulate(len(name) + len('"",') for name in names)
    return [name for name, size in zip(names, sizes, strict=True) if size <= _MOST_BYTES]
