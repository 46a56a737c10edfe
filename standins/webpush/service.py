"""The stand-in for a push service as a part that a server is put together from."""

from dataclasses import dataclass, field

from aiohttp import web

from standins.control import FaultControl
from standins.faults import Faults
from standins.webpush.control import Control
from standins.webpush.pushing import Pushing
from standins.webpush.store import PushStore


@dataclass
class WebPush:
    """It makes the devices as well, so that it can read what is pushed to them."""

    messages: PushStore = field(default_factory=PushStore)
    faults: Faults = field(default_factory=Faults)

    def routes(self) -> list[web.RouteDef]:
        control = Control(self.messages)
        return [
            web.post(r"/push/{token:[\w-]{10,100}}", Pushing(self.messages, self.faults).push),
            web.post("/_standin/webpush/devices", control.subscribe),
            web.delete(r"/_standin/webpush/devices/{token}", control.unsubscribe),
            web.get("/_standin/webpush/messages", control.messages),
            web.delete("/_standin/webpush/messages", control.forget_messages),
            *FaultControl(self.faults).routes("/_standin/webpush/faults"),
        ]

    async def close(self) -> None:
        """Nothing runs beside the requests."""
