"""What stands in the log while the database or Temporal is away, and what when something is broken."""

import logging

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from temporalio.service import RPCError, RPCStatusCode

from starter.background.faults import tell_fault

LOG = logging.getLogger("tests.faults")
GONE = OperationalError("SELECT 'ann@example.com'", {}, Exception("server closed the connection\n  unexpectedly"))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (GONE, "the database cannot be used (server closed the connection)"),
        (PoolTimeout("all connections are taken"), "the database cannot be used (all connections are taken)"),
        (RPCError("away", RPCStatusCode.UNAVAILABLE, b""), "Temporal does not do it (UNAVAILABLE)"),
    ],
)
def test_what_is_away_is_told_in_one_line(caplog: pytest.LogCaptureFixture, error: Exception, said: str) -> None:
    tell_fault(LOG, "nobody could be woken", error, 2.0)
    (record,) = caplog.records
    assert record.getMessage() == f"nobody could be woken: {said}; it is tried again in 2 s"
    assert record.levelno == logging.WARNING
    assert not record.exc_info


def test_a_fault_of_ours_is_told_with_where_it_happened(caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise KeyError("broken")
    except KeyError as error:
        tell_fault(LOG, "nobody could be woken", error, 2.0)
    assert caplog.records[0].levelno == logging.ERROR
    assert "test_faults.py" in caplog.text
