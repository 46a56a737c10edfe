"""Who takes tasks, and an adapter that speaks to them."""

from collections.abc import AsyncIterator

import pytest

from channels.tasks.adapter import TaskChannel
from standins.serving import serve
from standins.tasks.service import Tasks
from tests.channels.tasks.desk import SECRET, House


@pytest.fixture
async def provider() -> AsyncIterator[House]:
    tasks = Tasks(secrets=(SECRET,))
    served = await serve(tasks.routes())
    yield House(tasks, served)
    await tasks.close()
    await served.close()


@pytest.fixture
async def adapter(provider: House) -> AsyncIterator[TaskChannel]:
    adapter = provider.adapter(provider.url)
    yield adapter
    await adapter.close()
