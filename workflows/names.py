"""How a customer's workflow is addressed: its id, its task queue and its search attributes."""

from temporalio.common import SearchAttributeKey

from engine.identity import WORKFLOW

TASK_QUEUE = "twostep"

STAGE = SearchAttributeKey.for_keyword("Stage")
JOURNEYS = SearchAttributeKey.for_keyword_list("Journeys")
SEARCH_ATTRIBUTES = (STAGE, JOURNEYS)


def workflow_id(customer_id: str) -> str:
    """The one workflow of a customer."""
    return f"{WORKFLOW}{customer_id}"
