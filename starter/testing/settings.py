"""The settings of a test's worker: all of them given, whatever the environment says."""

import secrets
from pathlib import Path

from pydantic import JsonValue

from runtime.encryption.master_keys import new_master_keys
from runtime.settings import Settings

API_KEY = "SG.test"


def settings_of(folder: Path, sendgrid_url: str) -> Settings:
    """With a ledger in the folder, and mail for everybody to the stand-in alone."""
    given: dict[str, JsonValue] = {
        "profile": "production",  # lets out to every address, and there is nowhere to go but to the stand-in
        "database_url": f"sqlite:///{folder / 'ledger.db'}",
        "master_key": new_master_keys(),
        "sendgrid_api_key": API_KEY,
        "sendgrid_base_url": sendgrid_url,
        "mail_from": "sender@example.com",
        "public_url": "http://127.0.0.1:9",
        "link_key": secrets.token_hex(32),
        "address_key": secrets.token_hex(32),
        "tracking_plan": "refuse",
        "use_versioning": False,  # the test server has none
    }
    return Settings.model_validate(_defaults() | given)


def _defaults() -> dict[str, object]:
    """What stands in the class; given in so many words, so that the environment is not asked."""
    fields = Settings.model_fields.items()
    return {name: field.get_default(call_default_factory=True) for name, field in fields if not field.is_required()}
