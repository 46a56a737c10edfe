"""A customer's decisions as paragraphs, out of the ledger."""

from collections.abc import Sequence

from sqlalchemy import Engine

from audit.queries.fates import fates
from engine.contracts.journal import Decided
from engine.telling.decisions.context import Context
from engine.telling.decisions.paragraph import number, paragraph
from starter.story.telling import Telling


def paragraphs(
    database: Engine, telling: Telling, everything: Sequence[Decided], chosen: Sequence[Decided]
) -> dict[str, str]:
    """By the numbers of the chosen decisions; `everything` is all that was decided for her, in order."""
    became = fates(database, telling.customer_id)
    following = _following(everything)
    found: dict[str, str] = {}
    for one in chosen:
        context = Context(
            at=one.at, zone=telling.zone, titles=telling.titles, fates=became, policy=telling.policy(one.catalogue)
        )
        found[number(one)] = " ".join(paragraph(one, context, following.get(number(one))))
    return found


def _following(everything: Sequence[Decided]) -> dict[str, Decided]:
    """Number of a decision → the next one about the same message."""
    found: dict[str, Decided] = {}
    next_of: dict[str, Decided] = {}
    for one in reversed(everything):
        if one.message_id in next_of:
            found[number(one)] = next_of[one.message_id]
        next_of[one.message_id] = one
    return found
