"""The place of the till, the website and the call that comes in: somebody is there, and what waits for her is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import quote
from uuid import uuid4

import aiohttp

from standins.inbox.board_model import Action, CannotBeDone, Card, Field

PLACES = ("till", "website", "inbound_call")
_MOST = "3"
_TIMEOUT = aiohttp.ClientTimeout(total=15, connect=5)
_ACTIONS = (Action("shown", "Shown"), Action("accepted", "Accepted"), Action("declined", "Declined"))


@dataclass
class Visits:
    """Asks the doors at `api_url` with `api_key`, as a till does."""

    api_url: str
    api_key: str
    name: str = "visits"
    title: str = "Visits"
    empty: str = "Nobody was there yet: say who comes, and where."
    fields: Sequence[Field] = (Field("customer", "Customer's id"), Field("place", "Place", PLACES))
    button: str = "She is there"
    _cards: list[Card] = field(default_factory=list)
    _ids: dict[int, tuple[str, str]] = field(default_factory=dict)
    """customer and message of a card"""

    def __len__(self) -> int:
        return len(self._cards)

    def cards(self, to: str) -> Sequence[Card]:
        return [card for card in self._cards if to in card.to][::-1]

    async def ask(self, filled: Mapping[str, str]) -> None:
        customer, place = filled.get("customer", "").strip(), filled.get("place", "")
        if not customer or place not in PLACES:
            raise CannotBeDone("say who is there, and where")
        said = await self._post(f"{_path(customer)}/next", {"place": place, "n": int(filled.get("n", _MOST))})
        shows = said.get("messages")
        for rank, one in enumerate(shows if isinstance(shows, list) else [], 1):
            self._keep(customer, place, rank, one)
        if not shows:
            now = datetime.now(UTC)
            card = Card(
                len(self._cards) + 1, f"{customer} at the {_spoken(place)}", "", "Nothing waits for her.", now, "–"
            )
            self._cards.append(card)

    async def act(self, number: int, action: str, filled: Mapping[str, str]) -> None:
        known = self._ids.get(number)
        if known is None or action not in {one.name for one in _ACTIONS}:
            raise CannotBeDone("there is no such message")
        customer, message_id = known
        await self._post(f"{_path(customer)}/next/{quote(message_id, safe='')}", {"reaction": action})
        card = self._cards[number - 1]
        left = () if action in ("accepted", "declined") else _ACTIONS[1:]
        self._cards[number - 1] = replace(card, state=action, answers=(*card.answers, action), actions=left)

    def _keep(self, customer: str, place: str, rank: int, shown: Mapping[str, object]) -> None:
        def text(name: str) -> str:
            value = shown.get(name)
            return value if isinstance(value, str) else ""

        number = len(self._cards) + 1
        self._ids[number] = (customer, text("message_id"))
        self._cards.append(
            Card(
                number=number,
                to=f"{customer} at the {_spoken(place)}",
                title=text("subject") or text("title"),
                text=text("text"),
                html=text("html"),
                link=text("url"),
                at=datetime.now(UTC),
                state="waiting",
                facts=[("rank", str(rank)), ("kept for her until", text("lapses")[:19].replace("T", " "))],
                actions=_ACTIONS,
            )
        )

    async def _post(self, path: str, body: Mapping[str, object]) -> Mapping[str, object]:
        headers = {"Authorization": f"Bearer {self.api_key}"}
        asked = {"id": f"visit-{uuid4().hex}", **body}
        try:
            async with (
                aiohttp.ClientSession(timeout=_TIMEOUT, trust_env=False) as http,
                http.post(f"{self.api_url}{path}", json=asked, headers=headers) as answer,
            ):
                said = await answer.json(content_type=None)
                if answer.status >= 300:
                    detail = said.get("detail", "") if isinstance(said, dict) else ""
                    raise CannotBeDone(f"the doors answer {answer.status}: {detail}")
                return said if isinstance(said, dict) else {}
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise CannotBeDone("the doors cannot be reached, or do not answer in time: ask again") from error


def _path(customer: str) -> str:
    return f"/v1/customers/{quote(customer, safe='')}"


def _spoken(place: str) -> str:
    return {"inbound_call": "telephone"}.get(place, place)
