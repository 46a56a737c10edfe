"""The stand-in for Twilio's messages as a part that a server is put together from."""

from dataclasses import dataclass, field

from aiohttp import web

from standins.control import FaultControl
from standins.faults import Faults
from standins.twilio.control import Control
from standins.twilio.messages import VERSION, Messages
from standins.twilio.store import Sms, SmsStore
from standins.twilio.telling import Telling

_ACCOUNT = rf"/{VERSION}/Accounts/{{account}}"


@dataclass
class Twilio:
    """`inbound_url` is where recipients' replies are posted; `reports`: statuses come by themselves."""

    account_sid: str
    auth_token: str
    inbound_url: str | None = None
    reports: bool = False
    messages: SmsStore = field(default_factory=SmsStore)
    faults: Faults = field(default_factory=Faults)
    telling: Telling = field(init=False)

    def __post_init__(self) -> None:
        self.telling = Telling(self.account_sid, self.auth_token, self.messages, self.inbound_url)

    def routes(self) -> list[web.RouteDef]:
        api = Messages(self.account_sid, self.auth_token, self.messages, self.faults, self._taken)
        control = Control(self.messages, self.telling)
        return [
            web.post(f"{_ACCOUNT}/Messages.json", api.create),
            web.get(f"{_ACCOUNT}/Messages.json", api.list),
            web.get(rf"{_ACCOUNT}/Messages/{{sid:[A-Z]{{2}}[0-9a-f]{{32}}}}.json", api.read),
            web.delete(rf"{_ACCOUNT}/Messages/{{sid:[A-Z]{{2}}[0-9a-f]{{32}}}}.json", api.delete),
            web.get("/_standin/twilio/messages", control.messages),
            web.delete("/_standin/twilio/messages", control.forget_messages),
            *FaultControl(self.faults).routes("/_standin/twilio/faults"),
            web.post("/_standin/twilio/statuses", control.tell_statuses),
            web.post("/_standin/twilio/inbound", control.write_back),
        ]

    async def close(self) -> None:
        await self.telling.close()

    def _taken(self, sms: Sms) -> None:
        if self.reports:
            self.telling.by_itself(sms)
