"""What is deleted for its age, on both databases: what is younger stays, and so does what still waits."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, Insert, Update, insert, select, text, update

from audit.accepting import Arrival, Arrivals, Judged
from audit.anonymous import anonymous_key
from audit.api_answers import AnswerId, Given, Mine, SqlApiAnswers
from audit.cleaning import Ages, count_old, delete_old, outdated
from audit.database import database_now, read, write
from audit.inbox import Inbox, row_of
from audit.ledger import SqlLedger
from audit.provider_events import ProviderEvents
from audit.said import Meaning, Said
from audit.tables.api_keys import ApiAnswerRow
from audit.tables.everything import table_of
from audit.tables.inbox import InboxRow
from audit.tables.waiting import PlaceRow
from engine.contracts.inputs import Track
from engine.language.reactions import Reaction
from tests.audit.samples import ADDRESS_KEY, RENDERED, absorbed, at, deliver, journal, record

AGES = Ages(inbox=timedelta(days=90), provider_events=timedelta(days=30))
INBOX, ANSWERS = table_of(InboxRow), table_of(ApiAnswerRow)
NONE = Judged(0, None)


def clean(database: Engine, ages: Ages = AGES) -> Mapping[str, int]:
    """Rows that were deleted, by table."""
    found: dict[str, int] = {}
    for kind in outdated(ages):
        would = count_old(database, kind)
        deleted = delete_old(database, kind)
        assert deleted == would
        found[kind.table.name] = found.get(kind.table.name, 0) + deleted
    return {name: rows for name, rows in found.items() if rows}


def ago(database: Engine, days: float) -> datetime:
    return read(database, database_now) - timedelta(days=days)


def keep(database: Engine, id: str, why: str, stored: float, drained: float | None = None) -> None:
    """An input of so many days ago."""
    row = row_of("c-1", Track(id=id, type="purchase", at=at()), "accepted", ago(database, stored), erased=False)
    given_on = None if drained is None else ago(database, drained)
    change(database, insert(INBOX).values({**row, "why": why, "drained_at": given_on}))


def change(database: Engine, statement: Insert | Update) -> None:
    write(database, lambda connection: connection.execute(statement))


def left(database: Engine) -> set[str]:
    return set(read(database, lambda one: one.scalars(select(INBOX.c.input_id)).all()))


def test_of_the_inbox_goes_what_was_handed_over_long_ago_and_what_nobody_will_ever_get(database: Engine) -> None:
    keep(database, "drained-long-ago", "accepted", 200, 91)
    keep(database, "drained-lately", "accepted", 200, 89)
    for why in ("accepted", "signal_limit", "temporal_down", "not_of_interest"):
        keep(database, f"waits-{why}", why, 4_000)
    keep(database, "of-nobody", "anonymous", 31.1)
    keep(database, "of-somebody-to-be", "anonymous", 30.5)
    keep(database, "refused-long-ago", "erased", 91)
    keep(database, "refused-lately", "erased", 89)
    assert clean(database) == {"inbox": 3}
    assert left(database) == {
        "drained-lately",
        *(f"waits-{why}" for why in ("accepted", "signal_limit", "temporal_down", "not_of_interest")),
        "of-somebody-to-be",
        "refused-lately",
    }
    assert clean(database) == {}


def test_what_is_kept_for_ever_stays(database: Engine) -> None:
    keep(database, "drained-long-ago", "accepted", 4_000, 4_000)
    assert clean(database, Ages(inbox=None, provider_events=None)) == {}
    assert left(database) == {"drained-long-ago"}


async def test_a_repeat_within_the_days_changes_nothing_and_one_after_them_is_found_in_the_ledger(
    database: Engine, ledger: SqlLedger
) -> None:
    await ledger.record(record(journal(absorbed(1, "old"), absorbed(2, "new"))))
    keep(database, "old", "accepted", 100, 100)
    keep(database, "new", "accepted", 80, 80)
    assert clean(database) == {"inbox": 1}
    repeats = [Arrival("c-1", Track(id=id, type="purchase", at=at()), "accepted") for id in ("old", "new")]
    await Arrivals(database).store(repeats, NONE)
    inbox = Inbox(database)
    waiting = inbox.pending(10)
    assert [one.input.id for one in waiting] == ["old"]
    assert len(inbox.absorbed(waiting)) == 1  # the drain signals it to nobody


async def test_what_is_thirty_days_old_is_hers_still_once_she_is_named(database: Engine) -> None:
    now = ago(database, 0)
    key, arrivals = anonymous_key("a"), Arrivals(database)
    seen = [(id, now - timedelta(days=days)) for id, days in (("new", 29.9), ("old", 40))]
    await arrivals.store([Arrival(key, Track(id=id, type="viewed", at=when), "accepted") for id, when in seen], NONE)
    for id, when in seen:
        change(database, update(INBOX).where(INBOX.c.input_id == id).values(stored_at=when))
    assert clean(database) == {"inbox": 1}
    named = Arrival("c-1", Track(id="named", type="login", at=now), "accepted", key)
    await arrivals.store([named], NONE)
    assert {one.input.id for one in Inbox(database).pending(10)} == {"new", "named"}


def test_batches_go_one_after_the_other(database: Engine) -> None:
    for number in range(5):
        keep(database, f"i{number}", "accepted", 100, 100)
    kind = outdated(AGES)[0]
    assert [delete_old(database, kind, 2) for _ in range(4)] == [2, 2, 1, 0]


def test_what_another_transaction_holds_goes_the_next_time(database: Engine) -> None:
    if database.dialect.name == "sqlite":
        pytest.skip("its writers run one after another")
    keep(database, "held", "accepted", 100, 100)
    keep(database, "free", "accepted", 100, 100)
    kind = outdated(AGES)[0]
    with database.begin() as other:
        other.execute(select(INBOX).where(INBOX.c.input_id == "held").with_for_update())
        assert delete_old(database, kind) == 1
    assert left(database) == {"held"}
    assert delete_old(database, kind) == 1


async def test_events_of_providers_go_and_what_they_meant_stays(database: Engine, ledger: SqlLedger) -> None:
    await ledger.claim(deliver("m-1"), RENDERED, 60)
    opened = Said(
        provider="p", event_id="1", kind="k", at=at(60), message_id="m-1", meanings=(Meaning(reaction=Reaction.OPENED),)
    )
    events = ProviderEvents(database, ADDRESS_KEY)
    assert events.store([opened], frozenset()) == {"signalled": 1}
    assert clean(database) == {}
    assert clean(database, Ages(inbox=None, provider_events=timedelta(0))) == {"provider_event": 1}
    assert events.store([opened], frozenset()) == {"settled": 1}  # said again by somebody who is very late
    with database.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM feedback")).scalar() == 1
        assert connection.execute(text("SELECT count(*) FROM inbox")).scalar() == 1


def test_answers_go_after_a_day_and_places_when_their_day_is_over(database: Engine) -> None:
    answers = SqlApiAnswers(database)
    for name, days in (("old", 1.1), ("new", 0.9)):
        answer = AnswerId(key_id="k", idempotency_key=name)
        mine = answers.begin(answer, "f")
        assert isinstance(mine, Mine)
        answers.finish(answer, mine, Given(status=200, body=""))
        change(database, update(ANSWERS).where(ANSWERS.c.idempotency_key == name).values(since=ago(database, days)))
    since = {"old": ago(database, 8), "new": ago(database, 0.5)}
    for name, began in since.items():
        place = {"message_id": name, "attempt": 1, "channel": "call", "since": began, "until": began + timedelta(1)}
        change(database, insert(table_of(PlaceRow)).values(place))
    assert clean(database) == {"api_answer": 1, "place": 1}
    with database.connect() as connection:
        left = connection.execute(text("SELECT idempotency_key FROM api_answer UNION ALL SELECT message_id FROM place"))
        assert left.scalars().all() == ["new", "new"]
