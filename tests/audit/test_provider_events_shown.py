"""What providers said is shown where somebody looks for it, and nothing of it that is personal."""

from sqlalchemy import Engine, select, text

from audit.database import read
from audit.erasure import bury
from audit.ledger import SqlLedger
from audit.provider_events import ProviderEvents
from audit.queries.fates import fates
from audit.queries.timeline import timeline
from audit.queries.unmatched import unmatched_events
from audit.tables.views import MESSAGES
from engine.contracts.answers import Accepted
from engine.contracts.inputs import Feedback
from engine.contracts.journal import Absorbed
from engine.language.reactions import Reaction
from tests.audit.said import NOTHING, became, on_record, said, sent, signalled
from tests.audit.samples import at, decided, journal, record


def test_what_cannot_be_matched_is_counted_without_anything_personal(database: Engine, events: ProviderEvents) -> None:
    assert events.store([said("bounced", "b", message="elsewhere"), said("opened", "o", message=None)], NOTHING) == {
        "unmatched": 2
    }
    assert became(database) == [("b", "", "unmatched"), ("o", "", "unmatched")]
    query = text("SELECT private FROM provider_event")
    assert read(database, lambda connection: connection.scalars(query).all()) == [None, None]


async def test_of_an_erased_customer_only_the_fact_is_kept(
    database: Engine, ledger: SqlLedger, events: ProviderEvents
) -> None:
    await sent(ledger, Accepted())
    bury(database, "c-1")
    assert events.store([said("complained", "a")], NOTHING) == {"erased": 1}
    assert not signalled(database)
    assert not on_record(database)


async def test_what_woke_nobody_shows_in_her_story_and_in_what_became_of_the_message(
    database: Engine, ledger: SqlLedger, events: ProviderEvents
) -> None:
    await ledger.record(record(journal(decided(0))))
    await sent(ledger, Accepted())
    quiet = [said("processed", "p", seconds=1), said("delivered", "d", seconds=2), said("delivered", "e", seconds=3)]
    assert events.store([*quiet, said("opened", "o", seconds=4, machine=True)], NOTHING) == {"settled": 4}
    shown = [(one.subject, one.detail) for one in timeline(database, "c-1") if one.what == "trigger"]
    assert shown == [("delivered", "thank-you")]
    heard = [(one.reaction, one.machine) for one in fates(database, "c-1")["m-1"].heard]
    assert heard == [(Reaction.DELIVERED, False), (Reaction.OPENED, True)]
    view = read(database, lambda connection: connection.execute(select(MESSAGES)).one())
    assert (view.delivered_at, view.opened_at) == (at(2), None)
    # absorbed after all, it is told once
    again = Feedback(id="sendgrid:d", at=at(2), message_id="m-1", reaction=Reaction.DELIVERED)
    await ledger.record(record(journal(Absorbed(seq=1, at=at(9), input=again, event_at=at(2)))))
    assert len([one for one in timeline(database, "c-1") if one.what == "trigger"]) == 1


def test_what_could_not_be_matched_is_counted_by_kind(database: Engine, events: ProviderEvents) -> None:
    assert unmatched_events(database) == []
    events.store([said("opened", str(number), message=None) for number in range(3)], NOTHING)
    events.store([said("bounced", "b", message="elsewhere")], NOTHING)
    found = [(one.provider, one.kind, one.count) for one in unmatched_events(database)]
    assert found == [("sendgrid", "opened", 3), ("sendgrid", "bounced", 1)]
