"""`audit verify`: whether the ledger is whole, and says what Temporal and the provider say."""

from datetime import timedelta
from typing import Annotated

import typer

from runtime.settings import Settings
from runtime.temporal import connect
from starter.auditing.verify import verify as run_verification
from starter.cli.app import bar, out, write_json
from starter.cli.auditing_words import SinceOption, moment
from starter.cli.surroundings import client_settings
from starter.cli.words import JsonOption, perform, span
from starter.counting import counted
from starter.opening import opened_codec, opened_database
from trials.auditing.findings import Verification


def verify(
    provider: Annotated[
        str | None, typer.Option("--provider", metavar="URL", help="Compare with the mails of a stand-in, too.")
    ] = None,
    temporal: Annotated[bool, typer.Option("--temporal", help="Compare with the workflows that run, too.")] = False,
    since: SinceOption = None,
    grace: Annotated[str, typer.Option(help="What is younger may be on its way and is not looked at.")] = "10m",
    json: JsonOption = False,
) -> None:
    """Look for what does not fit together; code 1 when there is any, each with what to do."""
    settings = client_settings() if temporal else client_settings("ledger")
    found = perform(_verified(settings, provider, temporal, since, span("--grace", grace)))
    if json:
        write_json(found)
    else:
        _show(found)
    if found.findings:
        raise typer.Exit(1)


async def _verified(
    settings: Settings, provider: str | None, temporal: bool, since: str | None, grace: timedelta
) -> Verification:
    with opened_database(settings) as database, bar() as progress:
        task = progress.add_task("judging again", total=None)

        def tell(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        start = moment(since, "--since", database)
        if not temporal:
            return await run_verification(database, grace=grace, provider=provider, since=start, progress=tell)
        with opened_codec(settings) as codec:
            client = await connect(codec)
            return await run_verification(
                database, grace=grace, client=client, provider=provider, since=start, progress=tell
            )


def _show(found: Verification) -> None:
    console = out()
    for one in found.findings:
        about = " ".join(
            f"{name} {value}" for name, value in (("customer", one.customer_id), ("message", one.message_id)) if value
        )
        console.print(f"{one.kind.replace('_', ' ')}: {about}\n  {one.what}\n  do: {one.fix}", markup=False)
    looked = [f"{counted(found.decisions, 'decision')} judged again"]
    looked += [counted(found.workflows, "running workflow")] if found.workflows is not None else []
    looked += [f"{counted(found.mails, 'mail')} at the provider"] if found.mails is not None else []
    said = counted(len(found.findings), "finding") if found.findings else "everything fits together"
    console.print(f"{', '.join(looked)}: {said}", markup=False)
