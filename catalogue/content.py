"""The Renderer over a shelf: each content hash is parsed once in a process."""

from threading import Lock

from catalogue.rendering import Prepared, prepare, render
from engine.contracts.facts import Facts
from engine.contracts.parcel import Rendered
from engine.contracts.ports import Shelf
from engine.language.message import MessagePart
from engine.language.terms import Channel


class LiquidRenderer:
    """Renders published messages."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._prepared: dict[str, Prepared] = {}
        self._lock = Lock()

    def render(self, content: str, channel: Channel, facts: Facts) -> Rendered:
        """Raises ContentFault naming message, body and variable; PartMissing from the shelf."""
        return render(self._read(content), channel, facts)

    def _read(self, content: str) -> Prepared:
        with self._lock:
            known = self._prepared.get(content)
        if known is None:
            known = prepare(MessagePart.model_validate_json(self._shelf.part(content)))
            with self._lock:
                self._prepared[content] = known
        return known
