"""Runs a scenario on the real workflow, worker and ledger under skipped time, and holds it against the pure run."""

import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from audit.migrate import migrate
from audit.publications import SqlPublications
from audit.queries.entries import entries_of
from audit.queries.rule_looks import decisions_of
from catalogue.build import build
from catalogue.publish import LintFailed
from catalogue.scenarios.reading import ScenarioFaults
from engine.contracts.ports import LookupSource
from engine.contracts.views import TimelineItem
from runtime.settings import Settings
from runtime.telemetry import Silent
from runtime.zones import use_packaged_zones
from starter.client import JourneyClient
from starter.demo.shift import shift_past
from starter.demo.skipped_time import POLLERS, SkippedTime, skipped_time
from starter.local.provider_keys import new_provider_keys
from starter.opening import journey_client, opened_codec, opened_database
from starter.scenarios.agreeing import agreed
from starter.scenarios.moved import Moved
from starter.scenarios.telling import Door
from starter.scenarios.ways_out import FromScenario, ways_out
from starter.testing.rest import rest
from starter.testing.settings import settings_of
from trials.scenarios.folder import Edition
from trials.scenarios.happening import Happening, Witnessed, witnessed
from trials.scenarios.inputs import NothingSent
from trials.scenarios.outcome import Outcome
from trials.scenarios.playing import play
from trials.scenarios.run import judged
from trials.scenarios.script import Cue, Script, Scripts
from worker import composed
from workflows.names import workflow_id

LEAD = timedelta(seconds=5)
"""How long before its instant a word is sent: the workflow keeps it, and takes it in before what is due then."""


async def run_durably(file: Path, scripts: Scripts) -> Outcome:
    """The same comparison over what the ledger has; its times are those of the scenario again."""
    try:
        script = scripts.script(file)
        pure = play(script)
        real = await _played(script)
        return judged(script, agreed(real, pure, script))
    except (ScenarioFaults, LintFailed) as error:
        return Outcome(file=file, name=file.stem, zone="UTC", problem=str(error))
    except NothingSent as error:
        return Outcome(file=file, name=file.stem, zone="UTC", problem=f"{file}: {error}")


async def _played(script: Script) -> list[Witnessed]:
    with tempfile.TemporaryDirectory(prefix="twostep-scenario-") as folder:
        async with _opened(script, Path(folder)) as run:
            await run.play()
            return run.found()


@asynccontextmanager
async def _opened(script: Script, folder: Path) -> AsyncIterator["_Run"]:
    use_packaged_zones()
    async with AsyncExitStack() as stack:
        settings = settings_of(folder, "http://127.0.0.1:9", new_provider_keys())
        database = stack.enter_context(opened_database(settings))
        migrate(database)
        codec = stack.enter_context(opened_codec(settings))
        time = await stack.enter_async_context(skipped_time(codec))
        moved = Moved(script, shift_past(await time.now(), script.begins))
        inner = await stack.enter_async_context(AsyncExitStack())  # the worker is left first
        yield _Run(moved, settings, database, time, inner)


class _Run:
    """A whole house for one scenario."""

    def __init__(
        self, moved: Moved, settings: Settings, database: Engine, time: SkippedTime, stack: AsyncExitStack
    ) -> None:
        self._moved = moved
        self._settings = settings
        self._database = database
        self._time = time
        self._stack = stack
        self._begun: list[str] = []
        self._tails: dict[str, Sequence[TimelineItem]] = {}

    async def play(self) -> None:
        script = self._moved.script
        self._publish(script.edition)
        await self._time.until(self._moved.ahead(script.begins))
        adapters = ways_out(script, self._moved.answer, self._owner)
        sources: Mapping[str, LookupSource] = {
            name: FromScenario(script) for name in script.edition.definitions.schema.model.lookups
        }
        composing = composed(self._settings, self._time.client, Silent(), POLLERS, sources, adapters)
        await self._stack.enter_async_context(await self._stack.enter_async_context(composing))
        for paused in script.scenario.given.paused:
            self._door().pause(paused)
        for customer, word in script.people:
            await self._door().say(customer, self._moved.word(word))
            self._begun.append(customer)
        for customer, report in script.past:
            await self._door().say(customer, self._moved.word(report))
        await self._rest()
        for cue in script.cues:
            await self._happen(cue)
        await self._pass(self._moved.ahead(script.until))
        client = self._client()
        self._tails = {name: await client.timeline(name) for name in script.customers}

    def found(self) -> list[Witnessed]:
        """By customer, in the scenario's time."""
        script = self._moved.script
        found: list[Witnessed] = []
        for name in script.customers:
            written = [*witnessed(name, entries_of(self._database, name))]
            found += [self._moved.back(one) for one in (*written, *self._unwritten(name, written))]
        return found

    def _unwritten(self, customer: str, written: Sequence[Witnessed]) -> Iterator[Witnessed]:
        """A refused entry waits for the next thing that is written: until then the workflow alone has it."""
        known = {(one.happening.at, one.happening.what, one.happening.subject) for one in written}
        for item in self._tails.get(customer, ()):
            if item.what == "not_entered" and (item.at, "not-entered", item.subject) not in known:
                happening = Happening(
                    at=item.at, customer=customer, what="not-entered", subject=item.subject, because=item.detail
                )
                yield Witnessed(happening=happening)

    def _owner(self, message_id: str) -> str:
        """Whose message it is, as it was decided: the claim has written so."""
        for customer in self._moved.script.customers:
            if any(one.message_id == message_id for one in decisions_of(self._database, customer)):
                return customer
        return ""

    async def _happen(self, cue: Cue) -> None:
        at = self._moved.ahead(cue.at)
        if isinstance(cue.line, Edition):
            await self._pass(at)
            self._publish(cue.line)
            return
        door = self._door()
        waits = door.kept_until_then(cue.line)
        await self._pass(at - LEAD if waits else at)
        await door.happens(cue, self._moved)
        await self._pass(at)

    async def _pass(self, until: datetime) -> None:
        await self._time.until(until)
        await self._rest()

    async def _rest(self) -> None:
        for customer in dict.fromkeys(self._begun):
            await rest(self._time.client, workflow_id(customer))

    def _publish(self, edition: Edition) -> None:
        built = build(self._moved.definitions(edition.definitions))
        publications = SqlPublications(self._database)
        publications.publish(built.catalogue, dict(built.parts), "scenario", None, datetime.now(UTC))

    def _door(self) -> Door:
        """Opened anew: a door knows for some seconds what was in force."""
        return Door(self._client(), self._database, self._time.client, self._settings.task_queue)

    def _client(self) -> JourneyClient:
        return journey_client(self._settings, self._time.client, self._database, Silent())
