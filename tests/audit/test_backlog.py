"""What goes out at the next start, what is stuck, whose a message is: of the database alone, on both databases."""

from datetime import timedelta

from sqlalchemy import Engine

from audit.inbox import Inbox, Why
from audit.ledger import SqlLedger
from audit.queries.backlog import Backlog, backlog
from audit.queries.held import open_messages
from audit.queries.stuck import StuckLine, stuck
from audit.queries.verifying import ledger_now
from audit.queries.who import Place, who_got, whose
from audit.shared_rows import pause
from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown, Withdrawal
from engine.contracts.inputs import Track, Withdrawn
from engine.contracts.journal import Absorbed, Decided
from engine.contracts.shared_pause import SharedPause
from tests.audit.samples import RENDERED, Clock, absorbed, at, decided, deliver, journal, place, record


def held(seq: int, message_id: str, until: float, reason: str = "quiet_hours") -> Decided:
    return decided(seq, message_id, verdict="hold", reason=reason).model_copy(update={"until": at(until)})


def told(found: Backlog) -> list[tuple[str, str, str, str, int]]:
    return [(one.what, one.name, one.step, one.why, one.count) for one in found.lines]


async def test_steps_and_holds_that_are_due_and_no_others(ledger: SqlLedger, database: Engine) -> None:
    await ledger.record(record(journal(held(0, "m-1", 30), directory=(place(),))))
    await ledger.record(record(journal(held(0, "m-2", 90), directory=(place("e-2"),)), customer="c-2"))
    again = (held(0, "m-3", 30), decided(1, "m-3").model_copy(update={"at": at(5)}))
    await ledger.record(record(journal(*again), customer="c-3"))
    assert told(backlog(database, at(59))) == []
    found = backlog(database, at(60))
    assert told(found) == [
        ("step", "welcome", "thanks", "", 2),
        ("held", "thank-you", "", "quiet_hours", 1),
    ]
    assert found.customers == 3
    assert [one.oldest for one in found.lines] == [at(60), at(30)]


async def test_what_waits_for_what_all_share_and_what_was_kept(ledger: SqlLedger, database: Engine) -> None:
    pause(database, SharedPause(kind="everything", name=""), "kim")
    assert isinstance(await ledger.claim(deliver(), RENDERED, lease=60), NotNow)
    inbox = Inbox(database)
    reasons: tuple[Why, ...] = ("temporal_down", "signal_limit", "not_of_interest")
    for number, why in enumerate(reasons):
        track = Track(id=f"t-{number}", type="purchase", at=at())
        inbox.store("c-1", track, why)
    assert told(backlog(database, at())) == [
        ("waiting", "thank-you", "", "paused everything", 1),
        ("inbox", "track", "", "purchase", 2),
    ]


def names(found: list[StuckLine]) -> list[tuple[str, str, str]]:
    return [(one.what, one.customer_id, one.subject) for one in found]


async def test_what_should_have_moved_on(ledger: SqlLedger, database: Engine) -> None:
    inbox = Inbox(database)
    inbox.store("c-1", Track(id="t-1", type="purchase", at=at()), "accepted")
    await ledger.record(record(journal(absorbed(0), directory=(place(),))))
    await ledger.claim(deliver("m-1"), RENDERED, lease=60)
    await ledger.settle(deliver("m-1"), Unknown())
    await ledger.claim(deliver("m-2"), RENDERED, lease=-1)
    now = ledger_now(database)
    soon = max(at(60), now) + timedelta(minutes=5)
    early = names([*stuck(database, timedelta(minutes=10), min(at(60), now))])
    assert {what for what, *_ in early} == {"unknown"}
    found = names([*stuck(database, timedelta(minutes=1), soon)])
    assert sorted(found) == [
        ("inbox", "c-1", "track"),
        ("overdue", "c-1", ""),
        ("unknown", "c-1", "m-1"),
        ("unknown", "c-1", "m-2"),
    ]


def answered(seq: int, became: str, when: float) -> Absorbed:
    answer = Withdrawal.model_validate({"became": became})
    entry = Withdrawn(id="withdraw-m-1/1", message_id="m-1", attempt=1, answer=answer)
    return Absorbed(seq=seq, at=at(when), input=entry, event_at=at(when))


async def test_what_could_not_be_taken_back_until_it_was(ledger: SqlLedger, database: Engine) -> None:
    await ledger.record(record(journal(decided(0), answered(1, "failed", 1))))
    found = [(one.what, one.subject, one.name) for one in stuck(database, now=at())]
    assert found == [("not_taken_back", "m-1", "thank-you")]
    await ledger.record(record(journal(answered(2, "withdrawn", 2))))
    assert [*stuck(database, now=at())] == []


async def test_whose_a_message_is(ledger: SqlLedger, database: Engine) -> None:
    assert whose(database, "m-1") is None
    await ledger.record(record(journal(held(0, "m-1", 30))))
    found = whose(database, "m-1")
    assert found is not None and (found.customer_id, found.message, found.became) == ("c-1", "thank-you", "hold")
    await ledger.claim(deliver("m-1"), RENDERED, lease=60)
    await ledger.settle(deliver("m-1"), Accepted())
    found = whose(database, "m-1")
    assert found is not None and (found.journey, found.channel, found.became) == ("welcome", "email", "accepted")


async def test_who_got_a_message_a_page_at_a_time(ledger: SqlLedger, database: Engine, clock: Clock) -> None:
    answers: tuple[Answer, ...] = (Accepted(), Refused(fault="recipient"), Unknown(), Accepted(), Accepted())
    for number, answer in enumerate(answers):
        clock.now = at(number // 4)
        command = deliver(f"m-{number}", customer=f"c-{number}")
        await ledger.claim(command, RENDERED, lease=60)
        await ledger.settle(command, answer)
    first = who_got(database, "thank-you", 3)
    assert [one.message_id for one in first] == ["m-0", "m-2", "m-3"]
    after = Place(at=first[-1].at, message_id=first[-1].message_id)
    assert [one.customer_id for one in who_got(database, "thank-you", 3, after)] == ["c-4"]
    assert who_got(database, "strange") == []


async def test_which_messages_are_open(ledger: SqlLedger, database: Engine) -> None:
    dropped = decided(3, "m-3", verdict="drop", reason="cap").model_copy(update={"at": at(1)})
    await ledger.record(record(journal(held(0, "m-1", 30), decided(1, "m-2"), held(2, "m-3", 30), dropped)))
    found = [(one.message_id, one.verdict, one.channel) for one in open_messages(database, "c-1")]
    assert found == [("m-2", "send", "email"), ("m-1", "hold", "email")]
