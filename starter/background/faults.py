"""Tells of a fault after which the same is tried again: in one line where the database or Temporal is away."""

import logging

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from temporalio.service import RPCError


def tell_fault(log: logging.Logger, what: str, error: Exception, again: float) -> None:
    """`what` could not be done, and is tried again in so many seconds; a fault of ours is told with its traceback."""
    match error:
        case OperationalError() | InterfaceError() | PoolTimeout():
            log.warning("%s: the database cannot be used (%s); it is tried again in %.0f s", what, _said(error), again)
        case RPCError():
            log.warning("%s: Temporal does not do it (%s); it is tried again in %.0f s", what, error.status.name, again)
        case _:
            log.error("%s; it is tried again in %.0f s", what, again, exc_info=error)


def _said(error: DBAPIError | PoolTimeout) -> str:
    """Its first line: neither the statement nor what it was about, which SQLAlchemy puts below."""
    said = error.orig if isinstance(error, DBAPIError) else error
    return str(said).partition("\n")[0]
