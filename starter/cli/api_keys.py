"""`api-key`: makes, lists, rotates and revokes the keys that callers of the HTTP doors send."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import typer
from rich.console import Console

from audit.api_keys import ApiKey, NewKey, NoSuchKey, SqlApiKeys
from engine.model import Frozen
from starter.cli.app import one_message, out, plain_table, write_json
from starter.cli.surroundings import client_settings
from starter.cli.words import JsonOption, span
from starter.departments import departments_in_force
from starter.errors import InputRefused
from starter.http.scopes import SCOPES
from starter.http.tokens import new_token
from starter.opening import opened_database
from starter.operating.login import login_name

T = TypeVar("T")

KeyId = Annotated[str, typer.Argument(metavar="ID", help="The key's id: what follows `tsk_`.", show_default=False)]

group = typer.Typer(name="api-key", help="The keys of those who call the HTTP doors.", no_args_is_help=True)


class Shown(Frozen):
    """A key that was made, for its one time."""

    id: str
    key: str
    expires_at: datetime | None = None


class Listed(Frozen):
    """A key as it is listed: nothing of its secret, not even the hash."""

    id: str
    name: str
    scopes: tuple[str, ...]
    department: str | None
    state: str
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    revoked_by: str | None
    replaced_by: str | None


def create(
    name: Annotated[str, typer.Argument(help="Who calls with it, for the list.", show_default=False)],
    scope: Annotated[
        list[str], typer.Option("--scope", help=f"May be given again: {', '.join(SCOPES)}.", show_default=False)
    ],
    department: Annotated[
        str | None, typer.Option("--department", help="The one it speaks for.", show_default="all of them")
    ] = None,
    expires: Annotated[
        str | None, typer.Option("--expires", help="After how long, such as 90d.", show_default="never")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Make a key. It is shown this once: only a hash of it is kept."""
    unknown = [one for one in scope if one not in SCOPES]
    if unknown:
        raise InputRefused(f"--scope {unknown[0]!r}: there is {', '.join(SCOPES)}")
    if not (name.strip() and name.isprintable() and len(name) <= 100):
        raise InputRefused("NAME: write up to 100 characters")
    shown, token = new_token()
    ends = None if expires is None else datetime.now(UTC) + span("--expires", expires)
    kept = NewKey(
        id=token.id,
        digest=token.digest,
        name=name,
        scopes=tuple(dict.fromkeys(scope)),
        department=department,
        expires_at=ends,
    )
    with opened_database(client_settings("ledger")) as database:
        SqlApiKeys(database).add(kept, login_name())
        unknown_department = department is not None and department not in departments_in_force(database)
    _show(Shown(id=token.id, key=shown, expires_at=ends), json)
    if unknown_department:
        said = f"no published message and no rule of the policy names department {department!r}: is it spelled so?"
        Console(stderr=True, soft_wrap=True).print(f"warning: {said}", style="yellow", markup=False)


def list_keys(json: JsonOption = False) -> None:
    """Every key there ever was, oldest first; never a secret."""
    with opened_database(client_settings("ledger")) as database:
        found = [_listed(key) for key in SqlApiKeys(database).all()]
    if json:
        write_json(found)
        return
    table = plain_table("id", "name", "scopes", "department", "state", "made by", "made (UTC)", "ends (UTC)")
    for one in found:
        ends = f"{one.expires_at:%Y-%m-%d %H:%M}" if one.expires_at else ""
        made = f"{one.created_at:%Y-%m-%d %H:%M}"
        scopes = " ".join(one.scopes)
        table.add_row(one.id, one.name, scopes, one.department or "all", one.state, one.created_by, made, ends)
    out().print(table if found else "there are no keys: `twostep api-key create NAME --scope …` makes one")


def rotate(
    id: KeyId,
    grace: Annotated[str, typer.Option("--grace", help="How long the old one lives on.")] = "24h",
    json: JsonOption = False,
) -> None:
    """Make a key in the place of this one, which lives on for a while."""
    shown, token = new_token()
    lives_on = span("--grace", grace)
    with opened_database(client_settings("ledger")) as database:
        new = told(lambda: SqlApiKeys(database).replace(id, token.id, token.digest, lives_on, login_name()))
    _show(Shown(id=token.id, key=shown, expires_at=new.expires_at), json)
    if not json:
        out().print(f"{id} is refused after {grace}; `twostep api-key revoke {id}` ends it at once", markup=False)


def revoke(id: KeyId) -> None:
    """Refuse a key from now on; a door may take it for some seconds yet."""
    with opened_database(client_settings("ledger")) as database:
        told(lambda: SqlApiKeys(database).revoke(id, login_name()))
    out().print(f"revoked: {id}", markup=False)


for _name, _command in (("create", create), ("list", list_keys), ("rotate", rotate), ("revoke", revoke)):
    group.command(_name)(one_message(_command))


def told(work: Callable[[], T]) -> T:
    """Raises InputRefused for a key that is not there."""
    try:
        return work()
    except NoSuchKey as error:
        raise InputRefused(str(error)) from error


def _show(shown: Shown, json: bool) -> None:
    if json:
        write_json(shown)
        return
    ends = f"; it ends at {shown.expires_at:%Y-%m-%d %H:%M} UTC" if shown.expires_at else ""
    out().print(f"{shown.key}\nkeep it now: it is not shown again{ends}", markup=False)


def _listed(key: ApiKey) -> Listed:
    ended = "revoked" if key.revoked_at else "expired"
    state = ended if not key.valid else "rotated" if key.replaced_by else "valid"
    return Listed.model_validate({**dict(key), "state": state})
