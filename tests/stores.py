"""The look-up that the tests' journeys name: the store for a plan; it knows none for people without one."""

from engine.contracts.answers import Found, LookupAnswer, NotFound
from engine.contracts.commands import LookUp


class Stores:
    """`store` of the tests' schema.yaml."""

    async def find(self, command: LookUp) -> LookupAnswer:
        plan = command.args.get("plan")
        return Found(result={"name": f"the store for {plan}"}) if isinstance(plan, str) else NotFound(detail="no plan")
