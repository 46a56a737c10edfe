"""Who takes tasks, as the contract of every channel drives them, and what is asked of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import HttpUrl, SecretStr

from channels.building import ProviderValues
from channels.tasks.adapter import TaskChannel
from channels.tasks.settings import TaskSettings
from engine.contracts.answers import Answer
from engine.contracts.commands import Withdraw
from engine.contracts.parcel import Hours, Parcel, Rendered, TaskTerms
from engine.language.terms import Channel
from standins.serving import Served
from standins.tasks.service import Tasks
from tests.channels.contract import Taken, parcel
from tests.channels.misbehaving import Misbehaviour, fault_of
from tests.channels.raw_servers import answers, raw_server

SECRET = "whsec_" + "c2VjcmV0IG9mIHRoZSB0YXNrcyBmb3IgdGVzdHM="
OLDER = "whsec_" + "YW4gb2xkZXIgc2VjcmV0IG9mIHRoZSB0YXNrcyE="
NOW = datetime(2026, 3, 27, 20, 0, tzinfo=UTC)
TERMS = TaskTerms(
    due=NOW + timedelta(days=2), attempts=3, hours=Hours(zone="America/New_York", start="09:00", end="17:30")
)


@dataclass(frozen=True)
class House:
    """The stand-in as the contract suite drives it."""

    tasks: Tasks
    served: Served
    channel: Channel = Channel.CALL
    secret: str = SECRET
    address: str = "+4915112345678"
    bad_address: str = "0151 12345678"
    taken_answer: bytes = b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"

    @property
    def url(self) -> str:
        return self.served.base_url

    def address_at(self, url: str) -> str:
        return self.address

    def adapter(self, url: str, seconds: float = 10.0) -> TaskChannel:
        settings = TaskSettings(
            endpoint=HttpUrl(f"{url}/tasks/{self.channel.value}"),
            secret=SecretStr(self.secret),
            public_only=False,
            connect_timeout=seconds,
            total_timeout=seconds,
        )
        return TaskChannel(self.channel, settings)

    def misbehave(self, how: Misbehaviour) -> None:
        self.tasks.faults.order(fault_of(how, f"{self.address} with {self.secret}"))

    def taken(self) -> Sequence[Taken]:
        return [
            Taken(
                message_id=task.id,
                attempt=str(task.data["attempt"]),
                address=task.recipient,
                labels=tuple(task.text(name) for name in ("message", "title", "purpose", "department", "channel")),
            )
            for task in self.tasks.book.after()
        ]


def call(terms: TaskTerms | None = TERMS, text: str = "Say hello.") -> Parcel:
    return parcel("+4915112345678").model_copy(update={"rendered": Rendered(text=text, task=terms)})


def withdraw(message_id: str = "0f" * 16) -> Withdraw:
    return Withdraw(
        customer_id="ann", message_id=message_id, attempt=1, message="m", title="t", channel=Channel.CALL, why="exited"
    )


def settings(url: str, **changes: object) -> TaskSettings:
    given: dict[str, object] = {"endpoint": f"{url}/tasks/call", "secret": SECRET, "public_only": False}
    return TaskSettings.model_validate(given | changes)


async def answered(provider: House, response: str) -> Answer:
    async with raw_server(answers(response.encode())) as server:
        adapter = provider.adapter(server.url)
        answer = await adapter.send(call())
        await adapter.close()
    return answer


def values(**changes: object) -> ProviderValues:
    given: dict[str, object] = {
        "profile": "development", "public_url": "https://shop.test", "link_key": "k" * 32, "task_secret": SECRET,
        "task_endpoints": {"call": "http://127.0.0.1:9/tasks/call"},
    }  # fmt: skip
    return ProviderValues.model_validate(given | changes)
