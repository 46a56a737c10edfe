"""`api`: answers HTTP until it is stopped."""

from typing import Annotated

import typer

from runtime.logs import set_up_logging
from runtime.stopping import stop_on
from runtime.zones import use_packaged_zones
from starter.cli.surroundings import api_settings
from starter.cli.words import perform
from starter.http.serving import serve_alone, serve_together


def api(
    processes: Annotated[
        int, typer.Option("--processes", min=1, metavar="N", help="As many share the work and one socket.")
    ] = 1,
) -> None:
    """Answer HTTP: events, decisions, customers, journeys, webhooks and pages; see docs/api.md."""
    use_packaged_zones()
    settings = api_settings()
    set_up_logging(settings)
    if processes > 1:
        serve_together(settings, processes)
        return

    async def work() -> None:
        await serve_alone(settings, stop_on())

    perform(work())
