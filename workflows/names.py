"""How a customer's workflow is addressed: its id, its task queue and its search attributes."""

from temporalio.common import SearchAttributeKey

from engine.identity import WORKFLOW

TASK_QUEUE = "twostep"

STAGE = SearchAttributeKey.for_keyword("Stage")
JOURNEYS = SearchAttributeKey.for_keyword_list("Journeys")
SEARCH_ATTRIBUTES = (STAGE, JOURNEYS)

STATIC_SUMMARY = "One customer: her journeys, and every decision whether a message goes out"
"""What Temporal's UI shows on top of every customer's workflow; the current details below it are her own."""


def workflow_id(customer_id: str) -> str:
    """The one workflow of a customer."""
    return f"{WORKFLOW}{customer_id}"


def customer_id_of(workflow_id: str) -> str:
    """The customer whose workflow it is."""
    return workflow_id.removeprefix(WORKFLOW)
