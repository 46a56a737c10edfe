"""Turns the lines of a scenario into the inputs that they stand for."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from catalogue.definitions import Definitions
from catalogue.scenarios.given import Given, Person
from catalogue.scenarios.happens import (
    AskLine,
    ConfirmLine,
    ConsentLine,
    CustomerLine,
    ElsewhereLine,
    EnrolLine,
    IdentifyLine,
    PauseLine,
    ProposeLine,
    ReactLine,
    ReleaseLine,
    ReportLine,
    ResumeLine,
    SettleLine,
    TriggerLine,
    VisitLine,
)
from catalogue.scenarios.times import instant
from engine.contracts.inputs import (
    Ask,
    Confirm,
    ConsentChange,
    Control,
    Elsewhere,
    Enrol,
    Feedback,
    Identify,
    Propose,
    Release,
    Report,
    Track,
    Visit,
)
from engine.contracts.journal import Decided, Entry
from engine.contracts.verbs import Pause, Resume, Settle, Verb
from engine.model import Attributes

Said = Track | Identify | Feedback | Propose | Ask | Confirm | Release | Report | Visit | Enrol | Control
"""What can be said to a customer from outside."""

_SOURCE = "scenario"
_WHERE = ("zone", "address", "country")


class NothingSent(Exception):
    """A line is about a message that was never sent in the scenario."""


def first_word(person: Person, at: datetime, zone: ZoneInfo) -> Identify:
    """Who she is; what is null there is left out."""
    reached: Attributes = {"email": f"{person.id}@example.com", "phone": "+15550100", "push": f"push-{person.id}"}
    home: Attributes = {} if any(name in person.attributes for name in _WHERE) else {"zone": zone.key}
    attributes: Attributes = {**reached, **home, **person.attributes}
    known: Attributes = {name: value for name, value in attributes.items() if value is not None}
    return Identify(id=f"{person.id}-first", at=at, attributes=known, consents=_consents(person))


def _consents(person: Person) -> tuple[ConsentChange, ...]:
    match person.consents:
        case "none":
            return ()
        case "all":
            return (ConsentChange(status="granted", source=_SOURCE, confirmed=True),)
        case changes:
            return tuple(ConsentChange(source=_SOURCE, **one.model_dump()) for one in changes)


def earlier(given: Given, definitions: Definitions, at: datetime, zone: ZoneInfo) -> Iterator[tuple[str, Report]]:
    """What was sent before, as reports of it; the messages are known to exist."""
    for n, one in enumerate(given.sent, 1):
        message = definitions.messages[one.message].model
        what = Elsewhere(
            message=one.message,
            department=message.department,
            purpose=message.purpose,
            tags=message.tags,
            topics=message.topics,
            priority=message.priority,
        )
        sent_at = instant(one.at, zone)
        report = Report(id=f"sent-{n}", at=at, what=what, channel=one.channel, sent_at=sent_at)
        yield one.customer or given.people[0].id, report


def input_of(line: CustomerLine, source: str, zone: ZoneInfo, newest: Callable[[str], str | None]) -> Said | None:
    """The input, under the line's own id or `source`; `newest` finds the message of a key that was sent last.

    None: it is no word to one customer. Raises NothingSent.
    """
    at = instant(line.at, zone)
    id = line.id or source
    match line:
        case TriggerLine() | IdentifyLine() | ConsentLine():
            return _of_customer(line, id, at, zone)
        case AskLine() | ReportLine() | ConfirmLine() | ReleaseLine():
            return _of_department(line, id, at, zone)
        case ProposeLine(propose=message, origin=origin, department=department, facts=facts):
            return Propose(id=id, at=at, message=message, origin=origin, department=department, facts=facts)
        case VisitLine(visit=place, most=most, ttl=ttl):
            return Visit(id=id, at=at, place=place, most=most, ttl=ttl.total_seconds())
        case EnrolLine():
            return Enrol(id=id, at=at, journey=line.enrol, facts=line.facts)
        case ReactLine():
            about = _found(line.message, newest)
            return Feedback(id=id, at=at, message_id=about, reaction=line.react, machine=line.machine, hard=line.hard)
        case SettleLine():
            order = Settle(message_id=_found(line.message, newest), accepted=line.settle == "accepted")
            return Control(id=id, at=at, order=order, operator=_SOURCE)
        case PauseLine() | ResumeLine():
            return _of_operator(line, id, at)
        case _:
            assert_never(line)


def _of_customer(line: TriggerLine | IdentifyLine | ConsentLine, id: str, at: datetime, zone: ZoneInfo) -> Said:
    match line:
        case TriggerLine(trigger=kind, backfill=backfill):
            when = _happened(line.happened, at, zone)
            return Track(id=id, type=kind, at=when, properties=line.all_properties, backfill=backfill)
        case IdentifyLine(identify=attributes, backfill=backfill):
            when = _happened(line.happened, at, zone)
            return Identify(id=id, at=when, attributes=attributes, backfill=backfill)
        case ConsentLine(consent=status):
            written = line.model_dump(include={"purpose", "channel", "topic", "confirmed"})
            return Identify(id=id, at=at, consents=(ConsentChange(status=status, source=_SOURCE, **written),))
        case _:
            assert_never(line)


def _of_department(
    line: AskLine | ReportLine | ConfirmLine | ReleaseLine, id: str, at: datetime, zone: ZoneInfo
) -> Said:
    match line:
        case AskLine():
            ttl = line.ttl.total_seconds()
            return Ask(id=id, at=at, what=_elsewhere(line, line.ask), channels=line.channels, ttl=ttl)
        case ReportLine():
            sent_at = _happened(line.sent, at, zone)
            return Report(id=id, at=at, what=_elsewhere(line, line.report), channel=line.channel, sent_at=sent_at)
        case ConfirmLine():
            return Confirm(id=id, at=_happened(line.sent, at, zone), ask=line.confirm)
        case ReleaseLine():
            return Release(id=id, at=at, ask=line.release)
        case _:
            assert_never(line)


def _elsewhere(line: ElsewhereLine, message: str) -> Elsewhere:
    return Elsewhere(
        message=message,
        department=line.department,
        purpose=line.purpose,
        tags=line.tags,
        topics=line.topics,
        priority=line.priority,
    )


def _of_operator(line: PauseLine | ResumeLine, id: str, at: datetime) -> Control | None:
    """A pause of one customer; one that is for everybody is no word to her."""
    if line.customer is None:
        return None
    what = line.pause if isinstance(line, PauseLine) else line.resume
    order: Verb = (
        Pause(journey=what.journey, channel=what.channel)
        if isinstance(line, PauseLine)
        else Resume(journey=what.journey, channel=what.channel)
    )
    return Control(id=id, at=at, order=order, operator=_SOURCE)


def _happened(written: datetime | None, at: datetime, zone: ZoneInfo) -> datetime:
    return at if written is None else instant(written, zone)


def newest_offer(entries: Iterable[Entry], message: str) -> str | None:
    """The message of that key that she was offered last at a place."""
    decided = [one for one in entries if isinstance(one, Decided) and one.message == message]
    offered = [one.message_id for one in decided if one.lapses is not None and not one.asked]
    return offered[-1] if offered else None


def _found(message: str, newest: Callable[[str], str | None]) -> str:
    found = newest(message)
    if found is None:
        raise NothingSent(f"no message {message!r} had gone out by then")
    return found
