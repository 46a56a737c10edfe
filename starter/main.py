"""The command line `twostep`."""

from typing import NoReturn

import typer

from runtime.exit import run_to_exit
from starter.cli import (
    answering,
    api_keys,
    auditing,
    backlog,
    beginning,
    broadcasting,
    cleaning,
    content,
    customer,
    departments,
    differing,
    drawing,
    importing,
    journeys,
    ledger_who,
    looking,
    migrating,
    operating,
    ordering,
    pausing,
    personal,
    provider_events,
    publishing,
    reacting,
    refreshing,
    replaying,
    reporting,
    results,
    serving,
    simulating,
    testing,
)
from starter.cli.app import one_message
from starter.cli.running import run
from starter.demo.command import demo

app = typer.Typer(
    name="twostep",
    help="Customer journeys on Temporal: one serial decision point for every customer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (
    run,
    demo,
    beginning.init,
    operating.worker,
    serving.api,
    journeys.lint,
    publishing.publish,
    differing.diff,
    content.preview,
    content.proof,
    content.proofs,
    drawing.graph,
    drawing.map,
    simulating.simulate,
    testing.test,
    replaying.replay,
    reporting.track,
    reporting.identify,
    reporting.enrol,
    reacting.react,
    departments.ask,
    departments.confirm,
    departments.release,
    departments.report,
    broadcasting.propose,
    looking.status,
    looking.timeline,
    looking.upcoming,
    answering.explain,
    results.results,
    looking.unknown,
    provider_events.unmatched,
    ordering.settle,
    ordering.cancel,
    pausing.pause,
    pausing.resume,
    pausing.pauses,
    backlog.backlog,
    backlog.stuck,
    refreshing.refreshes,
    refreshing.refresh,
    migrating.migrate,
    personal.export,
    personal.erase,
    personal.codec_server,
    cleaning.clean,
    operating.upgrade,
    operating.register,
):
    app.command()(one_message(command))

app.add_typer(publishing.catalogue)
app.add_typer(auditing.audit)
app.add_typer(importing.import_)
app.add_typer(customer.group)
app.add_typer(ledger_who.group)
app.add_typer(personal.keys)
app.add_typer(api_keys.group)


def main() -> NoReturn:
    """The console script; always ends with the right code."""
    run_to_exit(app)


if __name__ == "__main__":
    main()
