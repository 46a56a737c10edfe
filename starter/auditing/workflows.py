"""Asks Temporal which customers have a running workflow."""

from collections.abc import Iterable

from temporalio.client import Client

from starter.privacy.runs import Runs
from trials.auditing.findings import Finding
from workflows.names import customer_id_of, workflow_id

_RUNNING = "WorkflowType = 'Customer' AND ExecutionStatus = 'Running'"


async def running_customers(client: Client) -> frozenset[str]:
    """By Temporal's list, which lags behind by a second or two."""
    return frozenset([customer_id_of(run.id) async for run in client.list_workflows(_RUNNING)])


async def still_so(client: Client, findings: Iterable[Finding]) -> list[Finding]:
    """Those that the workflow itself bears out: the list may not have heard of a start or an end yet."""
    runs, kept = Runs(client), []
    for one in findings:
        assert one.customer_id is not None  # every finding about a workflow names its customer
        running = await runs.running(workflow_id(one.customer_id))
        if running is not (one.kind == "not_running"):
            kept.append(one)
    return kept
