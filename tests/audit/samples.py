"""Commands and journal entries for the ledger's tests: one customer in the spring of 1998."""

from datetime import UTC, datetime, timedelta

from engine.contracts.commands import Deliver, Recall, Record
from engine.contracts.facts import Facts
from engine.contracts.inputs import Track
from engine.contracts.journal import Absorbed, Decided, DirectoryRow, Entered, Entry, Journal, Profile, RuleLook
from engine.contracts.parcel import Rendered
from engine.language.terms import Channel, Purpose
from engine.model import Attributes

ADDRESS_KEY = b"a key for tests, 32 bytes long.."
START = datetime(1998, 3, 1, 12, tzinfo=UTC)
ADDRESS = "Anna@Example.com"
HTML = "<p>Dear Anna</p>"
RENDERED = Rendered(subject="Thank you", html=HTML, text="Dear Anna")


class Clock:
    """The customers' time; a test moves it."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


def at(seconds: float = 0, *, days: float = 0) -> datetime:
    return START + timedelta(seconds=seconds, days=days)


def absorbed(seq: int, input_id: str = "p-1", when: datetime = START, type_: str = "purchase") -> Absorbed:
    track = Track(id=input_id, type=type_, at=when, properties={"record": "Kind of Blue"})
    return Absorbed(seq=seq, at=when, input=track, event_at=when)


def decided(seq: int, message_id: str = "m-1", *, verdict: str = "send", reason: str | None = None) -> Decided:
    return Decided.model_validate(
        {
            "seq": seq,
            "at": START,
            "message_id": message_id,
            "message": "thank-you",
            "purpose": "lifecycle",
            "department": "store",
            "origin": "journey",
            "journey": "welcome",
            "version": "v1",
            "enrolment_id": "e-1",
            "step": "thanks",
            "due": START,
            "verdict": verdict,
            "channel": "email",
            "reason": reason,
            "attempt": 1,
            "catalogue": 1,
            "rules": [RuleLook(rule="consent", verdict="send", evidence={"city": "Amsterdam"})],
        }
    )


def entered(seq: int, when: datetime = START, *, enrolment_id: str = "e-1", key: str = "order-7") -> Entered:
    return Entered(
        seq=seq,
        at=when,
        enrolment_id=enrolment_id,
        journey="welcome",
        version="v1",
        key=key,
        due=when,
        cause="trigger",
        trigger_id="p-1",
    )


def place(enrolment_id: str = "e-1", key: str = "order-7") -> DirectoryRow:
    return DirectoryRow(
        enrolment_id=enrolment_id, journey="welcome", version="v1", key=key, step="thanks", since=START, deadline=at(60)
    )


def profile(**attributes: str) -> Profile:
    values: Attributes = dict(attributes)
    return Profile(attributes=values, changed_at=dict.fromkeys(attributes, START))


def journal(
    *entries: Entry,
    directory: tuple[DirectoryRow, ...] = (),
    profile: Profile | None = None,
    as_of: datetime = START,
    life: str = "run-1",
) -> Journal:
    return Journal(life=life, entries=entries, directory=directory, profile=profile, as_of=as_of, next_deadline=at(60))


def deliver(
    message_id: str = "m-1",
    *,
    attempt: int = 1,
    customer: str = "c-1",
    purpose: Purpose = Purpose.LIFECYCLE,
    catalogue: int = 0,
    decided_at: datetime = START,
    send_by: datetime | None = None,
    news: Journal | None = None,
) -> Deliver:
    return Deliver(
        customer_id=customer,
        message_id=message_id,
        attempt=attempt,
        message="thank-you",
        content="0" * 64,
        title="Thank you",
        purpose=purpose,
        department="store",
        origin="journey",
        journey="welcome",
        version="v1",
        channel=Channel.EMAIL,
        address=ADDRESS,
        facts=Facts(customer={"name": "Anna"}),
        due=START,
        decided_at=decided_at,
        send_by=send_by or decided_at + timedelta(days=7),
        catalogue=catalogue,
        journal=news or journal(),
    )


def record(news: Journal, *, customer: str = "c-1", catalogue: int = 0) -> Record:
    return Record(id="record/0-0", customer_id=customer, catalogue=catalogue, journal=news)


def recall_of(customer: str = "c-1", run: str = "run-1") -> Recall:
    return Recall(customer_id=customer, run_id=run)
