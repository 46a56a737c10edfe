"""Tests on the real workflow, worker and ledger, under skipped time; messages go to local stand-ins."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import JsonValue
from sqlalchemy import Engine

from audit.migrate import migrate
from audit.publications import SqlPublications, SqlShelf
from engine.contracts.inputs import Identify
from engine.definitions import Definitions
from runtime.settings import Settings
from runtime.telemetry import Silent
from runtime.zones import use_packaged_zones
from standins.sendgrid.mailbox import Mail
from standins.sendgrid.server import SendGrid
from standins.server import RunningStandIns, start_stand_ins
from standins.tasks.book import Task
from standins.twilio.store import Sms
from standins.webpush.store import Push
from starter.client import JourneyClient
from starter.demo.skipped_time import POLLERS, SkippedTime, skipped_time
from starter.local.provider_keys import new_provider_keys
from starter.opening import journey_client, opened_codec, opened_database
from starter.testing.clock import instant, span
from starter.testing.customers import Customer
from starter.testing.errors import MistakenTest
from starter.testing.ground import Ground, built
from starter.testing.lookups import check_all_there, sources_of
from starter.testing.people import Consent, first_word
from starter.testing.rest import rest
from starter.testing.settings import accounts_of, settings_of
from worker import composed
from workflows.names import workflow_id

__tracebackhide__ = True  # a failing test is shown where it stands, not where it was noticed


class Twostep:
    """A whole house for one test; made by `opened_twostep`."""

    def __init__(
        self,
        ground: Ground,
        settings: Settings,
        database: Engine,
        time: SkippedTime,
        providers: RunningStandIns,
        stack: AsyncExitStack,
    ) -> None:
        self.database = database
        self.providers = providers
        self._ground = ground
        self._settings = settings
        self._time = time
        self._stack = stack
        self._sources = sources_of(ground.lookups)
        self._client: JourneyClient | None = None
        self._customers: dict[str, Customer] = {}

    async def publish(self, folder: Path | str | None = None) -> int:
        """Put a folder in force, by default the configured one. Raises LintFailed, MistakenTest."""
        made = built(self._ground.folder(folder))
        publications = SqlPublications(self.database)
        number = publications.publish(made.catalogue, dict(made.parts), "test", None, datetime.now(UTC))
        check_all_there(Definitions(SqlShelf(self.database)).schema(number).lookups, self._sources)
        if self._client is None:
            await self._begin()
        # a door knows for some seconds what was in force; this one has to know at once
        self._client = journey_client(self._settings, self._time.client, self.database, Silent())
        return number

    async def client(self) -> JourneyClient:
        """The door to the customers; the configured folder is published where the test did not publish one."""
        if self._client is None:
            await self.publish()
        assert self._client is not None  # publishing has made it
        return self._client

    def customer(
        self,
        id: str,
        *,
        email: str | None = None,
        phone: str | None = None,
        consent: Consent = None,
        **attributes: JsonValue,
    ) -> Customer:
        """Somebody new; known to the system from the next thing on that the test awaits."""
        if id in self._customers:
            raise MistakenTest(f"there is a customer {id!r} already: keep what customer() gave")

        def word(at: datetime) -> Identify:
            return first_word(f"{id}-first", at, email, phone, consent, attributes)

        customer = self._customers[id] = Customer(self, id, word)
        return customer

    async def now(self) -> datetime:
        """The server's clock, in UTC."""
        await self.client()  # which sets it to where the test begins
        return (await self._time.now()).astimezone(UTC)

    async def skip(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Let time pass; what is due meanwhile happens."""
        await self._begin_all()
        await self._pass(await self.now() + span(days, hours, minutes, seconds))

    async def skip_to(self, moment: datetime | str) -> None:
        """Let time pass until then."""
        await self._begin_all()
        until, now = instant(moment, "skip_to"), await self.now()
        if until < now:
            raise MistakenTest(f"it is {now:%Y-%m-%d %H:%M:%S} UTC: time cannot be set back to {until}")
        await self._pass(until)

    async def rest(self) -> None:
        """Until nothing is left to do at this instant; everything awaited here ends so. Raises NotAtRest."""
        for customer in self._customers.values():
            if customer.begun:
                await rest(self._time.client, workflow_id(customer.id))

    @property
    def sendgrid(self) -> SendGrid:
        """The stand-in for the provider of mail: what it took, and the faults it is to have."""
        return self.providers.sendgrid

    def mails(self) -> Sequence[Mail]:
        """Everything that the stand-in took, oldest first, as it came over HTTP."""
        return list(self.sendgrid.mailbox.after(0))

    def texts(self) -> Sequence[Sms]:
        """Text messages, likewise."""
        return list(self.providers.twilio.messages.after(0))

    def pushes(self) -> Sequence[Push]:
        """What was pushed to devices, decrypted."""
        return list(self.providers.webpush.messages.after(0))

    def tasks(self) -> Sequence[Task]:
        """Calls, prints and errands that somebody was asked to do."""
        return list(self.providers.tasks.book.after(0))

    def device(self) -> dict[str, JsonValue]:
        """The subscription of a new device, for `customer(…, push=[twostep.device()])`."""
        subscription = self.providers.webpush.messages.subscribe().subscription(self.providers.base_url)
        keys = subscription["keys"]
        assert isinstance(keys, dict)  # as browsers give it
        return {"endpoint": str(subscription["endpoint"]), "p256dh": keys["p256dh"], "auth": keys["auth"]}

    async def _begin_all(self) -> None:
        for customer in self._customers.values():
            await customer.begin()

    async def _pass(self, until: datetime) -> None:
        await self._time.until(until)
        await self.rest()

    async def _begin(self) -> None:
        """The worker, and the clock set to where the test begins: before the first customer years may be skipped."""
        start, now = instant(self._ground.start, "twostep_start"), await self._time.now()
        if start < now:
            raise MistakenTest(
                f"twostep_start is {start:%Y-%m-%d}, and the test server's clock, which is at {now:%Y-%m-%d}, cannot "
                "be set back: choose an instant to come; `twostep_rehearsal` takes any"
            )
        await self._time.until(start)
        worker = await self._stack.enter_async_context(
            composed(self._settings, self._time.client, Silent(), POLLERS, self._sources)
        )
        await self._stack.enter_async_context(worker)


@asynccontextmanager
async def opened_twostep(folder: Path, ground: Ground) -> AsyncIterator[Twostep]:
    """Everything for one test, with what it keeps in a folder of its own; nothing of the environment counts."""
    use_packaged_zones()
    async with AsyncExitStack() as stack:
        keys = new_provider_keys()
        providers = await start_stand_ins(accounts_of(keys))
        stack.push_async_callback(providers.close)
        settings = settings_of(folder, providers.base_url, keys)
        database = stack.enter_context(opened_database(settings))
        migrate(database)
        codec = stack.enter_context(opened_codec(settings))
        time = await stack.enter_async_context(skipped_time(codec))
        # the worker is entered later and so left first
        inner = await stack.enter_async_context(AsyncExitStack())
        yield Twostep(ground, settings, database, time, providers, inner)
