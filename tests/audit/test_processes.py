import asyncio
import sys
from collections import Counter
from pathlib import Path

from sqlalchemy import Engine, inspect

from audit.database import open_database
from audit.queries.deliveries import deliveries, unknown_outcomes
from audit.queries.export import export
from audit.tables.everything import METADATA

PROCESSES = 4
DELIVERIES = 60


async def test_four_processes_deliver_on_one_ledger_without_an_error(database: Engine, url: str) -> None:
    outputs = await _all(*(["-m", "tests.audit.busy_process", url, f"w{n}", str(DELIVERIES)] for n in range(PROCESSES)))
    won = Counter(line for output in outputs for line in output.splitlines())
    assert set(won.values()) == {1}, "a message that all want was claimed more than once"
    assert len(won) == DELIVERIES
    assert len(deliveries(database)) == (PROCESSES + 1) * DELIVERIES
    assert unknown_outcomes(database) == []
    counts = {table.table: len(table.rows) for table in export(database)}
    assert counts["input"] == 2 * PROCESSES * DELIVERIES


async def test_processes_that_call_at_once_take_every_place_and_no_more(url: str) -> None:
    outputs = await _all(*(["-m", "tests.audit.calling_process", url, f"w{n}", "10", "7"] for n in range(2)))
    assert sum(output.count("got one") for output in outputs) == 7


async def test_four_processes_open_and_migrate_a_new_ledger_at_once(tmp_path: Path) -> None:
    program = (
        "import sys; from audit.database import open_database; from audit.migrate import migrate; "
        "d = open_database(sys.argv[1]); migrate(d); d.dispose()"
    )
    address = f"sqlite:///{tmp_path / 'new.db'}"
    await _all(*(["-c", program, address] for _ in range(PROCESSES)))
    database = open_database(address)
    assert set(METADATA.tables) < set(inspect(database).get_table_names())
    database.dispose()


async def _all(*programs: list[str]) -> list[str]:
    """Run them at the same time; all must end well. Returns what they printed."""
    ended = await asyncio.gather(*(_run(program) for program in programs))
    assert [error for error in ended if error[0]] == []
    return [out for _, out, _ in ended]


async def _run(arguments: list[str]) -> tuple[int | None, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-W",
        "error",
        *arguments,
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()
