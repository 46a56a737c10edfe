from sqlalchemy import Engine

from audit.database import write
from audit.queries.inside import inside
from audit.rows import append
from audit.tables.columns import pack
from audit.tables.directory import EnrolmentRow
from audit.tables.everything import table_of
from tests.audit.samples import START


def enrol(database: Engine, customer: str, journey: str, version: str, key: str = "") -> None:
    row = {
        "customer_id": customer,
        "enrolment_id": f"{customer}-{journey}-{version}-{key}",
        "journey": journey,
        "version": version,
        "step": "pause",
        "since": START,
        "deadline": None,
        "private": pack(key=key),
    }
    write(database, lambda connection: append(connection, table_of(EnrolmentRow), [row]))


def test_customers_are_counted_once_by_journey_and_version(database: Engine) -> None:
    assert inside(database) == []
    enrol(database, "ann", "win-back", "v1")
    enrol(database, "bob", "win-back", "v1", "order-1")
    enrol(database, "bob", "win-back", "v1", "order-2")
    enrol(database, "bob", "win-back", "v2")
    enrol(database, "ann", "collector", "v9")
    assert [(line.journey, line.version, line.customers) for line in inside(database)] == [
        ("collector", "v9", 1),
        ("win-back", "v1", 2),
        ("win-back", "v2", 1),
    ]
    assert [line.version for line in inside(database, ["win-back", "none"])] == ["v1", "v2"]
