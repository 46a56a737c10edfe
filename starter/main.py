"""The command line `twostep`."""

from typing import NoReturn

import typer

from runtime.exit import run_to_exit
from starter.cli import content, journeys, looking, operating, ordering, reporting, simulating
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
    operating.worker,
    journeys.lint,
    journeys.publish,
    content.preview,
    content.proof,
    simulating.simulate,
    reporting.track,
    reporting.identify,
    reporting.enrol,
    looking.status,
    looking.timeline,
    looking.upcoming,
    looking.unknown,
    ordering.settle,
    ordering.pause,
    ordering.resume,
    operating.upgrade,
    operating.register,
):
    app.command()(one_message(command))


def main() -> NoReturn:
    """The console script; always ends with the right code."""
    run_to_exit(app)


if __name__ == "__main__":
    main()
