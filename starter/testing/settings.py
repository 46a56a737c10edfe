"""The settings of a test's worker: all of them given, whatever the environment says."""

import secrets
from pathlib import Path

from pydantic import JsonValue

from runtime.encryption.master_keys import new_master_keys
from runtime.settings import Settings
from standins.server import Accounts
from starter.local.provider_keys import ProviderKeys

API_KEY = "SG.test"
_TASKS = ("call", "adviser", "store", "mail")
_SERVED = {"email": "sendgrid", "sms": "twilio", "push": "webpush", **dict.fromkeys(_TASKS, "tasks")}
_PULLED = dict.fromkeys(("till", "website", "inbound_call"), "pull")


def accounts_of(keys: ProviderKeys) -> Accounts:
    """What the stand-ins take; they tell nobody what becomes of messages: a test says it itself."""
    return Accounts(
        sendgrid_api_key=API_KEY,
        twilio_account_sid=keys.twilio_account_sid,
        twilio_auth_token=keys.twilio_auth_token,
        task_secrets=(keys.task_secret,),
    )


def settings_of(folder: Path, providers: str, keys: ProviderKeys) -> Settings:
    """With a ledger in the folder, and every channel to the stand-ins alone (`providers`: their address)."""
    given: dict[str, JsonValue] = {
        "profile": "development",  # with every recipient of every channel: there is nowhere to go but to the stand-ins
        "database_url": f"sqlite:///{folder / 'ledger.db'}",
        "master_key": new_master_keys(),
        "public_url": "http://127.0.0.1:9",
        "link_key": secrets.token_hex(32),
        "address_key": secrets.token_hex(32),
        "tracking_plan": "refuse",
        "use_versioning": False,  # the test server has none
        **provider_values(providers, keys),
    }
    allowed = {"recipient_allowlist": frozenset(f"{channel}:*" for channel in _SERVED)}
    return Settings.model_validate(_defaults() | given | allowed)


def provider_values(providers: str, keys: ProviderKeys) -> dict[str, JsonValue]:
    """The settings by which a worker finds the stand-ins, for every channel that is shipped."""
    return {
        "channels": {**_SERVED, **_PULLED},
        "sendgrid_api_key": API_KEY,
        "sendgrid_base_url": providers,
        "mail_from": "sender@example.com",
        "twilio_account_sid": keys.twilio_account_sid,
        "twilio_auth_token": keys.twilio_auth_token,
        "twilio_base_url": providers,
        "twilio_sender": "+447700900100",
        "vapid_private_key": keys.vapid_private_key,
        "vapid_contact": "mailto:test@example.com",
        "task_endpoints": {channel: f"{providers}/tasks/{channel}" for channel in _TASKS},
        "task_secret": keys.task_secret,
    }


def _defaults() -> dict[str, object]:
    """What stands in the class; given in so many words, so that the environment is not asked."""
    fields = Settings.model_fields.items()
    return {name: field.get_default(call_default_factory=True) for name, field in fields if not field.is_required()}
