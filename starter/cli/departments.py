"""`ask`, `confirm`, `release`, `report`: what a department says that sends by a system of its own, typed by hand."""

from typing import Annotated, Final

import typer

from engine.contracts.answers import AskAnswer
from engine.contracts.inputs import Ask, Confirm, Elsewhere, Release, Report
from engine.language.terms import Channel, Purpose
from engine.telling.reasons import because
from starter.cli.app import out, write_json
from starter.cli.reporting import report as hand_over
from starter.cli.surroundings import client_settings
from starter.cli.words import AtOption, CustomerId, InputIdOption, JsonOption, input_id, instant, perform, span
from starter.opening import opened_client

DROPPED: Final = 3
"""exit code of an ask that is answered with a drop"""

DepartmentOption = Annotated[str, typer.Option("--department", help="Who sends it.", show_default=False)]
MessageOption = Annotated[str, typer.Option("--message", help="The message's key there.", show_default=False)]
PurposeOption = Annotated[Purpose, typer.Option("--purpose", help="What it is for.", show_default=False)]
TagsOption = Annotated[list[str] | None, typer.Option("--tag", help="May be given again.")]
TopicsOption = Annotated[list[str] | None, typer.Option("--topic", help="May be given again.")]
PriorityOption = Annotated[int, typer.Option("--priority", min=0, max=100)]
AskId = Annotated[str, typer.Argument(metavar="ASK", help="The id of the ask.", show_default=False)]


def ask(
    customer: CustomerId,
    department: DepartmentOption,
    message: MessageOption,
    purpose: PurposeOption,
    channel: Annotated[
        list[Channel], typer.Option("--channel", help="May be given again: the first that passes.", show_default=False)
    ],
    tag: TagsOption = None,
    topic: TopicsOption = None,
    priority: PriorityOption = 50,
    address: Annotated[str | None, typer.Option(help="Where it goes.", show_default="the customer's own")] = None,
    ttl: Annotated[str, typer.Option(help="How long the place is reserved.")] = "10m",
    wait: Annotated[str, typer.Option(help="How long to try for an answer.")] = "30s",
    id: InputIdOption = None,
    at: AtOption = None,
    json: JsonOption = False,
) -> None:
    """Ask whether a department may send its own message now. Exit code 0: send it, 3: do not."""
    question = Ask.model_validate(
        {
            "id": input_id(id),
            "at": instant(at),
            "what": _what(message, department, purpose, tag, topic, priority),
            "channels": channel,
            "address": address,
            "ttl": span("--ttl", ttl).total_seconds(),
        }
    )

    async def work() -> AskAnswer:
        async with opened_client(client_settings()) as client:
            return await client.ask(customer, question, span("--wait", wait))

    answer = perform(work())
    if json:
        write_json(answer)
    else:
        out().print(f"{question.id}: {_said(answer)}", markup=False)
    if answer.verdict == "drop":
        raise typer.Exit(DROPPED)


def confirm(
    customer: CustomerId,
    ask: AskId,
    at: AtOption = None,
    id: InputIdOption = None,
    json: JsonOption = False,
) -> None:
    """Say that what was asked for has been sent."""
    word = Confirm.model_validate({"id": id or f"confirm {ask}", "at": instant(at), "ask": ask})
    hand_over(word.id, lambda client: client.confirm(customer, word), json)


def release(
    customer: CustomerId,
    ask: Annotated[str, typer.Argument(metavar="ID", help="Of the ask, or of the report.", show_default=False)],
    id: InputIdOption = None,
    json: JsonOption = False,
) -> None:
    """Give back the place of an ask, or take back a planned report: it will not be sent."""
    word = Release.model_validate({"id": id or f"release {ask}", "at": instant(None), "ask": ask})
    hand_over(word.id, lambda client: client.release(customer, word), json)


def report(
    customer: CustomerId,
    department: DepartmentOption,
    message: MessageOption,
    purpose: PurposeOption,
    channel: Annotated[Channel, typer.Option("--channel", help="By which it went.", show_default=False)],
    sent_at: Annotated[
        str, typer.Option("--sent-at", help="When it was sent, or will be: it is planned then.", show_default=False)
    ],
    tag: TagsOption = None,
    topic: TopicsOption = None,
    priority: PriorityOption = 50,
    id: InputIdOption = None,
    json: JsonOption = False,
) -> None:
    """Tell of a message that a department sent without asking, or is going to send."""
    word = Report.model_validate(
        {
            "id": input_id(id),
            "at": instant(None),
            "what": _what(message, department, purpose, tag, topic, priority),
            "channel": channel,
            "sent_at": sent_at,
        }
    )
    hand_over(word.id, lambda client: client.report(customer, word), json)


def _what(
    message: str, department: str, purpose: Purpose, tags: list[str] | None, topics: list[str] | None, priority: int
) -> Elsewhere:
    return Elsewhere(
        message=message,
        department=department,
        purpose=purpose,
        tags=tuple(tags or ()),
        topics=tuple(topics or ()),
        priority=priority,
    )


def _said(answer: AskAnswer) -> str:
    if answer.verdict == "send":
        return f"send it by {answer.channel}; its place is reserved until {answer.lapses:%Y-%m-%d %H:%M:%S} UTC"
    later = answer.would_pass_at
    when = f"; it would pass at {later:%Y-%m-%d %H:%M:%S} UTC" if later is not None else ""
    rule = f" ({answer.rule})" if answer.rule else ""
    return f"do not send it{because(answer.reason or '')}{rule}{when}"
