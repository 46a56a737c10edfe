"""The place of text messages in the inbox: read as on a phone, and answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from standins.inbox.board_model import Action, CannotBeDone, Card
from standins.twilio.store import Sms, SmsStore
from standins.twilio.telling import Telling

_ACTIONS = (Action("reply", "Reply", "text", "Write back"), Action("STOP", "STOP"), Action("START", "START"))


@dataclass
class Texts:
    """Replies are posted where Twilio would post them."""

    store: SmsStore
    telling: Telling
    name: str = "texts"
    title: str = "Texts"
    empty: str = "No text message yet."
    _answers: dict[int, list[str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.store)

    def cards(self, to: str) -> Sequence[Card]:
        return [self._card(sms) for sms in self.store.after(0, to)][::-1]

    async def act(self, number: int, action: str, filled: Mapping[str, str]) -> None:
        sms = next((one for one in self.store.after(number - 1) if one.number == number), None)
        body = filled.get("value", "").strip() if action == "reply" else action
        if sms is None or action not in {one.name for one in _ACTIONS} or not body:
            raise CannotBeDone("there is no such message, or nothing to reply")
        answer = await self.telling.inbound(sms.to, sms.sender, body)
        reached = "" if answer is not None and answer < 300 else " (it reached nobody)"
        self._answers.setdefault(number, []).append(body + reached)

    def _card(self, sms: Sms) -> Card:
        several = f"{sms.segments} segments" if sms.segments > 1 else "1 segment"
        facts = [("from", sms.sender), ("length", several)]
        if sms.validity_period is not None:
            facts.append(("valid for", f"{sms.validity_period:,} s"))
        return Card(
            number=sms.number,
            to=sms.to,
            title="",
            text=sms.body,
            at=datetime.fromisoformat(sms.received_at),
            state=sms.status if sms.error_code is None else f"{sms.status} ({sms.error_code})",
            facts=facts,
            answers=tuple(self._answers.get(sms.number, ())),
            actions=_ACTIONS,
        )
