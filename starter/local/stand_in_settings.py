"""The settings by which the worker of `twostep run` finds the stand-ins of providers."""

import os

from runtime.local_ports import HOST
from runtime.settings import Settings
from standins.sendgrid.signing import public_key
from starter.local.files import LocalKeys

MAIL_FROM = "hello@example.com"
TEXTS_FROM = "+447700900100"
"""a number that is given to nobody"""
CONTACT = "mailto:hello@example.com"

TASKS = ("call", "adviser", "store", "mail")
_PULLED = "till=pull,website=pull,inbound_call=pull"
_PROVIDED = f"email=sendgrid,sms=twilio,push=webpush,{','.join(f'{channel}=tasks' for channel in TASKS)}"


def uses_stand_in() -> bool:
    """Whether mail goes to the local stand-in: unless the environment names another place."""
    return not os.environ.get("SENDGRID_BASE_URL")


def stand_in_values(settings: Settings, keys: LocalKeys) -> dict[str, str]:
    """What the environment does not set: each provider that it does not name is a stand-in."""
    base_url = f"http://{HOST}:{settings.standin_port}"
    if settings.profile == "production":
        # What goes to everybody has no business on this machine, but for the mail of who asked for it.
        return {"CHANNELS": f"email=sendgrid,{_PULLED}", **(_mail(base_url, keys) if uses_stand_in() else {})}
    values = {
        "CHANNELS": f"{_PROVIDED},{_PULLED}",
        "VAPID_PRIVATE_KEY": keys.stand_ins.vapid_private_key,
        "VAPID_CONTACT": CONTACT,
    }
    allowed = ["push:*"]
    if uses_stand_in():
        values |= _mail(base_url, keys)
        allowed.append("@example.com")
    if not os.environ.get("TWILIO_BASE_URL"):
        values |= _texts(base_url, keys)
        allowed.append("sms:*")
    if not os.environ.get("TASK_ENDPOINTS"):
        endpoints = ",".join(f"{channel}={url}" for channel, url in _endpoints(base_url).items())
        values |= {"TASK_ENDPOINTS": endpoints, "TASK_SECRET": keys.stand_ins.task_secret}
        allowed += [f"{channel}:*" for channel in TASKS]
    return values | {"RECIPIENT_ALLOWLIST": ",".join(allowed)}


def at_stand_in(settings: Settings, base_url: str) -> Settings:
    """The settings of a command in another terminal: the stand-ins are where the installation was started with them."""
    return settings.model_copy(
        update={
            "sendgrid_base_url": base_url,
            "twilio_base_url": os.environ.get("TWILIO_BASE_URL") or base_url,
            "task_endpoints": settings.task_endpoints if os.environ.get("TASK_ENDPOINTS") else _endpoints(base_url),
        }
    )


def _mail(base_url: str, keys: LocalKeys) -> dict[str, str]:
    return {
        "SENDGRID_API_KEY": keys.sendgrid_api_key,
        "SENDGRID_BASE_URL": base_url,
        "SENDGRID_WEBHOOK_KEY": public_key(keys.stand_ins.sendgrid_events_key),
        "MAIL_FROM": MAIL_FROM,
    }


def _texts(base_url: str, keys: LocalKeys) -> dict[str, str]:
    return {
        "TWILIO_ACCOUNT_SID": keys.stand_ins.twilio_account_sid,
        "TWILIO_AUTH_TOKEN": keys.stand_ins.twilio_auth_token,
        "TWILIO_BASE_URL": base_url,
        "TWILIO_SENDER": TEXTS_FROM,
    }


def _endpoints(base_url: str) -> dict[str, str]:
    return {channel: f"{base_url}/tasks/{channel}" for channel in TASKS}
