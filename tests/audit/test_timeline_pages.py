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
from engine.contracts.views import TimelineItem
from engine.language.reactions import Reaction
from engine.telling.decisions.paragraph import is_about
from tests.audit.samples import ADDRESS_KEY, RENDERED, START, absorbed, at, decided, deliver, journal, record


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
    said = [
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
    ProviderEvents(database, ADDRESS_KEY).store(said, frozenset())
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
