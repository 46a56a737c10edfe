"""`explain`: why a customer got a message or did not, in sentences, from the ledger alone."""

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer
from sqlalchemy import Engine

from audit.queries.fates import fates
from audit.queries.rule_looks import decisions_of
from engine.contracts.journal import Decided
from engine.telling.decisions.context import Context
from engine.telling.decisions.paragraph import is_about, number, paragraph
from starter.cli.app import out, write_json
from starter.cli.looking import check_known
from starter.cli.story import Telling
from starter.cli.surroundings import client_settings
from starter.cli.words import CustomerId, JsonOption
from starter.errors import InputRefused
from starter.opening import known_id, opened_database

LAST = 5


def explain(
    customer: CustomerId,
    decision: Annotated[
        str | None,
        typer.Argument(
            metavar="[DECISION]",
            help="A message's id or key, or a decision's number, as its paragraph ends.",
            show_default="her newest decisions",
        ),
    ] = None,
    last: Annotated[
        int, typer.Option("--last", min=1, metavar="N", help="At most so many, the newest; not for a message id.")
    ] = LAST,
    json: JsonOption = False,
) -> None:
    """Why a customer got a message or did not: the rule, the numbers, what became of it. Needs no worker."""
    settings = client_settings()
    with opened_database(settings) as database:
        known = known_id(settings, customer)
        everything = decisions_of(database, known)
        if not everything:
            check_known(database, known)
        chosen = _chosen(known, everything, decision, last)
        if json:
            write_json(chosen)
            return
        paragraphs = list(told(database, Telling(database, known), everything, chosen))
    console = out()
    for one in paragraphs:
        console.print(one, markup=False)
    if not paragraphs:
        console.print("nothing was decided yet", markup=False)


def told(database: Engine, telling: Telling, everything: Sequence[Decided], chosen: Sequence[Decided]) -> Iterator[str]:
    """A paragraph for each of the chosen decisions, with its number."""
    became = fates(database, telling.customer_id)
    yield f"customer {telling.customer_id}, times in {telling.zone.key}"
    for one in chosen:
        context = Context(
            at=one.at,
            zone=telling.zone,
            titles=telling.titles,
            fates=became,
            policy=telling.policy(one.catalogue),
        )
        said = " ".join(paragraph(one, context, _following(one, everything)))
        yield f"\n{said}\n(decision {number(one)}, message {one.message_id})"


def _chosen(customer: str, everything: Sequence[Decided], wanted: str | None, last: int) -> Sequence[Decided]:
    """Raises InputRefused for what names none of her decisions."""
    if wanted is None:
        return everything[-last:]
    found = [one for one in everything if is_about(one, wanted)]
    if not found:
        keys = ", ".join(sorted({one.message for one in everything})) or "none yet"
        raise InputRefused(f"no decision about {wanted!r} for customer {customer!r}: there are decisions about {keys}")
    return found if any(one.message_id == wanted for one in found) else found[-last:]


def _following(one: Decided, everything: Sequence[Decided]) -> Decided | None:
    """The next decision about the same message."""
    same = [other for other in everything if other.message_id == one.message_id]
    place = same.index(one) + 1
    return same[place] if place < len(same) else None
