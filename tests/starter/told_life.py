"""A life that the engine decided, kept in a ledger to be told from there."""

from datetime import UTC, datetime

from audit.database import open_database
from audit.ledger import SqlLedger
from engine.contracts.commands import Record
from engine.contracts.inputs import ConsentChange
from engine.contracts.journal import Journal, Profile
from engine.contracts.verbs import Pause
from tests.engine.books import Books, journey, message, send
from tests.engine.lives import Life, at

AT = datetime(2026, 4, 14, 22, 30, tzinfo=UTC)
WHEN = "customer.stage == 'new' and customer.plan != 'gold' and not happened(returned)"


def life(zone: str | None = None) -> Life:
    """Held by a pause, then dropped since the profile changed; another message refused."""
    guide = journey("phone", send("guide", when=WHEN))
    she = Life(Books(guide, messages=(message("news"),)), stage="new", plan="free", zone=zone)
    she.control(Pause(), "0")
    she.track("purchase", "1h")
    she.identify("2h", stage="old", plan=None)
    she.identify("3h", ConsentChange(status="denied"))
    she.propose("news", "4h")
    return she


async def keep(url: str, she: Life) -> None:
    database = open_database(url)
    ledger = SqlLedger(database, address_key=b"a key for tests, 32 bytes long..", customers_now=lambda: at("5h"))
    profile = Profile(attributes=she.state.attributes, changed_at={})
    journal = Journal(life="run-1", entries=tuple(she.entries), profile=profile, as_of=at("5h"))
    await ledger.record(Record(id="r-1", customer_id="c-1", catalogue=1, journal=journal))
    await ledger.close()
    database.dispose()
