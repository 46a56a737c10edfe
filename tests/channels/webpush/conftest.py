"""The stand-in and an adapter that speaks to it."""

from collections.abc import AsyncIterator

import pytest

from channels.webpush.push import WebPush
from standins.serving import serve
from standins.webpush import service
from tests.channels.webpush.provider import PushProvider


@pytest.fixture
async def provider() -> AsyncIterator[PushProvider]:
    push = service.WebPush()
    served = await serve(push.routes())
    yield PushProvider(push, served)
    await served.close()


@pytest.fixture
async def adapter(provider: PushProvider) -> AsyncIterator[WebPush]:
    adapter = provider.adapter(provider.url)
    yield adapter
    await adapter.close()
