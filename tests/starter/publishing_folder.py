"""The record shop in a folder of its own, to change it, and a ledger to publish it into."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from audit.database import open_database, write
from audit.publications import SqlShelf
from audit.rows import append
from audit.tables.columns import pack
from audit.tables.directory import EnrolmentRow
from audit.tables.everything import table_of
from engine.language.catalogue import Catalogue
from tests.audit.samples import START
from tests.databases import sqlite_url
from tests.starter.doorway import RECORD_SHOP


class Shop:
    """A copy of the record shop and a database that is new."""

    def __init__(self, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = place / "shop"
        shutil.copytree(RECORD_SHOP, self.folder, ignore=shutil.ignore_patterns("data"))
        self.url = sqlite_url(place)
        monkeypatch.setenv("DATABASE_URL", self.url)
        monkeypatch.setenv("JOURNEYS_DIR", str(self.folder))

    def change(self, name: str, old: str, new: str) -> None:
        file = self.folder / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def version(self, number: int, journey: str) -> str:
        """The hash under which a catalogue has a journey."""
        [text] = [SqlShelf(database).catalogue(number) for database in self.database()]
        return Catalogue.model_validate_json(text).journeys[journey]

    def enrol(self, customer: str, journey: str, version: str, step: str = "give-it-time") -> None:
        row = {
            "customer_id": customer,
            "enrolment_id": customer,
            "journey": journey,
            "version": version,
            "step": step,
            "since": START,
            "deadline": None,
            "private": pack(key=""),
        }
        for database in self.database():
            write(database, lambda connection: append(connection, table_of(EnrolmentRow), [row]))

    def database(self) -> Iterator[Engine]:
        """Open for one turn of a loop."""
        opened = open_database(self.url)
        try:
            yield opened
        finally:
            opened.dispose()


def git(folder: Path, *words: str) -> None:
    names = ("-c", "user.name=Ann", "-c", "user.email=ann@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *names, *words], check=True, capture_output=True)
