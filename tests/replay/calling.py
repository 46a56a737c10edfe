"""The call centre that the shape `called-off` hands its calls to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pydantic import SecretStr

from standins.serving import serve
from standins.tasks.service import Tasks
from tests.house import House

_SECRET = "whsec_" + "c2VjcmV0IG9mIHRoZSB0YXNrcyBmb3IgdGVzdHM="


@asynccontextmanager
async def calling(house: House) -> AsyncIterator[None]:
    """Calls go to a call centre of its own."""
    tasks = Tasks((_SECRET,))
    served = await serve(tasks.routes())
    house.settings = house.settings.model_copy(
        update={
            "channels": {"email": "sendgrid", "call": "tasks"},
            "task_endpoints": {"call": f"{served.base_url}/tasks/call"},
            "task_secret": SecretStr(_SECRET),
            "recipient_allowlist": house.settings.recipient_allowlist | {"call:*"},
        }
    )
    try:
        yield
    finally:
        await tasks.close()
        await served.close()
