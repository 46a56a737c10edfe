"""Which suppressions stand: those that no word from the address itself has taken back."""

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import col

from audit.tables.shared import SuppressionRow

LIFTED = ("stopped", "refused", "bounced", "suppressed elsewhere")
"""Causes that are disproved when somebody writes from the address that she wants messages (`START`)."""


def stands() -> ColumnElement[bool]:
    """Of the rows of `suppression` in a query. At the same instant the suppression goes before its end."""
    end = aliased(SuppressionRow)
    row = SuppressionRow
    same_address = and_(
        col(end.address_hash) == col(row.address_hash),
        col(end.channel) == col(row.channel),
        col(end.scope) == "nothing",
    )
    in_her_order = and_(
        col(end.at) == col(row.at), col(end.customer_id) == col(row.customer_id), col(end.seq) > col(row.seq)
    )
    later = or_(col(end.at) > col(row.at), in_her_order)
    lifted = and_(col(row.cause).in_(LIFTED), exists().where(same_address, later))
    return and_(col(row.scope) != "nothing", ~lifted)
