"""Puts the links of each delivery into what is sent, on every channel."""

from collections.abc import Callable

from channels.wrapped import WrappedAdapter
from engine.contracts.answers import Answer
from engine.contracts.parcel import Parcel
from engine.contracts.ports import ChannelAdapter
from engine.language.terms import Channel


class LinksInside(WrappedAdapter):
    """An adapter whose parcels have their own links where templates wrote `{{ unsubscribe_url }}` and the like."""

    def __init__(self, inner: ChannelAdapter, filled: Callable[[str, str, Channel], str]) -> None:
        """`filled` puts the links into a text, for a message id and a channel."""
        super().__init__(inner)
        self._filled = filled

    async def send(self, parcel: Parcel) -> Answer:
        rendered = parcel.rendered
        written = {"html": rendered.html, "text": rendered.text, "url": rendered.url}
        linked = {part: self._filled(text, parcel.message_id, self.channel) for part, text in written.items()}
        if linked == written:
            return await self._inner.send(parcel)
        filled = rendered.model_copy(update=linked)
        return await self._inner.send(parcel.model_copy(update={"rendered": filled}))
