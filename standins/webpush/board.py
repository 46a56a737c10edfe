"""The place of push messages in the inbox: what each device was shown."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from standins.inbox.board_model import CannotBeDone, Card
from standins.webpush.store import Push, PushStore


@dataclass
class Pushes:
    """Devices are named by the beginning of their tokens."""

    store: PushStore
    name: str = "push"
    title: str = "Push"
    empty: str = "No push message yet. Make a device with POST /_standin/webpush/devices."

    def __len__(self) -> int:
        return len(self.store)

    def cards(self, to: str) -> Sequence[Card]:
        pushes = [push for push in self.store.after(0) if to in push.device]
        replaced = {push.replaces for push in pushes}
        return [_card(push, push.number in replaced) for push in pushes][::-1]

    async def act(self, number: int, action: str, filled: Mapping[str, str]) -> None:
        raise CannotBeDone("a push message has no buttons here")


def _card(push: Push, replaced: bool) -> Card:
    said = _payload(push.payload)
    return Card(
        number=push.number,
        to=f"device {push.device[:12]}",
        title=said.get("title", ""),
        text=said.get("body", "") if said else push.payload,
        at=datetime.fromisoformat(push.received_at),
        state="replaced by a newer one" if replaced else "shown",
        link=said.get("url", ""),
        facts=[("urgency", push.urgency), ("kept for", f"{push.ttl:,} s")],
    )


def _payload(text: str) -> dict[str, str]:
    """Empty where it is none of ours."""
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return {name: value for name, value in said.items() if isinstance(value, str)} if isinstance(said, dict) else {}
