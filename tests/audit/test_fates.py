"""What the ledger knows of each of her messages, for whoever explains a decision."""

from sqlalchemy import Engine

from audit.ledger import SqlLedger
from audit.queries.fates import fates
from engine.contracts.answers import Accepted, NotNow, Unknown
from engine.contracts.inputs import Feedback
from engine.contracts.journal import Absorbed, Reported, SlotChanged
from engine.language.reactions import Reaction
from engine.language.terms import Channel, Purpose
from engine.telling.decisions.fate import Fate, Heard, Outcome
from tests.audit.samples import RENDERED, START, Clock, at, decided, deliver, journal, record


def opened(seq: int, when: float, *, machine: bool) -> Absorbed:
    said = Feedback(id=f"f-{seq}", at=at(when), message_id="m-1", reaction=Reaction.OPENED, machine=machine)
    return Absorbed(seq=seq, at=at(when), input=said, event_at=at(when))


async def test_a_message_has_its_attempts_and_what_was_said_of_it_first(
    ledger: SqlLedger, database: Engine, clock: Clock
) -> None:
    sending = deliver("m-1", news=journal(decided(0, "m-1", verdict="hold", reason="cap"), decided(1, "m-1")))
    await ledger.claim(sending, RENDERED, lease=60)
    await ledger.settle(sending, Unknown())
    clock.now = at(5)
    await ledger.settle(sending, Accepted())
    news = (opened(2, 60, machine=True), opened(3, 90, machine=False), opened(4, 99, machine=False))
    await ledger.record(record(journal(*news, decided(5, "m-2", verdict="drop", reason="cap"))))
    assert fates(database, "c-1") == {
        "m-1": Fate(
            message="thank-you",
            department="store",
            channel=Channel.EMAIL,
            sent_at=START,
            outcomes=(Outcome(attempt=1, at=at(5), outcome="accepted"),),
            heard=(
                Heard(reaction=Reaction.OPENED, at=at(60), machine=True),
                Heard(reaction=Reaction.OPENED, at=at(90)),
            ),
        ),
        "m-2": Fate(message="thank-you", department="store"),
    }
    assert fates(database, "c-2") == {}


async def test_what_departments_send_is_known_too(ledger: SqlLedger, database: Engine) -> None:
    report = Reported(
        seq=0,
        at=START,
        message_id="r-1",
        message="bill",
        purpose=Purpose.SERVICE,
        department="billing",
        channel=Channel.MAIL,
        sent_at=at(days=1),
        planned=True,
    )
    lapsed = SlotChanged(seq=2, at=START, message_id="m-1", what="lapsed")
    await ledger.record(record(journal(report, decided(1, "m-1"), lapsed)))
    found = fates(database, "c-1")
    assert found["r-1"] == Fate(
        message="bill", department="billing", channel=Channel.MAIL, sent_at=at(days=1), elsewhere=True, planned=True
    )
    assert found["m-1"].places == ("lapsed",)


async def test_an_attempt_that_came_back_says_why(ledger: SqlLedger, database: Engine) -> None:
    sending = deliver("m-1", news=journal(decided(0, "m-1")))
    await ledger.claim(sending, RENDERED, lease=60)
    await ledger.settle(sending, NotNow(why="throttled"))
    [outcome] = fates(database, "c-1")["m-1"].outcomes
    assert (outcome.outcome, outcome.why) == ("not_now", "throttled")
