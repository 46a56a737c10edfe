"""Records the committed histories anew: `make histories`, after a change that is meant to change them."""

import asyncio
import json
import shutil
import tempfile
from pathlib import Path

from pydantic import JsonValue
from temporalio.client import WorkflowHistory

from audit.publications import SqlPublications, SqlShelf
from catalogue.shelf import FolderShelf
from engine.contracts.ports import Shelf
from engine.customer.bounds import size
from engine.customer.state import CustomerState
from engine.language.catalogue import Catalogue
from runtime.exit import run_to_exit
from runtime.zones import use_packaged_zones
from tests.house import House, open_house
from tests.replay.calling import calling
from tests.replay.shapes import SHAPES, played
from tests.replay.stage import JOURNEYS, Stage
from trials.replay import replay_history
from workflows.customer import CustomerWorkflow

HISTORIES = Path(__file__).parent / "histories"
MOST_BYTES = 200_000


async def record(target: Path) -> None:
    """Every shape on one house, one after another; the shelf of all of them beside."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        async with open_house(folder, JOURNEYS / "common", encrypted=False) as house, calling(house), house.working():
            for name in SHAPES:
                stage = await played(house, name, folder)
                await _keep(stage, target / name)
                print(f"{name}: {len(stage.mails())} mails")  # noqa: T201
            _keep_shelf(house, target)


async def _keep(stage: Stage, target: Path) -> None:
    shelf = SqlShelf(stage.house.database)
    runs = await stage.runs()
    for number, history in enumerate(runs, 1):
        state = await _state(history, shelf)
        _write(target / f"{number}.history.json", _without_identities(json.loads(history.to_json())))
        _write(target / f"{number}.state.json", state.model_dump(mode="json"))
    live = await stage.customer.query(CustomerWorkflow.status)
    if live.state_bytes != size(state):
        raise RuntimeError(f"{stage.name}: the state of the replay is not the state of the worker")


async def _state(history: WorkflowHistory, shelf: Shelf) -> CustomerState:
    verdict = await replay_history(history, shelf)
    if not verdict.ok or verdict.state is None:
        raise RuntimeError(str(verdict))
    return verdict.state


def _keep_shelf(house: House, target: Path) -> None:
    """Only the catalogues that a history names, and their parts."""
    publications, shelf = SqlPublications(house.database), SqlShelf(house.database)
    kept = FolderShelf(target / "shelf")
    for publication in publications.numbers():
        catalogue = Catalogue.model_validate_json(publication.catalogue)
        names = catalogue.parts()
        kept.write(publication.number, publication.catalogue, {name: shelf.part(name) for name in names})


def _without_identities(value: JsonValue) -> JsonValue:
    """Which machine recorded it is nobody's business, and would change with every recording."""
    match value:
        case dict():
            return {
                name: "recorder" if name == "identity" else _without_identities(inner) for name, inner in value.items()
            }
        case list():
            return [_without_identities(inner) for inner in value]
        case _:
            return value


def _write(path: Path, value: JsonValue) -> None:
    text = json.dumps(value, indent=1, ensure_ascii=False) + "\n"
    if len(text) > MOST_BYTES:
        raise RuntimeError(f"{path} has {len(text):,} bytes: make the shape smaller")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


async def _main() -> None:
    use_packaged_zones()
    with tempfile.TemporaryDirectory() as temporary:
        fresh = Path(temporary) / "histories"
        await record(fresh)
        shutil.rmtree(HISTORIES, ignore_errors=True)
        shutil.copytree(fresh, HISTORIES)  # only when all of them were recorded


if __name__ == "__main__":
    run_to_exit(lambda: asyncio.run(_main()))
