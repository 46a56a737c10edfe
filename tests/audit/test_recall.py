from audit.ledger import SqlLedger
from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown
from engine.contracts.inputs import ConsentChange, Feedback
from engine.contracts.journal import Absorbed, ConsentRecorded, Ended, Suppressed
from engine.contracts.recollection import RecalledConsent, RecalledExit, RecalledSuppression, Recollection
from engine.language.reactions import Reaction
from engine.language.terms import Channel, Purpose
from tests.audit.samples import (
    RENDERED,
    START,
    Clock,
    absorbed,
    at,
    decided,
    deliver,
    entered,
    journal,
    place,
    profile,
    recall_of,
    record,
)


def consent(seq: int, status: str, when: float, purpose: Purpose | None = Purpose.LIFECYCLE) -> ConsentRecorded:
    change = ConsentChange.model_validate({"status": status, "purpose": purpose, "source": "form", "wording": "Yes"})
    return ConsentRecorded(seq=seq, at=at(seq), consent=change, event_at=at(when))


async def test_nothing_is_known_of_a_stranger(ledger: SqlLedger) -> None:
    assert await ledger.recall(recall_of()) == Recollection(life="run-1", catalogue=0)


async def test_recall_after_everything(ledger: SqlLedger) -> None:
    complaint = Suppressed(
        seq=3, at=START, channel=Channel.EMAIL, address="anna@example.com", scope="marketing", cause="complained"
    )
    news = journal(
        absorbed(0),
        entered(1),
        consent(2, "granted", 0),
        decided(4),
        directory=(place(),),
        profile=profile(email="ANNA@example.com"),
    )
    await ledger.claim(deliver(news=news), RENDERED, lease=60)
    await ledger.settle(deliver(), Accepted())
    await ledger.record(record(journal(complaint, as_of=at(1))))
    known = await ledger.recall(recall_of())
    assert known.next_seq == 5
    assert known.profile == profile(email="ANNA@example.com")
    granted = ConsentChange(status="granted", purpose=Purpose.LIFECYCLE, source="form", wording="Yes")
    assert known.consents == (RecalledConsent(consent=granted, at=START),)
    assert known.entries == (RecalledExit(journey="welcome", key="order-7", versions=("v1",), entered_at=START),)
    assert known.inputs == ("p-1",)
    [trigger] = known.triggers
    assert (trigger.id, trigger.at, trigger.properties) == ("p-1", START, {"record": "Kind of Blue"})
    [send] = known.sends
    assert (send.message_id, send.enrolment_id, send.step, send.unknown) == ("m-1", "e-1", "thanks", False)
    assert (send.decided_at, send.sent_at, send.channel) == (START, START, Channel.EMAIL)
    addresses = {(one.channel, one.address.lower(), one.scope) for one in known.suppressions}
    assert addresses == {(Channel.EMAIL, "anna@example.com", "marketing")}
    assert known.running == ()  # the last journal had news and nobody in a journey


async def test_a_suppression_is_found_by_the_address_in_the_profile(ledger: SqlLedger) -> None:
    bounced = Suppressed(
        seq=0, at=START, channel=Channel.SMS, address="+31 6 1234", scope="everything", cause="bounced"
    )
    await ledger.record(record(journal(bounced), customer="c-2"))
    known = profile(mobile="+31 6 1234")
    await ledger.record(record(journal(absorbed(0), profile=known, directory=(place(),))))
    recalled = await ledger.recall(recall_of())
    assert recalled.suppressions == (RecalledSuppression(channel=Channel.SMS, address="+3161234", scope="everything"),)
    assert recalled.running == (place(),)


async def test_of_each_consent_the_newest_by_event_time_holds(ledger: SqlLedger) -> None:
    news = journal(consent(0, "denied", 50), consent(1, "granted", 10), consent(2, "pending", 5, purpose=None))
    await ledger.record(record(news))
    known = await ledger.recall(recall_of())
    assert [(one.consent.purpose, one.consent.status) for one in known.consents] == [
        (None, "pending"),
        (Purpose.LIFECYCLE, "denied"),
    ]


async def test_what_may_have_been_sent_counts_and_what_was_not_does_not(ledger: SqlLedger) -> None:
    answers: dict[str, Answer] = {
        "accepted": Accepted(),
        "unknown": Unknown(),
        "refused": Refused(fault="recipient"),
        "later": NotNow(why="throttled"),
    }
    for message_id, answer in answers.items():
        await ledger.claim(deliver(message_id), RENDERED, lease=60)
        await ledger.settle(deliver(message_id), answer)
    await ledger.claim(deliver("in-flight"), RENDERED, lease=60)
    await ledger.claim(deliver("later", attempt=2), RENDERED, lease=60)
    known = await ledger.recall(recall_of())
    assert {send.message_id: send.unknown for send in known.sends} == {
        "accepted": False,
        "unknown": True,
        "in-flight": True,
        "later": True,
    }


async def test_sends_are_forgotten_after_91_days(ledger: SqlLedger, clock: Clock) -> None:
    for message_id, days in (("old", -91.1), ("new", -90.9)):
        command = deliver(message_id, decided_at=at(days=days), send_by=at(days=1))
        await ledger.claim(command, RENDERED, lease=60)
        await ledger.settle(command, Accepted())
    assert [send.message_id for send in (await ledger.recall(recall_of())).sends] == ["new"]
    clock.now = at(days=1)
    assert (await ledger.recall(recall_of())).sends == ()


async def test_the_newest_enrolment_of_each_key_and_its_end(ledger: SqlLedger) -> None:
    ended = Ended(seq=1, at=at(5), enrolment_id="e-1", journey="welcome", version="v1", outcome="completed", due=at(5))
    news = journal(
        entered(0), ended, entered(2, at(9), enrolment_id="e-2"), entered(3, enrolment_id="e-3", key="order-8")
    )
    await ledger.record(record(news))
    assert (await ledger.recall(recall_of())).entries == (
        RecalledExit(journey="welcome", key="order-7", versions=("v1",), entered_at=at(9)),
        RecalledExit(journey="welcome", key="order-8", versions=("v1",), entered_at=START),
    )


async def test_memory_is_the_newest_200_of_a_type_and_ids_the_newest_512_of_a_week(ledger: SqlLedger) -> None:
    old = absorbed(0, "old", at(days=-8), "visit")
    purchases = [absorbed(n, f"p-{n}", at(n)) for n in range(1, 601)]
    await ledger.record(record(journal(old, *purchases)))
    known = await ledger.recall(recall_of())
    assert [one.id for one in known.triggers] == ["old", *(f"p-{n}" for n in range(401, 601))]
    assert known.inputs == tuple(f"p-{n}" for n in range(600, 88, -1))
    assert known.next_seq == 601


async def test_an_input_absorbed_twice_is_one_event(ledger: SqlLedger) -> None:
    await ledger.record(record(journal(absorbed(0), absorbed(1))))
    known = await ledger.recall(recall_of())
    assert [one.id for one in known.triggers] == ["p-1"]


async def test_what_was_said_of_a_message_is_recalled_with_it(ledger: SqlLedger) -> None:
    await ledger.claim(deliver(), RENDERED, lease=60)
    await ledger.settle(deliver(), Accepted())
    said = [("f-1", "delivered", False, 5), ("f-2", "opened", True, 6), ("f-3", "clicked", False, 9)]
    heard = [
        Absorbed(
            seq=seq,
            at=at(20),
            event_at=at(when),
            input=Feedback(id=id, at=at(when), message_id="m-1", reaction=Reaction(reaction), machine=machine),
        )
        for seq, (id, reaction, machine, when) in enumerate([*said, ("f-4", "clicked", False, 8)])
    ]
    await ledger.record(record(journal(*heard)))
    [send] = (await ledger.recall(recall_of())).sends
    assert send.reactions == {Reaction.DELIVERED: at(5), Reaction.CLICKED: at(8)}
    assert send.machine
