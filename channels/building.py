"""Builds the adapter of a channel: one of those that are shipped, or a class of a team's own."""

import importlib
import os
from collections.abc import Callable, Mapping

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from channels.pull import PullChannel
from channels.sendgrid.email import SendGridEmail
from channels.sendgrid.settings import SendGridSettings
from channels.tasks.adapter import TaskChannel
from channels.tasks.settings import TaskSettings
from channels.twilio.settings import TwilioSettings
from channels.twilio.sms import TwilioSms
from channels.unsubscribe import UnsubscribeLinks, UnsubscribeSettings
from channels.unsubscribe_links import LinksInside
from channels.webpush.push import WebPush
from channels.webpush.settings import WebPushSettings
from engine.contracts.inquiry import Inquirer
from engine.contracts.ports import ChannelAdapter
from engine.language.terms import Channel


class ProviderValues(BaseModel):
    """The settings that adapters are built from, under the names that they are set by."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    profile: str = "production"
    public_url: str
    link_key: SecretStr
    sendgrid_api_key: SecretStr | None = None
    sendgrid_base_url: str | None = None
    sendgrid_subuser: str | None = None
    mail_from: str | None = None
    mail_from_name: str | None = None
    twilio_account_sid: str | None = None
    twilio_auth_token: SecretStr | None = None
    twilio_base_url: str | None = None
    twilio_sender: str | None = None
    vapid_private_key: SecretStr | None = None
    vapid_contact: str | None = None
    task_endpoints: dict[str, str] = {}
    task_secret: SecretStr | None = None
    task_secrets: dict[str, SecretStr] = {}


class AdapterFault(Exception):
    """An adapter cannot be built; the text says which and what to set."""


Builder = Callable[[Channel, ProviderValues], ChannelAdapter]


def built(channel: str, adapter: str, values: ProviderValues) -> ChannelAdapter:
    """By the name of a shipped adapter, or `package.module:Class`: called with the channel and the environment.

    Raises AdapterFault.
    """
    try:
        where = Channel(channel)
    except ValueError as error:
        raise AdapterFault(f"CHANNELS: {channel!r} can be no channel: lower case letters, digits and _") from error
    try:
        return _linked(_made(where, adapter, values), values)
    except ValidationError as error:
        said = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise AdapterFault(f"CHANNELS: {adapter} for {channel}: {said}") from error


def inquirer(channel: str, adapter: str, values: ProviderValues) -> Inquirer | None:
    """The adapter by itself, where its provider can be asked what became of a message; another is not even made.

    Raises AdapterFault.
    """
    asked = adapter in _ASKED if adapter in SHIPPED else "find" in dir(_class(channel, adapter))
    if not asked:
        return None
    made = _made(Channel(channel), adapter, values)
    return made if isinstance(made, Inquirer) else None


def account_of(channel: str, adapter: str) -> str:
    """What PROVIDER_RATES calls it: the name of a shipped adapter, or the channel of a team's own."""
    return adapter if adapter in SHIPPED else channel


def _made(channel: Channel, adapter: str, values: ProviderValues) -> ChannelAdapter:
    if adapter in SHIPPED:
        return SHIPPED[adapter](channel, values)
    if ":" not in adapter:
        raise AdapterFault(f"CHANNELS: no adapter {adapter!r}: there is {', '.join(SHIPPED)}, or package.module:Class")
    return _own(channel, adapter, os.environ)


def _own(channel: Channel, target: str, environment: Mapping[str, str]) -> ChannelAdapter:
    try:
        return _class(channel.value, target)(channel, environment)
    except KeyError as error:
        raise AdapterFault(f"CHANNELS: {channel.value}={target} needs the environment variable {error}") from error


def _class(channel: str, target: str) -> Callable[[Channel, Mapping[str, str]], ChannelAdapter]:
    module, _, name = target.partition(":")
    try:
        found: Callable[[Channel, Mapping[str, str]], ChannelAdapter] = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise AdapterFault(
            f"CHANNELS: {channel}={target} cannot be loaded: {error}; "
            "write module:Class, and install the module or have PYTHONPATH name the folder that it is in"
        ) from error
    return found


def _linked(adapter: ChannelAdapter, values: ProviderValues) -> ChannelAdapter:
    return LinksInside(adapter, _links(values).filled)


def _links(values: ProviderValues) -> UnsubscribeLinks:
    return UnsubscribeLinks(UnsubscribeSettings.model_validate({"base_url": values.public_url, "key": values.link_key}))


def _sendgrid(channel: Channel, values: ProviderValues) -> ChannelAdapter:
    settings = SendGridSettings.model_validate(
        {
            "api_key": values.sendgrid_api_key,
            "base_url": values.sendgrid_base_url,
            "mail_from": values.mail_from,
            "from_name": values.mail_from_name,
            "subuser": values.sendgrid_subuser,
        }
    )
    return SendGridEmail(settings, _links(values).email_headers)


def _tasks(channel: Channel, values: ProviderValues) -> ChannelAdapter:
    endpoint = values.task_endpoints.get(channel.value)
    if endpoint is None:
        raise AdapterFault(f"CHANNELS: {channel.value}=tasks needs {channel.value}=https://… in TASK_ENDPOINTS")
    secret = values.task_secrets.get(channel.value, values.task_secret)
    if secret is None:
        raise AdapterFault(f"CHANNELS: {channel}=tasks needs {channel}=whsec_… in TASK_SECRETS, or TASK_SECRET")
    settings = {"endpoint": endpoint, "secret": secret, "public_only": values.profile == "production"}
    return TaskChannel(channel, TaskSettings.model_validate(settings))


def _twilio(channel: Channel, values: ProviderValues) -> ChannelAdapter:
    settings = {
        "account_sid": values.twilio_account_sid,
        "auth_token": values.twilio_auth_token,
        "base_url": values.twilio_base_url,
        "sender": values.twilio_sender,
        "public_url": values.public_url,
    }
    return TwilioSms(channel, TwilioSettings.model_validate(settings))


def _webpush(channel: Channel, values: ProviderValues) -> ChannelAdapter:
    settings = {
        "private_key": values.vapid_private_key,
        "contact": values.vapid_contact,
        "public_only": values.profile == "production",
    }
    return WebPush(channel, WebPushSettings.model_validate(settings))


def _pull(channel: Channel, values: ProviderValues) -> ChannelAdapter:
    return PullChannel(channel)


SHIPPED: Mapping[str, Builder] = {
    "sendgrid": _sendgrid,
    "twilio": _twilio,
    "webpush": _webpush,
    "tasks": _tasks,
    "pull": _pull,
}

_ASKED = frozenset({"twilio"})
"""Those whose provider can be asked what became of a message."""
