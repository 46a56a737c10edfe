"""A provider has answered, or is given up, before the claim of its message lapses."""

import pytest
from pydantic import HttpUrl, SecretStr, ValidationError

from activities.options import LEASE
from channels.sendgrid.settings import SendGridSettings


def settings(total: float) -> SendGridSettings:
    return SendGridSettings(
        api_key=SecretStr("key"),
        base_url=HttpUrl("https://api.sendgrid.com"),
        mail_from="hello@example.com",
        total_timeout=total,
    )


def test_a_time_out_as_long_as_the_lease_is_refused() -> None:
    assert settings(10).total_timeout < LEASE.total_seconds()
    with pytest.raises(ValidationError, match="total_timeout"):
        settings(LEASE.total_seconds())
