"""Writes docs/openapi.json from the app itself."""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from temporalio.client import Client

from audit.database import open_database
from runtime.encryption.master_keys import new_master_keys
from runtime.settings import load_settings
from runtime.telemetry import Silent
from starter.http.app import build_app
from starter.http.doors import doors_over

PLACE = Path(__file__).parents[2] / "docs" / "openapi.json"

_UNUSED = "http://127.0.0.1:9"


def document() -> str:
    """The whole document, as it must stand in docs/; nothing is reached for it."""
    return json.dumps(asyncio.run(_document()), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


async def _document() -> dict[str, object]:
    async with app_over_nothing() as app:
        return app.openapi()


@asynccontextmanager
async def app_over_nothing() -> AsyncIterator[FastAPI]:
    """Every door, before an empty ledger without tables and a server that is not there."""
    with tempfile.TemporaryDirectory() as folder:
        values = {
            "DATABASE_URL": f"sqlite:///{folder}/ledger.db",
            "MASTER_KEY": new_master_keys(),
            "PUBLIC_URL": _UNUSED,
            "LINK_KEY": "0" * 32,
            "ADDRESS_KEY": "0" * 32,
        }
        settings = load_settings("api", values)
        database = open_database(values["DATABASE_URL"])
        temporal = await Client.connect(_UNUSED.removeprefix("http://"), lazy=True)
        try:
            yield build_app(doors_over(settings, temporal, database, Silent()))
        finally:
            database.dispose()


if __name__ == "__main__":
    PLACE.write_text(document(), encoding="utf-8")
