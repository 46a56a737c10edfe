"""A story page by page is the whole story, on both databases: also where rows share an instant and a number."""

from collections.abc import Sequence

from sqlalchemy import Engine

from audit.ledger import SqlLedger
from audit.provider_events import ProviderEvents
from audit.queries.rule_looks import decided_messages, decisions_of, decisions_on, newest_decisions
from audit.queries.timeline import newest_of_timeline, timeline, timeline_from
from audit.queries.timeline_places import Place
from audit.said import Meaning, Said
from engine.contracts.answers import Accepted, Unknown
from engine.contracts.inputs import Feedback
from engine.contracts.journal import Absorbed, Corrected
from engine.contracts.views import TimelineItem
from engine.language.reactions import Reaction
from engine.telling.decisions.paragraph import is_about
from tests.audit.said import said, sent
from tests.audit.samples import ADDRESS_KEY, RENDERED, START, Clock, absorbed, at, decided, deliver, journal, record


async def lived(database: Engine, ledger: SqlLedger) -> None:
    """40 purchases of which four share each second, two lives that number alike, deliveries and what was heard."""
    for life in ("b", "a"):
        entries = [absorbed(n, f"{life}-{n}", at(n // 4)).model_copy(update={"life": life}) for n in range(1, 21)]
        await ledger.record(record(journal(*entries)))
    for number, name in enumerate(("m-2", "m-1", "m-3")):
        await ledger.record(record(journal(decided(30 + number, name))))
        await ledger.claim(deliver(name), RENDERED, 60)
        await ledger.settle(deliver(name), Unknown(detail="cut"))
        await ledger.settle(deliver(name), Accepted(provider_id="p"))
    heard = [
        Said(
            provider="p",
            event_id=f"{name}-{what}",
            kind="k",
            at=START,
            message_id=name,
            meanings=(Meaning(reaction=what),),
        )
        for name in ("m-3", "m-1")
        for what in (Reaction.OPENED, Reaction.DELIVERED)
    ]
    ProviderEvents(database, ADDRESS_KEY).store(heard, frozenset())
    await ledger.record(record(journal(absorbed(50, "last", at(100))), customer="c-2"))


def paged(database: Engine, limit: int) -> Sequence[TimelineItem]:
    found: list[TimelineItem] = []
    after: Place | None = None
    while True:
        items, after = timeline_from(database, "c-1", limit, after)
        found += items
        if after is None:
            return found
        assert len(items) == limit


async def test_pages_together_are_the_whole(database: Engine, ledger: SqlLedger) -> None:
    await lived(database, ledger)
    whole = timeline(database, "c-1")
    assert len(whole) > 50 and [one.at for one in whole] == sorted(one.at for one in whole)
    assert {"thank-you"} == {one.detail for one in whole if one.subject in ("opened", "delivered")}
    for limit in (1, 7, len(whole) - 1, len(whole), len(whole) + 1):
        assert paged(database, limit) == whole
        newest, more = newest_of_timeline(database, "c-1", limit)
        assert (newest, more) == (whole[-limit:], limit < len(whole))


async def test_a_page_stays_what_it_is_while_more_is_written(database: Engine, ledger: SqlLedger) -> None:
    await lived(database, ledger)
    first, after = timeline_from(database, "c-1", 10)
    await ledger.record(record(journal(absorbed(60, "later", at(200)))))
    assert timeline_from(database, "c-1", 10) == (first, after)
    assert after is not None
    rest, _ = timeline_from(database, "c-1", 500, after)
    assert [*first, *rest] == timeline(database, "c-1") and rest[-1].at == at(200)


async def heard_early(database: Engine, ledger: SqlLedger, clock: Clock) -> None:
    """A purchase, its mail two instants later, and what was heard with the second alone, or before the answer came."""
    await ledger.record(record(journal(absorbed(0, "bought", at(0.3)))))
    await ledger.record(record(journal(decided(1).model_copy(update={"at": at(0.4)}))))
    await ledger.claim(deliver(), RENDERED, 60)
    clock.now = at(0.6)
    await ledger.settle(deliver(), Accepted(provider_id="p"))
    ProviderEvents(database, ADDRESS_KEY).store(
        [said("opened", "o", seconds=0), said("delivered", "d", seconds=-1)], frozenset()
    )
    answer = Feedback(id="sendgrid:a", at=at(0), message_id="m-1", reaction=Reaction.REPLIED)
    await ledger.record(record(journal(Absorbed(seq=2, at=at(0.5), input=answer, event_at=at(0)))))


async def test_what_was_heard_is_told_after_its_outcome_with_its_own_time(
    database: Engine, ledger: SqlLedger, clock: Clock
) -> None:
    await heard_early(database, ledger, clock)
    whole = timeline(database, "c-1")
    assert [(one.what, one.subject, one.at) for one in whole] == [
        ("trigger", "purchase", at(0.3)),
        ("sending", "thank-you", at(0.4)),
        ("sent", "thank-you", at(0.6)),
        ("trigger", "delivered", at(-1)),
        ("trigger", "opened", at(0)),
        ("trigger", "replied", at(0.5)),
    ]
    for limit in range(1, len(whole) + 1):
        assert paged(database, limit) == whole
        assert newest_of_timeline(database, "c-1", limit) == (whole[-limit:], limit < len(whole))


async def test_what_was_heard_of_a_second_attempt_is_told_after_it(
    database: Engine, ledger: SqlLedger, clock: Clock, events: ProviderEvents
) -> None:
    await sent(ledger, Accepted())
    events.store([said("clicked", "c", seconds=3)], frozenset())
    back = Corrected(seq=0, at=at(10), message_id="m-1", attempt=1, outcome="withdrawn", by="address_changed")
    await ledger.record(record(journal(back)))
    clock.now = at(50.5)
    await sent(ledger, Accepted(), attempt=2, taken_back=1)
    events.store([said("delivered", "d", seconds=50)], frozenset())
    told = [one.subject if one.what == "trigger" else one.what for one in timeline(database, "c-1")]
    assert told == ["sent", "clicked", "outcome", "sent", "delivered"]
    assert paged(database, 1) == timeline(database, "c-1")


def test_nobody_has_no_story(database: Engine) -> None:
    assert timeline_from(database, "c-9", 10) == ([], None)
    assert newest_of_timeline(database, "c-9", 10) == ([], False)


async def test_decisions_are_found_by_whatever_names_them(database: Engine, ledger: SqlLedger) -> None:
    await lived(database, ledger)
    for number, name in ((70, "m-1"), (71, "m-2"), (72, "m-1")):
        held = decided(number, name, verdict="hold", reason="cap").model_copy(update={"life": "b", "at": at(300)})
        await ledger.record(record(journal(held)))
    every = decisions_of(database, "c-1")
    assert [one.seq for one in every] == [30, 31, 32, 70, 71, 72]
    assert decisions_of(database, "c-1", since=at(300)) == every[3:]
    for wanted in ("m-1", "thank-you", "b/71", "71", "c/71", "x", "%", every[0].life + "/30"):
        about = [one for one in every if is_about(one, wanted)]
        assert newest_decisions(database, "c-1", 50, wanted) == about
        assert newest_decisions(database, "c-1", 2, wanted) == about[-2:]
    assert newest_decisions(database, "c-1", 4) == every[-4:]
    assert decisions_on(database, "c-1", {"m-1"}) == [every[1], every[3], every[5]]
    assert decided_messages(database, "c-1") == ["thank-you"]
