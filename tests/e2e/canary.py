"""A customer made of marks that are found again wherever they stand, and the journey that uses all of them."""

from collections.abc import Iterable
from pathlib import Path
from textwrap import dedent

from sqlalchemy import Engine, text

from audit.tables.everything import METADATA
from engine.contracts.answers import Found, LookupAnswer
from engine.contracts.commands import LookUp
from engine.contracts.inputs import ConsentChange
from engine.model import Attributes

ID = "c-canary"
PROFILE: Attributes = {
    "email": "canary-mail-qzw7f3a@example.com",
    "phone": "+15550canaryqzw7f3b",
    "first_name": "Canarynameqzw7f3c",
    "city": "Canarycityqzw7f3d",
    "address": {"street": "Canary Street qzw7f3e", "city": "Canarycityqzw7f3d"},
}
PROPERTIES: Attributes = {"note": "a canary note qzw7f3f", "order": "order-canary-qzw7f40", "amount": 20}
OTHER_PROPERTIES: Attributes = {"note": "none", "order": "b1"}
CONSENT = ConsentChange(status="granted", source="canary source qzw7f41", wording="canary wording qzw7f42")
FEEDBACK: Attributes = {"agent": "canary agent qzw7f43"}
MARKS = ("qzw7f3a", "qzw7f3b", "qzw7f3c", "qzw7f3d", "qzw7f3e", "qzw7f3f", "qzw7f40", "qzw7f41", "qzw7f42", "qzw7f43")
SAID_BY_A_FAULT = "qzw7f44"
"""in the message of an exception that a look-up raises"""

LOOKUPS = "guide=tests.e2e.canary:Guide"


class Guide:
    """Fails the first time, with what it was asked in the message of its error."""

    _failed = False

    async def find(self, command: LookUp) -> LookupAnswer:
        if not Guide._failed:
            Guide._failed = True
            raise ValueError(f"nothing near {command.args} {SAID_BY_A_FAULT}")
        return Found(result={"name": f"the store in {command.args['city']}"})


_FILES = {
    "policy.yaml": """
        policy: canary
        zone: UTC
    """,
    "schema.yaml": """
        triggers:
          purchase: { note: text, order: text, amount: number }
        customer:
          first_name: text
          city: text
        lookups:
          guide: { in: { city: text }, out: { name: text }, timeout: 2s }
    """,
    "welcome.yaml": """
        journey: welcome
        title: Welcome
        department: care
        enter: { trigger: purchase, key: event.order, again: parallel }
        remember: { note: event.note }
        steps:
          - { id: near, lookup: guide, with: { city: customer.city }, into: run.store, fallback: { name: none } }
          - { id: hello, send: hello }
          - { id: rest, wait: 2s }
          - { id: again, send: hello }
    """,
    "content/hello/message.yaml": """
        message: hello
        title: Hello
        department: care
        purpose: lifecycle
        channels: [email]
        email: { subject: "Hello {{ customer.first_name }}" }
    """,
    "content/hello/email.html": "<p>{{ customer.first_name }} of {{ customer.city }}: {{ run.note }}</p>\n",
    "content/hello/email.txt": "{{ customer.first_name }} of {{ customer.city }}: {{ run.note }}\n",
}


def write_journeys(folder: Path) -> Path:
    target = folder / "journeys"
    for name, content in _FILES.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(content))
    return target


def found_in(content: bytes, marks: Iterable[str] = (*MARKS, SAID_BY_A_FAULT)) -> list[str]:
    return [mark for mark in marks if mark.encode() in content]


def found_in_files(folder: Path) -> dict[str, list[str]]:
    """Which files below a folder hold which marks; none is left out."""
    files = {path: found_in(path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file()}
    return {str(path.relative_to(folder)): marks for path, marks in files.items() if marks}


def found_tables(database: Engine) -> set[str]:
    """The names of the tables in which any mark stands."""
    with database.connect() as connection:
        return {
            table.name
            for table in METADATA.tables.values()
            if any(found_in(str(row).encode()) for row in connection.execute(text(f'SELECT * FROM "{table.name}"')))
        }


def found_in_columns(database: Engine) -> set[str]:
    """The names of the columns in which any mark stands."""
    found: set[str] = set()
    with database.connect() as connection:
        for table in METADATA.tables.values():
            for row in connection.execute(text(f'SELECT * FROM "{table.name}"')).mappings():
                found |= {name for name, value in row.items() if found_in(str(value).encode())}
    return found
