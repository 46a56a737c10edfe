"""`pause`, `resume`, `pauses`: what operators hold, for one customer or for everybody."""

from typing import Annotated

import typer
from rich.table import Table

from audit.queries.pauses import Obstacles, obstacles
from engine.contracts.shared_pause import SharedPause
from engine.contracts.verbs import Pause, Resume
from engine.language.terms import Channel
from starter.cli.app import out, plain_table, write_json
from starter.cli.ordering import order
from starter.cli.surroundings import client_settings
from starter.cli.words import InputIdOption, JsonOption, ReasonOption
from starter.errors import InputRefused
from starter.opening import opened_database
from starter.operating.pausing import pause_everybody, resume_everybody

Customer = Annotated[
    str | None, typer.Argument(metavar="[CUSTOMER]", help="The customer's id, or --everybody.", show_default=False)
]
Everybody = Annotated[bool, typer.Option("--everybody", help="For every customer.")]
Message = Annotated[str | None, typer.Option("--message", metavar="KEY", help="Only this message, of everybody.")]
Journey = Annotated[str | None, typer.Option("--journey", help="Only messages of this journey.")]
OnChannel = Annotated[Channel | None, typer.Option("--channel", help="Only messages on this channel.")]
Department = Annotated[
    str | None, typer.Option("--department", metavar="NAME", help="Only messages of this department, of everybody.")
]
Until = Annotated[
    str | None,
    typer.Option("--until", help="When it ends by itself, such as 2026-08-01T08:00:00Z.", show_default=False),
]


def pause(
    customer: Customer = None,
    everybody: Everybody = False,
    message: Message = None,
    journey: Journey = None,
    channel: OnChannel = None,
    department: Department = None,
    until: Until = None,
    reason: ReasonOption = "",
    id: InputIdOption = None,
    json: JsonOption = False,
) -> None:
    """Hold the messages of one customer, or of everybody, until `resume` with the same options."""
    what = _for_everybody(customer, everybody, message, journey, channel, department)
    if what is None:
        assert customer is not None  # else it is for everybody
        order(customer, _pause(journey, channel, until), reason, id, json)
        return
    if until is not None:
        raise InputRefused("--until goes with a customer: what holds for everybody ends with `twostep resume`")
    with opened_database(client_settings()) as database:
        pause_everybody(database, what, reason)
    _say(json, "paused", what)


def resume(
    customer: Customer = None,
    everybody: Everybody = False,
    message: Message = None,
    journey: Journey = None,
    channel: OnChannel = None,
    department: Department = None,
    reason: ReasonOption = "",
    id: InputIdOption = None,
    json: JsonOption = False,
) -> None:
    """End a pause; the options are those it was made with. With --channel also what holds the channel."""
    what = _for_everybody(customer, everybody, message, journey, channel, department)
    if what is None:
        assert customer is not None  # else it is for everybody
        order(customer, Resume(journey=journey, channel=channel), reason, id, json)
        return
    with opened_database(client_settings()) as database:
        resume_everybody(database, what, reason)
    _say(json, "resumed", what)


def pauses(json: JsonOption = False) -> None:
    """What is paused, held or full for everybody, by whom and why, and how many messages wait."""
    with opened_database(client_settings()) as database:
        found = obstacles(database)
    if json:
        write_json(found)
        return
    tables = [*_tables(found)]
    for table in tables:
        out().print(table)
    if not tables:
        out().print("nothing is paused, held or full")


def _pause(journey: str | None, channel: Channel | None, until: str | None) -> Pause:
    """Raises ValidationError for what is no time."""
    return Pause.model_validate({"journey": journey, "channel": channel, "until": until})


def _say(json: bool, done: str, what: SharedPause) -> None:
    if json:
        write_json({done: str(what)})
    else:
        out().print(f"{done} for everybody: {what}", markup=False)


def _for_everybody(
    customer: str | None,
    everybody: bool,
    message: str | None,
    journey: str | None,
    channel: Channel | None,
    department: str | None,
) -> SharedPause | None:
    """None: it is for one customer. Raises InputRefused."""
    if everybody == (customer is not None):
        raise InputRefused("name either a customer or --everybody")
    if customer is not None:
        if message or department:
            raise InputRefused("--message and --department go with --everybody")
        return None
    named = {"message": message, "journey": journey, "channel": channel and channel.value, "department": department}
    given = [(kind, name) for kind, name in named.items() if name is not None]
    if len(given) > 1:
        raise InputRefused(f"pause one thing at a time: {' or '.join(f'--{kind}' for kind, _ in given)}")
    kind, name = given[0] if given else ("everything", "")
    return SharedPause.model_validate({"kind": kind, "name": name})


def _tables(found: Obstacles) -> list[Table]:
    tables = []
    if found.paused:
        table = plain_table("paused", "by", "reason", "since (UTC)", "waiting")
        for one in found.paused:
            what, since = f"{one.kind} {one.name}".strip(), f"{one.since:%Y-%m-%d %H:%M:%S}"
            table.add_row(what, one.by, one.reason, since, str(one.waiting))
        tables.append(table)
    if found.held:
        table = plain_table("held channel", "why", "since (UTC)", "until (UTC)", "waiting")
        for held in found.held:
            since, until = (f"{at:%Y-%m-%d %H:%M:%S}" for at in (held.since, held.until))
            table.add_row(held.channel, held.why, since, until, str(held.waiting))
        tables.append(table)
    if found.full:
        table = plain_table("full channel", "places a day", "since (UTC)", "waiting")
        for full in found.full:
            table.add_row(full.channel, str(full.places), f"{full.since:%Y-%m-%d %H:%M:%S}", str(full.waiting))
        tables.append(table)
    return tables
