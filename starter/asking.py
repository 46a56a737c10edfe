"""Asks a customer's workflow whether a department may send its message, until it answers or time is up."""

from datetime import timedelta

from temporalio.client import Client

from engine.contracts.answers import AskAnswer
from engine.contracts.inputs import Ask
from engine.inputs.elsewhere import message_of_department
from starter.one_at_a_time import OneAtATime
from starter.patience import starting, tried, until_answered
from starter.ports import Ledger
from workflows.customer import CustomerWorkflow


class Asking:
    """The asks of one process."""

    def __init__(self, client: Client, task_queue: str, ledger: Ledger, turns: OneAtATime) -> None:
        self._client = client
        self._task_queue = task_queue
        self._ledger = ledger
        self._turns = turns

    async def ask(self, customer_id: str, ask: Ask, *, seen: bool, deadline: timedelta) -> AskAnswer:
        """`seen`: the ledger has heard of it, and perhaps of the answer. Raises DoorError, RPCError."""

        async def once(call: timedelta) -> AskAnswer | None:
            nonlocal seen
            answer = await self._of_ledger(customer_id, ask) if seen else None
            if answer is None:
                answer, seen = await self._once(customer_id, ask, call)
            return answer

        return await until_answered(self._turns, customer_id, f"ask {ask.id!r}", deadline, once)

    async def _of_ledger(self, customer_id: str, ask: Ask) -> AskAnswer | None:
        return await self._ledger.answer(customer_id, message_of_department(customer_id, ask.id))

    async def _once(self, customer_id: str, ask: Ask, call: timedelta) -> tuple[AskAnswer | None, bool]:
        start = starting(self._client, self._task_queue, customer_id)

        async def update() -> AskAnswer:
            return await self._client.execute_update_with_start_workflow(
                CustomerWorkflow.ask, ask, id=ask.id, start_workflow_operation=start, rpc_timeout=call
            )

        return await tried(customer_id, update, start)
