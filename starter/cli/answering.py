"""`explain`: why a customer got a message or did not, in sentences, from the ledger alone."""

from collections.abc import Sequence
from typing import Annotated

import typer
from sqlalchemy import Engine

from audit.queries.fates import fates
from audit.queries.rule_looks import decisions_of
from engine.contracts.journal import Decided
from engine.telling.decisions.paragraph import is_about, number
from starter.cli.app import out, write_json
from starter.cli.looking import check_known
from starter.cli.surroundings import client_settings
from starter.cli.words import CustomerId, JsonOption
from starter.errors import InputRefused
from starter.opening import known_id, opened_database
from starter.story.paragraphs import paragraphs
from starter.story.telling import Telling, said_zone

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
        _refuse_reported(database, known, everything, decision)
        chosen = _chosen(known, everything, decision, last)
        if json:
            write_json(chosen)
            return
        telling = Telling(database, known)
        said = paragraphs(database, telling, everything, chosen)
    console = out()
    console.print(said_zone(telling) if chosen else "nothing was decided yet", markup=False)
    for one in chosen:
        console.print(f"\n{said[number(one)]}", markup=False)
        console.print(f"(decision {number(one)}, message {one.message_id})", markup=False)


def _refuse_reported(database: Engine, customer: str, everything: Sequence[Decided], wanted: str | None) -> None:
    """Raises InputRefused for what a department only told of: there is no decision to explain."""
    if wanted is None or any(is_about(one, wanted) for one in everything):
        return
    told = [fate for name, fate in fates(database, customer).items() if wanted in (name, fate.message)]
    if any(fate.elsewhere for fate in told):
        raise InputRefused(
            f"nothing was decided about {wanted!r}: its department reported it without asking; "
            f"`twostep timeline {customer} --whole` has it"
        )


def _chosen(customer: str, everything: Sequence[Decided], wanted: str | None, last: int) -> Sequence[Decided]:
    """Raises InputRefused for what names none of her decisions."""
    if wanted is None:
        return everything[-last:]
    found = [one for one in everything if is_about(one, wanted)]
    if not found:
        keys = ", ".join(sorted({one.message for one in everything})) or "none yet"
        raise InputRefused(f"no decision about {wanted!r} for customer {customer!r}: there are decisions about {keys}")
    return found if any(one.message_id == wanted for one in found) else found[-last:]
