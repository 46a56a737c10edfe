"""What every HTTP door is given: the settings, the journey client and the ledger's side."""

from dataclasses import dataclass

from sqlalchemy import Engine

from runtime.settings import Settings
from starter.client import JourneyClient
from starter.ledger_side import SqlLedgerSide
from starter.ports import Published


@dataclass(frozen=True)
class Doors:
    """One for each process that answers HTTP; what was opened is closed by who opened it."""

    settings: Settings
    database: Engine
    client: JourneyClient
    ledger: SqlLedgerSide
    published: Published
