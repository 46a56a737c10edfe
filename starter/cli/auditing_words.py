"""What the commands of an audit read from the command line: days, zones, selectors, consents."""

import csv
import re
from datetime import datetime, time
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Engine

from engine.contracts.inputs import ConsentChange
from engine.language.rules.selectors import Selector
from engine.localtime.zones import zone_named
from engine.model import Instant
from starter.cli.app import said
from starter.errors import InputRefused
from trials.imported.judging import Consents
from trials.imported.policies import policy_in_force

SinceOption = Annotated[
    str | None, typer.Option("--since", help="From this day, or instant with its zone, on.", show_default=False)
]
UntilOption = Annotated[
    str | None, typer.Option("--until", help="Up to, not including, this day or instant.", show_default=False)
]

_INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_CONSENT = ("customer_id", "status", "purpose", "channel", "topic")


def zone_of(database: Engine, named: str | None = None) -> ZoneInfo:
    """The named one, or that of the policy in force, or UTC where nothing is published. Raises InputRefused."""
    policy = policy_in_force(database) if named is None else None
    name = named or (policy.zone if policy is not None else "UTC")
    zone = zone_named(name)
    if zone is None:
        raise InputRefused(f"--zone {name!r} is no zone: write one such as Europe/Berlin")
    return zone


def moment(written: str | None, option: str, database: Engine, zone: ZoneInfo | None = None) -> datetime | None:
    """A day begins at its midnight in the zone, that of the organisation by default. Raises InputRefused."""
    if written is None:
        return None
    try:
        if _DAY.fullmatch(written):
            return datetime.combine(datetime.fromisoformat(written), time(), zone or zone_of(database))
        return _INSTANT.validate_python(written)
    except ValidationError as error:
        raise InputRefused(f"{option}: {said(error.errors()[0]['msg'])}") from error
    except ValueError as error:
        raise InputRefused(f"{option} {written!r} is no day: {error}") from error


def selector(words: str, option: str) -> Selector:
    """`tags=welcome,onboarding departments=care`: a list means any of, several keys all of. Raises InputRefused."""
    parts = dict(word.partition("=")[::2] for word in words.split())
    try:
        return Selector.model_validate({key: tuple(filter(None, value.split(","))) for key, value in parts.items()})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or option
        fix = "write for instance tags=welcome,onboarding or purposes=lifecycle departments=care"
        raise InputRefused(f"{option} {words!r}: {place}: {said(first['msg'])}; {fix}") from error


def consents_of(file: Path) -> Consents:
    """A CSV file with customer_id and status, and where they are narrower purpose, channel and topic.

    Raises InputRefused.
    """
    found: Consents = {}
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = csv.DictReader(opened)
        names = set(rows.fieldnames or ())
        if strange := sorted((names - set(_CONSENT)) | ({"customer_id", "status"} - names)):
            raise InputRefused(f"{file}: the columns are {', '.join(_CONSENT)}; look at {', '.join(strange)}")
        for row in rows:
            given = {name: value for name in _CONSENT[1:] if (value := row.get(name))}
            try:
                change = ConsentChange.model_validate(given)
            except ValidationError as error:
                first = error.errors()[0]
                raise InputRefused(f"{file}:{rows.line_num}: {first['loc'][0]}: {said(first['msg'])}") from error
            found[row["customer_id"]] = (*found.get(row["customer_id"], ()), change)
    return found
