"""A provider has answered, or is given up, before the claim of its message lapses."""

import pytest
from pydantic import BaseModel, ValidationError

from activities.options import LEASE
from channels.sendgrid.settings import SendGridSettings
from channels.twilio.settings import TwilioSettings
from channels.webpush.settings import WebPushSettings

WRITTEN: dict[type[BaseModel], dict[str, object]] = {
    SendGridSettings: {"api_key": "key", "base_url": "https://api.sendgrid.com", "mail_from": "hello@example.com"},
    TwilioSettings: {
        "account_sid": "AC" + "0" * 32,
        "auth_token": "token",
        "base_url": "https://api.twilio.com",
        "sender": "+15005550006",
        "public_url": "https://links.shop.test",
    },
    WebPushSettings: {"private_key": "A" * 42 + "E", "contact": "mailto:ops@example.com"},
}


@pytest.mark.parametrize("settings", WRITTEN)
def test_a_time_out_as_long_as_the_lease_is_refused(settings: type[BaseModel]) -> None:
    written = WRITTEN[settings]
    for seconds in (settings.model_fields["total_timeout"].default, 15):
        assert seconds < LEASE.total_seconds()
        settings.model_validate(written | {"total_timeout": seconds})
    with pytest.raises(ValidationError, match="total_timeout"):
        settings.model_validate(written | {"total_timeout": LEASE.total_seconds()})
