"""Asks a customer's workflow what she gets to see where she is; somebody unknown gets nothing, and begins nothing."""

from datetime import timedelta

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from engine.contracts.answers import VisitAnswer
from engine.contracts.inputs import Visit
from starter.one_at_a_time import OneAtATime
from starter.patience import starting, tried, until_answered
from starter.ports import Ledger
from workflows.customer import CustomerWorkflow
from workflows.names import workflow_id


class Visiting:
    """The visits of one process."""

    def __init__(self, client: Client, task_queue: str, ledger: Ledger, turns: OneAtATime) -> None:
        self._client = client
        self._task_queue = task_queue
        self._ledger = ledger
        self._turns = turns

    async def visit(self, customer_id: str, visit: Visit, deadline: timedelta) -> VisitAnswer:
        """Raises DoorError, RPCError."""

        async def once(call: timedelta) -> VisitAnswer | None:
            there, _ = await tried(customer_id, lambda: self._is_there(customer_id, call), None)
            if there:
                return await self._once(customer_id, visit, call)
            return None if there is None else VisitAnswer()

        return await until_answered(self._turns, customer_id, f"visit {visit.id!r}", deadline, once)

    async def _is_there(self, customer_id: str, call: timedelta) -> bool:
        """Whether the ledger knows her, or, of what is not written yet, Temporal. Asked before anything of the visit is
        sent: for that alone she would be given a key."""
        if await self._ledger.is_customer(customer_id):
            return True
        try:
            await self._client.get_workflow_handle(workflow_id(customer_id)).describe(rpc_timeout=call)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return False
        return True

    async def _once(self, customer_id: str, visit: Visit, call: timedelta) -> VisitAnswer | None:
        start = starting(self._client, self._task_queue, customer_id)

        async def update() -> VisitAnswer:
            return await self._client.execute_update_with_start_workflow(
                CustomerWorkflow.visit,
                visit,
                id=f"visit/{visit.id}",  # Temporal tells the updates of a run apart by it, whatever they ask
                start_workflow_operation=start,
                rpc_timeout=call,
            )

        answer, _ = await tried(customer_id, update, start)
        return answer
