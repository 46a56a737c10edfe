"""How a customer's workflow is addressed: its id and its search attributes."""

from temporalio.common import SearchAttributeKey

from engine.identity import WORKFLOW

STAGE = SearchAttributeKey.for_keyword("Stage")
JOURNEYS = SearchAttributeKey.for_keyword_list("Journeys")
SEARCH_ATTRIBUTES = (STAGE, JOURNEYS)

STATIC_SUMMARY = "One customer: her journeys, and every decision whether a message goes out"
"""What Temporal's UI shows of every customer's first run, and nothing personal; Temporal does not carry it to the next
run, the current details beside it are of any."""


def workflow_id(customer_id: str) -> str:
    """The one workflow of a customer."""
    return f"{WORKFLOW}{customer_id}"


def customer_id_of(workflow_id: str) -> str:
    """The customer whose workflow it is."""
    return workflow_id.removeprefix(WORKFLOW)
