"""Puts the unsubscribe link of each delivery into what is sent, on every channel."""

from collections.abc import Callable

from channels.wrapped import WrappedAdapter
from engine.contracts.answers import Answer
from engine.contracts.parcel import Parcel
from engine.contracts.ports import ChannelAdapter
from engine.contracts.unsubscribing import UNSUBSCRIBE_URL
from engine.language.terms import Channel


class UnsubscribeLinkInside(WrappedAdapter):
    """An adapter whose parcels have their link where `{{ unsubscribe_url }}` stood; wrapped round the real one."""

    def __init__(self, inner: ChannelAdapter, link: Callable[[str, Channel], str]) -> None:
        """`link` makes the address for a message id and a channel."""
        super().__init__(inner)
        self._link = link

    async def send(self, parcel: Parcel) -> Answer:
        rendered = parcel.rendered
        if UNSUBSCRIBE_URL not in rendered.html and UNSUBSCRIBE_URL not in rendered.text:
            return await self._inner.send(parcel)
        link = self._link(parcel.message_id, self.channel)
        filled = rendered.model_copy(
            update={
                "html": rendered.html.replace(UNSUBSCRIBE_URL, link),
                "text": rendered.text.replace(UNSUBSCRIBE_URL, link),
            }
        )
        return await self._inner.send(parcel.model_copy(update={"rendered": filled}))
