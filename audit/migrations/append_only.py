"""Makes tables append-only in the database itself; only a private column can be blanked.

A migration that adds a column or builds a table anew guards it again afterwards.
"""

from collections.abc import Iterable

from alembic import op
from sqlalchemy import inspect

_REFUSAL = "the ledger is append-only"


def guard(tables: Iterable[str], *, removable: bool = False) -> None:
    """Refuse changes of the tables' rows, and deletions unless they are `removable`: old ones may go."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.execute(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ BEGIN RAISE EXCEPTION '{_REFUSAL}: %', TG_TABLE_NAME; END $$"
        )
    act = (
        "FOR EACH ROW {when} EXECUTE FUNCTION refuse_change()"
        if postgresql
        else f"FOR EACH ROW {{when}} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    )
    for table in tables:
        _guard(table, act, removable=removable)


def unguard(tables: Iterable[str]) -> None:
    """Let a migration change the tables; it guards them again."""
    where = ' ON "{}"' if op.get_bind().dialect.name == "postgresql" else ""
    for table in tables:
        for act in ("kept", "unchanged", "blanked"):
            op.execute(f'DROP TRIGGER IF EXISTS "{table}_{act}"{where.format(table)}')


def remove_refusal() -> None:
    """Remove what `guard` leaves behind when every table is gone."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS refuse_change()")


def _guard(table: str, act: str, *, removable: bool) -> None:
    names = [column["name"] for column in inspect(op.get_bind()).get_columns(table)]
    counted = ", ".join(f'"{name}"' for name in names if name != "private")
    always = act.format(when="")
    if not removable:
        op.execute(f'CREATE TRIGGER "{table}_kept" BEFORE DELETE ON "{table}" {always}')
    op.execute(f'CREATE TRIGGER "{table}_unchanged" BEFORE UPDATE OF {counted} ON "{table}" {always}')
    if "private" in names:
        refilled = act.format(when="WHEN (NEW.private IS NOT NULL)")
        op.execute(f'CREATE TRIGGER "{table}_blanked" BEFORE UPDATE OF private ON "{table}" {refilled}')
