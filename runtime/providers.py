"""What may be set about providers: which adapter serves each channel, and the account of each."""

from collections.abc import Collection, Iterable, Mapping

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

from runtime.values import (
    Adapters,
    KeyList,
    PlainAddress,
    Rates,
    SecretList,
    SecretsByChannel,
    WebAddress,
    WebAddresses,
)

NEEDED_BY_ADAPTER: Mapping[str, tuple[str, ...]] = {
    "sendgrid": ("sendgrid_api_key", "sendgrid_base_url", "mail_from"),
    "twilio": ("twilio_account_sid", "twilio_auth_token", "twilio_base_url", "twilio_sender"),
    "webpush": ("vapid_private_key", "vapid_contact"),
    "tasks": ("task_endpoints",),
    "pull": (),
}
"""The adapters that are shipped, and the settings that each cannot do without; any other one reads its own."""

TASK_SECRETS = ("task_secret", "task_secrets")
"""Of these the adapter `tasks` needs one for each of its channels."""


class ProviderSettings(BaseSettings):
    """The fields of the settings that are about providers."""

    channels: Adapters = Field(
        default_factory=lambda: {"email": "sendgrid"},
        description="what serves each channel of `policy.yaml`: `email=sendgrid,sms=twilio,push=webpush,call=tasks,"
        "mail=tasks,till=pull`, or a class of your own, `whatsapp=shop.whatsapp:WhatsApp`",
    )
    provider_rates: Rates = Field(
        default_factory=dict,
        description="the most sends per second through a provider's account, over all workers: "
        "`sendgrid=100,twilio=10`; unset: as fast as the provider takes them",
    )
    sendgrid_api_key: SecretStr | None = Field(
        default=None, description="key of the SendGrid account that mail is sent through"
    )
    sendgrid_base_url: WebAddress | None = Field(
        default=None,
        description="`https://api.sendgrid.com`, `https://api.eu.sendgrid.com` for EU subusers, or the address of the "
        "local stand-in",
    )
    sendgrid_subuser: str | None = Field(default=None, description="the SendGrid subuser on whose behalf mail is sent")
    sendgrid_webhook_key: str | None = Field(
        default=None,
        description="public key of the signed event webhook, as SendGrid shows it; unset: its events are refused",
    )
    mail_from: PlainAddress | None = Field(default=None, description="the sender's address, verified at SendGrid")
    mail_from_name: str | None = Field(default=None, description="the sender's name beside the address")
    twilio_account_sid: str | None = Field(default=None, description="the Twilio account, `AC…`")
    twilio_auth_token: SecretStr | None = Field(
        default=None, description="its auth token: sends, and checks the signatures of Twilio's webhooks"
    )
    twilio_webhook_key: KeyList | None = Field(
        default=None,
        description="secret of the shared key that Twilio signs webhooks with, where it is not the auth token; several "
        "separated by commas, the newest first",
    )
    twilio_base_url: WebAddress | None = Field(
        default=None, description="`https://api.twilio.com`, or the address of the local stand-in"
    )
    twilio_sender: str | None = Field(
        default=None, description="the number that messages come from (`+49…`), or a messaging service (`MG…`)"
    )
    vapid_private_key: SecretStr | None = Field(
        default=None,
        description="the key that web push messages are signed with (base64url of 32 bytes); browsers know its "
        "public half; never change it",
    )
    vapid_contact: str | None = Field(
        default=None, description="whom a push service may write to: `mailto:ops@example.com`"
    )
    task_endpoints: WebAddresses = Field(
        default_factory=dict,
        description="where tasks go, by channel: `call=https://calls.example.com/tasks,mail=https://print.example.com`",
    )
    task_secret: SecretList | None = Field(
        default=None,
        description="signs and checks the webhooks of tasks (Standard Webhooks) on the channels that `TASK_SECRETS` "
        "does not name: `whsec_…`, several separated by commas, the newest first",
    )
    task_secrets: SecretsByChannel = Field(
        default_factory=dict,
        description="the same by channel, so that who does the tasks of one cannot speak for another: "
        "`call=whsec_…,mail=whsec_…`; a channel several times, the newest first, while one takes the other's place",
    )


def needed_for(adapters: Iterable[str]) -> tuple[str, ...]:
    """The settings without which these adapters cannot be built, each once."""
    return tuple(dict.fromkeys(name for one in adapters for name in NEEDED_BY_ADAPTER.get(one, ())))


def without_secret(adapters: Mapping[str, str], named: Collection[str]) -> tuple[str, ...]:
    """The channels of tasks that `TASK_SECRETS`, which names these, leaves to `TASK_SECRET`."""
    return tuple(channel for channel, adapter in adapters.items() if adapter == "tasks" and channel not in named)
