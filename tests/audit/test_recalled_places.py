"""What departments hold, confirmed, planned and reported comes back with a recollection, and nothing that is over."""

from datetime import datetime

from audit.ledger import SqlLedger
from engine.contracts.answers import Accepted
from engine.contracts.journal import Decided, Entry, Reported, SlotChanged
from tests.audit.samples import RENDERED, Clock, at, decided, deliver, journal, recall_of, record


def asked(seq: int, message_id: str, when: float = 0) -> Decided:
    change: dict[str, object] = {
        "at": at(when),
        "asked": True,
        "lapses": at(when + 600),
        "origin": "department",
        "journey": None,
        "enrolment_id": None,
        "step": None,
        "tags": ("spring",),
    }
    return decided(seq, message_id).model_copy(update=change)


def changed(seq: int, message_id: str, what: str, sent: datetime | None = None) -> SlotChanged:
    return SlotChanged.model_validate(
        {"seq": seq, "at": at(seq), "message_id": message_id, "what": what, "sent_at": sent}
    )


def reported(seq: int, message_id: str, sent: datetime, *, lapsed: bool = False) -> Reported:
    return Reported.model_validate(
        {
            "seq": seq,
            "at": at(seq),
            "message_id": message_id,
            "message": "flyer",
            "purpose": "promotional",
            "department": "store",
            "channel": "mail",
            "tags": ["spring"],
            "sent_at": sent,
            "planned": sent > at(seq),
            "over": ["cap one"],
            "lapsed": lapsed,
            "priority": 70,
        }
    )


async def told(ledger: SqlLedger, *entries: Entry) -> None:
    await ledger.record(record(journal(*entries, as_of=at(9))))


async def test_what_was_asked_is_confirmed_reserved_or_nothing(ledger: SqlLedger) -> None:
    await told(ledger, *(asked(n, name) for n, name in enumerate(("sent", "open", "lapsed", "released"))))
    await told(
        ledger,
        changed(4, "sent", "confirmed", at(60)),
        changed(5, "lapsed", "lapsed"),
        changed(6, "released", "released"),
    )
    known = await ledger.recall(recall_of())
    assert {one.message_id: (one.lapses, one.sent_at) for one in known.sends} == {
        "sent": (None, at(60)),
        "open": (at(600), at(0)),
        "lapsed": (at(600), at(0)),
    }
    assert set(known.freed) == {"lapsed", "released"}
    (sent,) = [one for one in known.sends if one.message_id == "sent"]
    assert (sent.tags, sent.origin, sent.elsewhere, sent.decided_at) == (("spring",), "department", True, at(0))


async def test_reports_and_plans_count_unless_they_were_taken_back(ledger: SqlLedger) -> None:
    planned = [reported(n, name, at(days=n + 1)) for n, name in enumerate(("planned", "taken-back"))]
    await told(ledger, *planned, reported(2, "told", at(days=-3)), reported(3, "old", at(days=-92)))
    await told(ledger, changed(4, "taken-back", "released"))
    sends = (await ledger.recall(recall_of())).sends
    assert [(one.message_id, one.sent_at, one.priority) for one in sends] == [
        ("told", at(days=-3), 70),
        ("planned", at(days=1), 70),
    ]
    assert all(one.elsewhere and one.lapses is None for one in sends)


async def test_a_confirmation_after_the_lapse_counts_as_the_report_that_it_is(ledger: SqlLedger) -> None:
    await told(ledger, asked(0, "late"), changed(1, "late", "lapsed"), reported(2, "late", at(700), lapsed=True))
    [send] = (await ledger.recall(recall_of())).sends
    assert (send.lapses, send.decided_at) == (None, at(700))


async def test_what_was_offered_again_is_open_again(ledger: SqlLedger) -> None:
    def offered(seq: int, when: float) -> Decided:
        change = {"at": at(when), "lapses": at(when + 600), "channel": "till"}
        return decided(seq, "hello").model_copy(update=change)

    await told(ledger, offered(0, 0), changed(1, "hello", "lapsed"), offered(2, 900))
    known = await ledger.recall(recall_of())
    assert ([one.lapses for one in known.sends], known.freed) == ([at(1500)], ())
    await told(ledger, changed(2_000, "hello", "released"))
    assert (await ledger.recall(recall_of())).freed == ("hello",)


async def test_what_was_decided_in_shadow_comes_back_as_that(ledger: SqlLedger) -> None:
    await told(ledger, decided(0, "shadow").model_copy(update={"shadow": True}))
    [send] = (await ledger.recall(recall_of())).sends
    assert (send.shadow, send.elsewhere, send.step, send.decided_at) == (True, False, "thanks", at(0))


async def test_our_own_sends_come_back_as_they_were_when_decided(ledger: SqlLedger, clock: Clock) -> None:
    was = decided(0).model_copy(update={"tags": ("spring",), "topics": ("jazz",), "origin": "broadcast"})
    await ledger.claim(deliver(news=journal(was)), RENDERED, lease=60)
    await ledger.settle(deliver(), Accepted())
    [send] = (await ledger.recall(recall_of())).sends
    assert (send.tags, send.topics, send.origin) == (("spring",), ("jazz",), "broadcast")
