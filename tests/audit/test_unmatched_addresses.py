"""What is said of an address that nobody here has holds for whoever has it later, until the address takes it back."""

import hmac

import pytest
from sqlalchemy import Engine

from audit.database import write
from audit.ledger import SqlLedger
from audit.provider_events import ProviderEvents
from audit.queries.export import export
from audit.queries.unmatched import unmatched_events
from audit.rows import append
from audit.said import Meaning, Said
from audit.tables.everything import table_of
from audit.tables.shared import SuppressionRow
from engine.contracts.journal import Suppressed
from engine.contracts.ports import Claimed
from engine.language.reactions import Reaction
from engine.language.terms import Channel, Purpose
from tests.audit.samples import ADDRESS, ADDRESS_KEY, RENDERED, at, deliver, journal, profile, recall_of, record

NUMBER, SPELLED = "+49301234567", "+49 (0)30 / 123-4567"
NOTHING: frozenset[Reaction] = frozenset()


@pytest.fixture
def events(database: Engine) -> ProviderEvents:
    return ProviderEvents(database, ADDRESS_KEY)


def written(reaction: Reaction, days: float) -> Said:
    """STOP or START from the number."""
    meaning = Meaning(reaction=reaction, everything=True)
    return _said(f"{reaction} {days}", days, meaning, number=NUMBER, channel=Channel.SMS)


def stop(days: float = 0) -> Said:
    return written(Reaction.UNSUBSCRIBED, days)


def start(days: float = 0) -> Said:
    return written(Reaction.RESUBSCRIBED, days)


def of_message(reaction: Reaction, channel: Channel, address: str, days: float = 0, *, hard: bool = False) -> Said:
    """About a message that the ledger does not have."""
    meaning = Meaning(reaction=reaction, hard=hard)
    return _said(f"{reaction} {days}", days, meaning, channel=channel, address=address, message_id="of others")


def gone(days: float = 0) -> Said:
    return of_message(Reaction.BOUNCED, Channel.SMS, NUMBER, days, hard=True)


def _said(id: str, days: float, meaning: Meaning, **more: object) -> Said:
    facts = {"provider": "p", "event_id": id, "kind": "k", "at": at(days=days), "meanings": (meaning,), **more}
    return Said.model_validate(facts)


async def claims(ledger: SqlLedger, channel: Channel, address: str, purpose: Purpose = Purpose.SERVICE) -> str | None:
    """Why a customer who came later is not written to at the address; None: she is."""
    command = deliver(f"{channel} {purpose} {address}", purpose=purpose)
    answer = await ledger.claim(command.model_copy(update={"channel": channel, "address": address}), RENDERED, 60)
    return None if isinstance(answer, Claimed) else getattr(answer, "why", "settled")


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ([stop()], "suppressed"),
        ([stop(), start(1)], None),
        ([start(), stop(1)], "suppressed"),
        ([stop(), start(1), stop(2)], "suppressed"),
        ([gone()], "suppressed"),
        ([gone(), start(1)], "suppressed"),
        ([gone(), stop(1), start(2)], "suppressed"),
        ([of_message(Reaction.COMPLAINED, Channel.SMS, NUMBER), start(1)], None),
        ([start()], None),
        ([of_message(Reaction.BOUNCED, Channel.SMS, NUMBER)], None),
    ],
    ids=lambda value: " ".join(one.event_id for one in value) if isinstance(value, list) else None,
)
async def test_a_number_is_closed_before_anybody_here_has_it(
    database: Engine, ledger: SqlLedger, events: ProviderEvents, told: list[Said], why: str | None
) -> None:
    for one in told:
        assert events.store([one], NOTHING) == {"unmatched": 1}
        assert events.store([one], NOTHING) == {}
    await ledger.record(record(journal(profile=profile(phone=SPELLED))))
    assert await claims(ledger, Channel.SMS, SPELLED) == why
    recalled = [(one.channel, one.address) for one in (await ledger.recall(recall_of())).suppressions]
    marketing = any(one.kind == "k" and one.meanings[0].reaction is Reaction.COMPLAINED for one in told)
    assert recalled == ([(Channel.SMS, NUMBER)] if why or marketing else [])
    assert sum(one.count for one in unmatched_events(database)) == len(told)
    assert not any("301234567" in str(cell) for cell in _cells(database, "suppression", "provider_event"))


async def test_a_number_that_an_earlier_build_hashed_as_it_was_spelled_stays_closed(
    database: Engine, ledger: SqlLedger
) -> None:
    """Of whoever was erased then, nothing else is left to hash anew."""
    as_spelled = hmac.new(ADDRESS_KEY, SPELLED.encode(), "sha256").hexdigest()
    row = {"life": "erasure", "channel": "sms", "address_hash": as_spelled, "scope": "everything", "cause": "erased"}
    who = {"customer_id": "erased", "seq": 0, "at": at(), "written_at": at()}
    write(database, lambda connection: append(connection, table_of(SuppressionRow), [row | who]))
    await ledger.record(record(journal(profile=profile(phone=SPELLED))))
    assert await claims(ledger, Channel.SMS, SPELLED) == "suppressed"
    [recalled] = (await ledger.recall(recall_of())).suppressions
    assert (recalled.address, recalled.scope) == (NUMBER, "everything")
    assert await claims(ledger, Channel.SMS, "+49301234568") is None


async def test_her_start_takes_back_the_stop_of_before_she_came(ledger: SqlLedger, events: ProviderEvents) -> None:
    events.store([stop()], NOTHING)
    assert await claims(ledger, Channel.SMS, NUMBER) == "suppressed"
    started = Suppressed(
        seq=0, at=at(days=1), channel=Channel.SMS, address=SPELLED, scope="nothing", cause="started"
    )  # as the engine writes it, in her own spelling
    await ledger.record(record(journal(started, profile=profile(phone=SPELLED))))
    assert await claims(ledger, Channel.SMS, NUMBER) is None


async def test_a_complaint_ends_marketing_to_the_address_and_nothing_else(
    ledger: SqlLedger, events: ProviderEvents
) -> None:
    events.store([of_message(Reaction.COMPLAINED, Channel.EMAIL, "anna@EXAMPLE.com")], NOTHING)
    assert await claims(ledger, Channel.EMAIL, ADDRESS, Purpose.LIFECYCLE) == "suppressed"
    assert await claims(ledger, Channel.EMAIL, ADDRESS, Purpose.SERVICE) is None
    assert await claims(ledger, Channel.EMAIL, "other@example.com", Purpose.LIFECYCLE) is None


async def test_a_mail_address_that_is_none_is_not_written_to(ledger: SqlLedger, events: ProviderEvents) -> None:
    opened = of_message(Reaction.OPENED, Channel.EMAIL, "other@example.com")
    events.store([of_message(Reaction.BOUNCED, Channel.EMAIL, ADDRESS, hard=True), opened], NOTHING)
    assert await claims(ledger, Channel.EMAIL, ADDRESS) == "suppressed"
    assert await claims(ledger, Channel.EMAIL, "other@example.com") is None


def _cells(database: Engine, *tables: str) -> list[object]:
    found = [table for table in export(database, private=True) if table.table in tables]
    return [cell for table in found for row in table.rows for cell in row]
